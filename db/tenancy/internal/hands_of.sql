-- An admin can make identities of his own, and have one of them make others. Until an admin from
-- outside gives a role too, whoever gave it and who got it may be one person, and so may all who
-- hang together by such gifts.
create or replace function tenancy.hands_of(person text)
  returns setof text
  language sql stable security definer set search_path to ''
as $$
  with recursive hand (subject) as (
    select hands_of.person
    union
    select case m.subject when h.subject then m.granted_by else m.subject end
    from hand as h
    join tenancy.members as m
      on m.tenant_id = (select tenancy.current_tenant_id()) and m.confirmed_by is null
      and m.granted_by is not null and h.subject in (m.subject, m.granted_by)
  )
  select h.subject from hand as h
$$;
comment on function tenancy.hands_of is
  'Subjects that may be the same person, the given one among them.';
