create or replace function billing.keep_write_off(
  invoice billing.invoices, amount numeric, reason text, written_off_on date
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with kept as (
    insert into billing.write_offs as w (invoice_id, amount, reason, written_off_on)
    select (invoice).id, keep_write_off.amount, keep_write_off.reason,
      keep_write_off.written_off_on
    where keep_write_off.amount <> 0
    returning w.*
  )
  select ledger.post(array_agg((
      (invoice).legal_entity_id, 'billing.write_off', w.id,
      case when w.amount > 0 then 'written_off' else 'reinstated' end, w.reason,
      (invoice).invoice_number, w.written_off_on, (invoice).currency,
      case when w.amount > 0 then 'bad_debt' else 'receivable' end, w.invoice_id,
      case when w.amount > 0 then 'receivable' else 'bad_debt' end, w.invoice_id, abs(w.amount)
    )::ledger.posting))
  from kept as w
$$;
comment on function billing.keep_write_off is
  'Writes down and books what was given up of an invoice, or below zero what is owed again.';
