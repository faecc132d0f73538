-- Where the tax was wrong and the price was not, as with a rate that did not hold: the net stays
-- billed. Capped by what is left of each item's tax, under the lock that credit notes take.
create or replace function billing.create_tax_note(
  invoice_id uuid,
  reason text,
  lines billing.tax_note_line_input[],
  settlement text default 'balance'
)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_billed_invoice(
    invoice_id, expect => '{open,partially_paid,overdue,paid,uncollectible}');
begin
  perform billing.check_tax_lines(v_invoice, lines);
  return billing.make_credit_note(v_invoice, array(
    select (item.item_id, kernel.round_amount(0, v_invoice.currency),
      kernel.round_amount(coalesce(line.tax, item.tax_left), v_invoice.currency)
    )::billing.credited_item
    from unnest(lines) as line
    join billing.creditable_items(v_invoice.id) as item on item.item_id = line.item_id
    order by item."position"), reason, settlement);
end $$;
comment on function billing.create_tax_note is
  'Credits tax of an issued invoice alone, as a credit note of kind tax_only. Codes: not_found, '
  'illegal_transition (a draft or void, or tax of an outside provider), over_application, '
  'invalid_input.';
grant execute on function billing.create_tax_note to tenor_finance;
select controls.register_door('credit', 'billing.create_tax_note');
