-- In one order and one form, so that the same books give the same text, whenever the fiscal year of
-- the legal entity begins by now.
create or replace function ledger.closed_balance(
  legal_entity_id uuid, month daterange, scope text
)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('code', a.code, 'currency', a.currency,
      'opening', kernel.round_amount(side.direction * t.opening, a.currency)::text,
      'debit', kernel.round_amount(t.debit, a.currency)::text,
      'credit', kernel.round_amount(t.credit, a.currency)::text,
      'balance', kernel.round_amount(
        side.direction * (t.opening + t.debit - t.credit), a.currency)::text
    ) order by a.currency, a.code), '[]')
  from ledger.account_totals(
    closed_balance.legal_entity_id, upper(month) - 1, lower(month), '-infinity') as t
  join ledger.ledger_accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = t.ledger_account_id
  cross join lateral (
    select case a.normal_side when 'debit' then 1 else -1 end
  ) as side (direction)
  where (closed_balance.scope = 'all' or ledger.scope_of(a.code) = closed_balance.scope)
    and (t.opening, t.debit, t.credit) <> (0, 0, 0)
$$;
comment on function ledger.closed_balance is
  'What the ledger accounts of a scope say of a month, as data.';
