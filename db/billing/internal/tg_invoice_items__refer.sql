-- One look for all rows of a statement, instead of two for each. Accounts and contract lines are
-- never deleted, so that nothing has to be locked, nor looked at again later. By index, whatever
-- was known of the tables when the plan was made.
create or replace function billing.tg_invoice_items__refer()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan set enable_seqscan to off
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_account_ids uuid[] := array(select distinct n.account_id from new_rows as n);
  v_line_ids uuid[] := array(
    select distinct n.contract_line_id from new_rows as n where n.contract_line_id is not null);
  v_broken text;
begin
  if cardinality(v_account_ids) <> (
    select count(*) from customers.accounts as a
    where a.tenant_id = v_tenant_id and a.id = any (v_account_ids)
  ) then
    v_broken := 'invoice_items_account_fkey';
  elsif cardinality(v_line_ids) <> (
    select count(*) from sales.contract_lines as t
    where t.tenant_id = v_tenant_id and t.id = any (v_line_ids)
  ) then
    v_broken := 'invoice_items_contract_line_fkey';
  end if;
  if v_broken is not null then
    raise foreign_key_violation using
      message = 'An invoice item points at what is not there.', schema = 'billing',
      table = 'invoice_items', constraint = v_broken;
  end if;
  return null;
end $$;
comment on function billing.tg_invoice_items__refer is
  'Refuses items that serve no account, or bill no contract line.';
