-- What the grants say: a role may do an act when one of its doors is open to it.
create or replace view controls.rights with (security_invoker = true) as
  select distinct substr(r.rolname, 7) as role, d.act
  from controls.doors as d
  join pg_catalog.pg_roles as r
    on r.rolname ~ '^tenor_' and r.rolname <> 'tenor_api'
    and pg_has_role(r.oid, 'tenor_viewer', 'usage')
  where has_any_column_privilege(r.oid, to_regclass(d.routine), 'update')
    or exists (
      select from pg_catalog.pg_proc as p
      where p.pronamespace = to_regnamespace(split_part(d.routine, '.', 1))
        and p.proname = split_part(d.routine, '.', 2)
        and has_function_privilege(r.oid, p.oid, 'execute'));
comment on view controls.rights is E'@behavior -*\nWhich role may do which controlled act.';
comment on column controls.rights.role is 'viewer, sales, finance and so on.';
comment on column controls.rights.act is 'The act, such as refund.';
grant select on controls.rights to tenor_auditor, tenor_owner;
