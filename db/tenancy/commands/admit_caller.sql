-- Asked first in every transaction of a caller. Postgres itself then refuses to write (25006).
create or replace function tenancy.admit_caller()
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_status text := (
    select t.status from tenancy.tenants as t where t.id = tenancy.current_tenant_id());
begin
  if v_status = 'suspended' then
    perform set_config('transaction_read_only', 'on', true);
  elsif v_status = 'closed' then
    perform kernel.fail('SUSPD', 'The tenant is closed.');
  end if;
end $$;
comment on function tenancy.admit_caller is
  E'@behavior -*\nLets callers of a suspended tenant read only, and those of a closed one not in.';
grant execute on function tenancy.admit_caller to tenor_viewer;
