-- One look for all rows of a statement, instead of three for each. Accounts, contracts and legal
-- entities are never deleted, so that nothing has to be locked, nor looked at again later. By
-- index, whatever was known of the tables when the plan was made.
create or replace function billing.tg_invoices__refer()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan set enable_seqscan to off
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_account_ids uuid[] := array(select distinct n.account_id from new_rows as n);
  v_contract_ids uuid[] := array(
    select distinct n.contract_id from new_rows as n where n.contract_id is not null);
  v_broken text;
begin
  if cardinality(v_account_ids) <> (
    select count(*) from customers.accounts as a
    where a.tenant_id = v_tenant_id and a.id = any (v_account_ids)
  ) then
    v_broken := 'invoices_account_fkey';
  elsif cardinality(v_contract_ids) <> (
    select count(*) from sales.contracts as t
    where t.tenant_id = v_tenant_id and t.id = any (v_contract_ids)
  ) then
    v_broken := 'invoices_contract_fkey';
  elsif exists (
    select n.legal_entity_id from new_rows as n
    except
    select e.id from tenancy.legal_entities as e where e.tenant_id = v_tenant_id
  ) then
    v_broken := 'invoices_legal_entity_fkey';
  end if;
  if v_broken is not null then
    raise foreign_key_violation using
      message = 'An invoice points at what is not there.', schema = 'billing',
      table = 'invoices', constraint = v_broken;
  end if;
  return null;
end $$;
comment on function billing.tg_invoices__refer is
  'Refuses invoices of no account, or of a contract or legal entity that is not there.';
