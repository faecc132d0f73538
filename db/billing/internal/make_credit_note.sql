create or replace function billing.make_credit_note(
  invoice billing.invoices, items billing.credited_item[], reason text, settlement text
)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_note billing.credit_notes;
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif coalesce(settlement, 'balance') <> all ('{balance,refund}') then
    perform kernel.fail('INPUT', 'A settlement is balance or refund.', 'settlement');
  end if;
  v_note := billing.insert_credit_note(invoice, items, reason, coalesce(settlement, 'balance'));
  perform billing.credit_invoice(invoice, v_note);
  perform billing.return_drawn(invoice.id, v_note.total);
  perform billing.raise_balances(array[(
    v_note.account_id, v_note.legal_entity_id, v_note.currency, v_note.to_balance,
    v_note.to_refund
  )::billing.balance_change]);
  v_note := billing.issue_credit_note(v_note);
  perform controls.require('credit', 'account', array[v_note.account_id],
    array[v_note.id, invoice.id], v_note.total, v_note.currency);
  return v_note;
end $$;
comment on function billing.make_credit_note is
  'Makes a credit note of a locked invoice, settles it, and issues it.';
