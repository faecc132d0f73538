-- In one order and one form, so that the same books give the same text.
create or replace function ledger.closed_balance(
  legal_entity_id uuid, month daterange, scope text
)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object('code', t.code, 'currency', t.currency,
      'opening', t.opening::text, 'debit', t.debit::text, 'credit', t.credit::text,
      'balance', t.balance::text) order by t.currency, t.code), '[]')
  from ledger.trial_balance(
    upper(month) - 1, lower(month), closed_balance.legal_entity_id) as t
  where (closed_balance.scope = 'all' or ledger.scope_of(t.code) = closed_balance.scope)
    and (t.opening, t.debit, t.credit) <> (0, 0, 0)
$$;
comment on function ledger.closed_balance is
  'What the ledger accounts of a scope say of a month, as data.';
