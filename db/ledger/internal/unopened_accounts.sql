-- By code too, so that a code new in the chart is opened where its currency is in use already.
create or replace function ledger.unopened_accounts(
  postings ledger.posting[], out legal_entity_ids uuid[], out currencies text[]
)
  language sql stable security invoker set search_path to ''
as $$
  select array_agg(missing.legal_entity_id), array_agg(missing.currency)
  from (
    select distinct used.legal_entity_id, used.currency
    from (
      select distinct p.legal_entity_id, p.currency, side.code
      from unnest(postings) as p
      cross join lateral (values (p.debit_code), (p.credit_code)) as side (code)
      where p.amount <> 0
    ) as used
    where not exists (
      select from ledger.ledger_accounts as a
      where a.tenant_id = (select tenancy.current_tenant_id())
        and a.legal_entity_id = used.legal_entity_id
        and a.code = used.code
        and a.currency = used.currency)
  ) as missing
$$;
comment on function ledger.unopened_accounts is
  'Legal entities and currencies of the postings in which a ledger account that they name is '
  'missing; null if none.';
