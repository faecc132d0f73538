-- A definer, since the table of analysts is nobody's to read. It finds the caller's own row alone.
create or replace function tenancy.analyst_tenant_id()
  returns uuid
  language sql stable parallel safe security definer set search_path to ''
as $$
  select a.tenant_id from tenancy.analysts as a where a.login_name = session_user
$$;
comment on function tenancy.analyst_tenant_id is
  E'@behavior -*\nThe tenant to which the session''s login is bound.';
grant execute on function tenancy.analyst_tenant_id to tenor_tenant, tenor_operator;
