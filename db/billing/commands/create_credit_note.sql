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
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue,paid,uncollectible}');
  v_note billing.credit_notes;
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif coalesce(settlement, 'balance') <> all ('{balance,refund}') then
    perform kernel.fail('INPUT', 'A settlement is balance or refund.', 'settlement');
  end if;
  perform billing.check_credit_lines(v_invoice, lines);

  v_note := billing.insert_credit_note(v_invoice, lines, reason, coalesce(settlement, 'balance'));
  perform billing.credit_invoice(v_invoice, v_note);
  perform billing.return_drawn(v_invoice.id, v_note.total);
  perform billing.raise_balances(array[(
    v_note.account_id, v_note.legal_entity_id, v_note.currency, v_note.to_balance,
    v_note.to_refund
  )::billing.balance_change]);
  perform ledger.post(billing.credit_note_postings(v_note));
  v_note := billing.request_credit_note_mail(v_note);
  perform events.publish('credit_note.issued', 'credit_note', v_note.id, to_jsonb(v_note));
  if v_note.delivery = 'unsent' then
    perform events.publish('credit_note.undeliverable', 'credit_note', v_note.id, to_jsonb(v_note));
  end if;
  perform controls.require('credit', 'account', array[v_note.account_id],
    array[v_note.id, v_invoice.id], v_note.total, v_note.currency);
  return v_note;
end $$;
comment on function billing.create_credit_note is
  'Credits lines of an issued invoice, or all that is left of it. It lowers the open balance; the '
  'rest takes back what was written off, and then becomes the account''s balance or a refund to be '
  'paid. Codes: not_found, illegal_transition (a draft or void, or nothing left), '
  'over_application, invalid_input.';
grant execute on function billing.create_credit_note to tenor_finance;
select controls.register_door('credit', 'billing.create_credit_note');
select events.subscribe('credit_note.issued', 'billing/render_credit_note', 'credit_note_id');
