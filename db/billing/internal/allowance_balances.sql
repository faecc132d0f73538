-- An asset below zero: it lowers what the receivables are worth.
create or replace function billing.allowance_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select a.currency, a.legal_entity_id, -sum(a.change)::numeric
  from billing.allowances as a
  where a.tenant_id = (select tenancy.current_tenant_id())
  group by a.currency, a.legal_entity_id
$$;
comment on function billing.allowance_balances is
  'What the ledger''s allowance must agree with, by legal entity.';
select ledger.register_subledger('allowances', 'allowance', 'billing.allowance_balances');
