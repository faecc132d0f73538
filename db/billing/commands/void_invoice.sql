-- A void invoice stays in the books, reversed, and keeps its number. Its days can be billed again
-- by generating that period; the run does not bill them by itself. What is paid is credited.
create or replace function billing.void_invoice(invoice_id uuid, reason text)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft,open,overdue}');
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif v_invoice.paid_amount + v_invoice.credited_amount > 0 then
    perform kernel.fail('TRANS', 'The invoice is partly paid or credited; credit the rest.',
      'invoice_id');
  end if;
  perform ledger.reverse_journal(
    'billing.invoice', v_invoice.id, 'finalized', reason, tenancy.today());
  delete from billing.billed_periods as b
  where b.tenant_id = v_invoice.tenant_id and b.invoice_id = v_invoice.id;

  update billing.invoices as i
  set status = 'void', voided_at = tenancy.now(), void_reason = reason
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
  returning * into v_invoice;
  perform events.publish('invoice.voided', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  return v_invoice;
end $$;
comment on function billing.void_invoice is
  'Void an invoice that is not paid: reversed in the books, its number kept, never collected.';
grant execute on function billing.void_invoice to tenor_finance;
