-- The operator, or the worker between tenants (its scheduler). The setting `role` outlives the
-- change of user inside a definer function, and only a member of that role can have set it.
create or replace function tenancy.is_operator()
  returns boolean
  language sql stable parallel safe
return case coalesce(current_setting('role', true), '')
    when 'tenor_operator' then true
    when 'tenor_worker' then coalesce(current_setting('tenor.tenant_id', true), '') = ''
    else false
  end;
comment on function tenancy.is_operator is
  E'@behavior -*\nDoes the platform itself act, outside any tenant?';
grant execute on function tenancy.is_operator to tenor_tenant, tenor_operator;
