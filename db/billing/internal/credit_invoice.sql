-- Owed in full and credited in full: void, by its notes and not by a reversal. What was paid in
-- part is paid. When nothing is left of it, by notes and by what amendments gave back, its days can
-- be billed again, and with them what discounts took. What a note takes beyond the balance was
-- given up: it is no bad debt any more.
create or replace function billing.credit_invoice(
  invoice billing.invoices, note billing.credit_notes
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices;
  v_applied numeric;
  v_reinstated numeric := greatest(note.applied_to_invoice - invoice.balance, 0);
  v_status text;
begin
  select sum(n.applied_to_invoice) into v_applied
  from billing.credit_notes as n
  where n.tenant_id = invoice.tenant_id and n.invoice_id = invoice.id;
  v_status := case
    when v_applied = invoice.total then 'void'
    when invoice.status = 'uncollectible' and invoice.written_off_amount > v_reinstated
      then 'uncollectible'
    when invoice.balance + v_reinstated = note.applied_to_invoice then 'paid'
    else invoice.status end;

  if not exists (
    select from billing.creditable_items(invoice.id) as item
    where item.net_left <> 0 or item.tax_left <> 0
  ) then
    perform billing.undo_credited(invoice.id);
  end if;
  if invoice.written_off_amount > 0 then
    perform billing.reinstate(
      invoice, v_reinstated, 'Credited by ' || note.credit_note_number, note.issue_date);
  end if;
  if note.applied_to_invoice = 0 then
    return invoice;
  end if;
  update billing.invoices as i
  set credited_amount = i.credited_amount + note.applied_to_invoice,
    written_off_amount = i.written_off_amount - v_reinstated,
    written_off_at = case when i.written_off_amount > v_reinstated then i.written_off_at end,
    write_off_reason = case when i.written_off_amount > v_reinstated then i.write_off_reason end,
    status = v_status,
    paid_date = case v_status when 'paid' then coalesce(i.paid_date, note.issue_date) end,
    voided_at = case v_status when 'void' then tenancy.now() end,
    void_reason = case v_status when 'void' then 'Credited by ' || note.credit_note_number end
  where i.tenant_id = invoice.tenant_id and i.id = invoice.id
  returning * into v_invoice;
  if v_status = 'void' then
    perform events.publish('invoice.voided', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  elsif v_status = 'paid' and invoice.status <> 'paid' then
    perform events.publish('invoice.paid', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  end if;
  return v_invoice;
end $$;
comment on function billing.credit_invoice is
  'Lowers what is owed on a locked invoice by a credit note, and moves its state.';
