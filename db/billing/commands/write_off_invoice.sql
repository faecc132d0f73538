-- What is still owed will not come. The tax stays as it was declared: claiming it back is the
-- state's own procedure.
create or replace function billing.write_off_invoice(invoice_id uuid, reason text)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue}');
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  end if;
  perform ledger.post(array[(
    'billing.invoice', v_invoice.id, 'written_off', reason, tenancy.today(), v_invoice.currency,
    'bad_debt', v_invoice.id, 'receivable', v_invoice.id, v_invoice.balance
  )::ledger.posting]);

  update billing.invoices as i
  set status = 'uncollectible', written_off_at = tenancy.now(), write_off_reason = reason
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
  returning * into v_invoice;
  perform events.publish('invoice.written_off', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  return v_invoice;
end $$;
comment on function billing.write_off_invoice is
  'Gives up what is still owed on an issued invoice: a bad debt, never collected.';
grant execute on function billing.write_off_invoice to tenor_finance;
