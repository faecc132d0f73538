-- An admin can make a second identity of his own. Until another admin gives its role too, whoever
-- gave it and who got it may be one person.
create or replace function controls.hands_of(person text)
  returns setof text
  language sql stable security definer set search_path to ''
as $$
  select hands_of.person
  union
  select case m.subject when hands_of.person then m.granted_by else m.subject end
  from tenancy.members as m
  where m.tenant_id = (select tenancy.current_tenant_id()) and m.confirmed_by is null
    and hands_of.person in (m.subject, m.granted_by) and m.granted_by is not null
$$;
comment on function controls.hands_of is
  'Subjects that may be the same person, the given one first.';
