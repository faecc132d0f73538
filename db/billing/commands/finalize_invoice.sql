create or replace function billing.finalize_invoice(
  invoice_id uuid, keep_date boolean default false, deduct_deposits uuid[] default null
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft}');
begin
  if not exists (
    select from billing.invoice_items as item
    where item.tenant_id = v_invoice.tenant_id and item.invoice_id = v_invoice.id
  ) then
    perform kernel.fail('TRANS', 'An invoice without items cannot be finalised.', 'invoice_id');
  elsif v_invoice.issue_date > tenancy.today_of(v_invoice.legal_entity_id) then
    perform kernel.fail('AHEAD', format(
      'The invoice is dated %s; it is issued then, or today if it is dated today.',
      v_invoice.issue_date), 'invoice_id');
  elsif keep_date then
    perform billing.check_date_order(
      v_invoice.legal_entity_id, v_invoice.issue_date, v_invoice.document_type);
    perform ledger.check_open(v_invoice.legal_entity_id, v_invoice.issue_date, 'all', 'keep_date');
  end if;
  if cardinality(deduct_deposits) > 0 then
    v_invoice := billing.deduct_deposits(v_invoice, deduct_deposits);
  end if;
  if exists (select from billing.over_deducted(array[v_invoice.id])) then
    perform kernel.fail('OVRAP',
      'The invoice deducts more of advance payments than it charges; take a deduction off.',
      'invoice_id');
  end if;
  perform kernel.fail(w.code, w.reason, w.field)
  from billing.awaiting_tax(array[v_invoice.id]) as w;
  perform kernel.fail('DOCIN', string_agg(l.message, ' ' order by l.code),
    (array_agg(l.pointer order by l.code))[1])
  from billing.missing_of(array(
    select i from billing.issuables(array[v_invoice.id], keep_date) as i)) as l
  having count(*) > 0;
  select * into v_invoice
  from billing.finalize_invoices(array[v_invoice.id], coalesce(keep_date, false));
  if exists (
    select from billing.invoice_items as item
    where item.tenant_id = v_invoice.tenant_id and item.invoice_id = v_invoice.id
      and item.is_tax_fixed
  ) then
    perform controls.require('hand_tax', 'account', array[v_invoice.account_id],
      array[v_invoice.id], v_invoice.tax, v_invoice.currency);
  end if;
  return v_invoice;
end $$;
comment on function billing.finalize_invoice is
  'Issues a draft: posted to the ledger, rendered and mailed; from then on it cannot be edited. '
  'One of an earlier day is dated today, due by the same terms, unless it keeps its date. It '
  'deducts the advance payments whose invoices deduct_deposits names, as far as it reaches. '
  'Codes: not_found, illegal_transition, issue_date_ahead, invalid_input (out of order), '
  'period_closed (it would keep a day that is), tax_unresolved (mend what the pointer names, '
  'then have the draft taxed anew), document_incomplete (the law of the seller''s country asks '
  'for what preflight names).';
grant execute on function billing.finalize_invoice to tenor_finance;
select controls.register_door('hand_tax', 'billing.finalize_invoice');
select events.subscribe('invoice.finalized', 'billing/render_invoice', 'invoice_id',
  'billing/render_invoices');
