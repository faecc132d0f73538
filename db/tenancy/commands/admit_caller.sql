-- Asked first in every transaction of a caller, of the rows as they stand then: who was shut out
-- does not act on an older answer. A suspended tenant is read alone, by Postgres itself (25006).
create or replace function tenancy.admit_caller()
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_subject text := coalesce(current_setting('tenor.subject', true), '');
  v_issued_at timestamptz :=
    to_timestamp(nullif(current_setting('tenor.issued_at', true), '')::bigint);
  v_tenant_status text;
  v_member_status text;
  v_not_before timestamptz;
begin
  select t.status, m.status, w.not_before into v_tenant_status, v_member_status, v_not_before
  from (select) as caller
  left join tenancy.tenants as t on t.id = v_tenant_id
  left join tenancy.members as m on m.tenant_id = v_tenant_id and m.subject = v_subject
  left join tenancy.token_withdrawals as w
    on w.tenant_id = tenancy.caller_id() and w.subject = v_subject;

  if v_tenant_status is null and not tenancy.is_operator() then
    perform kernel.fail('UNAUT', 'This needs a valid token.');
  elsif v_not_before > coalesce(v_issued_at, '-infinity') then
    perform kernel.fail('UNAUT', 'This token was withdrawn.');
  elsif v_member_status = 'removed' then
    perform kernel.fail('FORBD', 'You are no longer a member of this tenant.');
  elsif v_tenant_status = 'closed' then
    perform kernel.fail('SUSPD', 'The tenant is closed.');
  elsif v_tenant_status = 'suspended' then
    perform set_config('transaction_read_only', 'on', true);
  end if;
end $$;
comment on function tenancy.admit_caller is
  E'@behavior -*\nRefuses callers of unknown and closed tenants, removed members and withdrawn '
  'tokens; those of a suspended tenant read only.';
grant execute on function tenancy.admit_caller to tenor_viewer, tenor_operator;
