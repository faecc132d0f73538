create or replace function payments.cash_hindrances(legal_entity_id uuid, until date)
  returns setof ledger.hindrance
  language sql stable security definer set search_path to ''
as $$
  select 'unapplied_cash', format('%s %s received on %s wait for an invoice.', p.unapplied_amount,
    p.currency, p.received_on), 'payment', p.id, false
  from payments.payments as p
  where p.tenant_id = (select tenancy.current_tenant_id())
    and p.legal_entity_id = cash_hindrances.legal_entity_id
    and p.unapplied_amount > 0 and p.received_on <= until - 30
$$;
comment on function payments.cash_hindrances is
  'Money that has waited for an invoice for more than 30 days at the end of a month.';
select ledger.register_hindrances('payments', 'payments.cash_hindrances');
