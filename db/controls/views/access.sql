create or replace view controls.access with (security_invoker = true) as
  select p.subject, p.name, p.role, p.is_member, p.granted_by, p.confirmed_by,
    array(select r.act from controls.rights as r where r.role = p.role order by r.act) as acts,
    (select max(a.acted_at) from controls.acts as a
      where a.tenant_id = p.tenant_id and a.actor = p.subject) as last_acted_at
  from controls.persons as p;
comment on view controls.access is
  E'@name access_rights\n@unique subject\n@behavior -query:resource:single\n'
  'Who may do what of that which two people share.';
comment on column controls.access.subject is 'The sub claim of the person''s tokens.';
comment on column controls.access.name is 'Name of the person, if a member.';
comment on column controls.access.role is 'The member''s role, or the one last acted in.';
comment on column controls.access.is_member is
  'Whether the person is a member; else it is a subject of tokens that was seen in 90 days.';
comment on column controls.access.granted_by is 'Who gave the role.';
comment on column controls.access.confirmed_by is
  'Which other admin gave it too. Until then who gave it counts as the same person.';
comment on column controls.access.acts is 'What the role may do, as it is granted.';
comment on column controls.access.last_acted_at is 'When the person last did any of it.';
grant select on controls.access to tenor_auditor;
