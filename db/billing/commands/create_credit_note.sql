-- A note never exceeds what is left, also when two are made at once: the second waits for the
-- invoice's lock and sees the first.
create or replace function billing.create_credit_note(
  invoice_id uuid,
  reason text,
  lines billing.credit_note_line_input[] default null,
  settlement text default 'balance'
)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_billed_invoice(
    invoice_id, expect => '{open,partially_paid,overdue,paid,uncollectible}');
begin
  perform billing.check_credit_lines(v_invoice, lines);
  return billing.make_credit_note(v_invoice,
    array(select l from billing.lines_to_credit(v_invoice, lines) as l), reason, settlement);
end $$;
comment on function billing.create_credit_note is
  'Credits lines of an issued invoice, or all that is left of it. It lowers the open balance; the '
  'rest takes back what was written off, and then becomes the account''s balance or a refund to be '
  'paid. Codes: not_found, illegal_transition (a draft or void, or nothing left), '
  'over_application, invalid_input.';
grant execute on function billing.create_credit_note to tenor_finance;
select controls.register_door('credit', 'billing.create_credit_note');
select events.subscribe('credit_note.issued', 'billing/render_credit_note', 'credit_note_id');
