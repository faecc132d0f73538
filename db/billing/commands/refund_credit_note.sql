-- The bank paid it: until then what was asked back is a debt of its own, beside the account's
-- balance.
create or replace function billing.refund_credit_note(
  credit_note_id uuid, refunded_on date default null, reference text default null
)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_note billing.credit_notes;
  v_today date;
begin
  select n.* into v_note from billing.credit_notes as n
  where n.tenant_id = tenancy.current_tenant_id() and n.id = credit_note_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No credit note has this id.', 'credit_note_id');
  elsif v_note.to_refund = 0 then
    perform kernel.fail('TRANS', 'Nothing of this credit note is to be paid back.',
      'credit_note_id');
  elsif v_note.refunded_on is not null then
    perform kernel.fail('TRANS', 'The credit note is paid back already.', 'credit_note_id');
  end if;
  v_today := tenancy.today_of(v_note.legal_entity_id);
  if refunded_on not between v_note.issue_date and v_today then
    perform kernel.fail('INPUT', 'A refund lies between the credit note and today.',
      'refunded_on');
  end if;

  perform ledger.check_open(v_note.legal_entity_id, refunded_on, 'receivables', 'refunded_on');

  update billing.credit_notes as n
  set refunded_on = coalesce(refund_credit_note.refunded_on, v_today),
    refund_reference = nullif(btrim(reference), '')
  where n.tenant_id = v_note.tenant_id and n.id = v_note.id
  returning n.* into v_note;
  update billing.account_balances as b
  set refund_due = b.refund_due - v_note.to_refund
  where b.tenant_id = v_note.tenant_id and b.account_id = v_note.account_id
    and b.currency = v_note.currency and b.legal_entity_id = v_note.legal_entity_id;
  perform ledger.post(array[(
    v_note.legal_entity_id, 'billing.credit_note', v_note.id, 'refunded',
    'Refund of ' || v_note.credit_note_number, v_note.credit_note_number, v_note.refunded_on,
      v_note.currency, 'refunds_payable', v_note.account_id, 'cash', null,
    v_note.to_refund
  )::ledger.posting]);
  perform controls.require('refund', 'account', array[v_note.account_id],
    array[v_note.id, v_note.invoice_id], v_note.to_refund, v_note.currency);
  return v_note;
end $$;
comment on function billing.refund_credit_note is
  'Records that what a credit note left to refund was paid back, once.';
grant execute on function billing.refund_credit_note to tenor_finance;
select controls.register_door('refund', 'billing.refund_credit_note');
