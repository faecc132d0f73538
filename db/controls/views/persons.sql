-- Who is there: members, and subjects of tokens who did something controlled in the last 90 days,
-- as tokens are given out elsewhere. A subject is a person, until shown otherwise
-- (tenancy.hands_of).
create or replace view controls.persons with (security_invoker = true) as
  select m.tenant_id, m.subject, m.name, m.role, true as is_member, m.granted_by, m.confirmed_by
  from tenancy.members as m
  where m.status = 'active'
  union all
  select seen.tenant_id, seen.actor, null, seen.actor_role, false, null, null
  from (
    select distinct on (a.tenant_id, a.actor) a.tenant_id, a.actor, a.actor_role, a.acted_at
    from controls.acts as a
    order by a.tenant_id, a.actor, a.id desc
  ) as seen
  where seen.acted_at > (select tenancy.now()) - interval '90 days'
    and not exists (
      select from tenancy.members as m
      where m.tenant_id = seen.tenant_id and m.subject = seen.actor);
comment on view controls.persons is
  E'@behavior -*\nPeople of a tenant: members, and others who were seen lately.';
comment on column controls.persons.tenant_id is 'The tenant.';
comment on column controls.persons.subject is 'The sub claim of the person''s tokens.';
comment on column controls.persons.name is 'Name of the person, if a member.';
comment on column controls.persons.role is 'The member''s role, or the one last acted in.';
comment on column controls.persons.is_member is 'Whether the person is a member.';
comment on column controls.persons.granted_by is 'Who gave the role.';
comment on column controls.persons.confirmed_by is 'Which other admin gave it too.';
grant select on controls.persons to tenor_auditor, tenor_owner;
