create or replace function billing.send_credit_note(credit_note_id uuid)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_note billing.credit_notes;
begin
  select n.* into v_note from billing.credit_notes as n
  where n.tenant_id = tenancy.current_tenant_id() and n.id = send_credit_note.credit_note_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No credit note has this id.', 'credit_note_id');
  elsif not exists (select from billing.received_among(array[v_note.account_id])) then
    perform kernel.fail('INPUT', 'Nobody receives the invoices of this account: add a contact.',
      'credit_note_id');
  end if;
  return billing.request_credit_note_mail(v_note);
end $$;
comment on function billing.send_credit_note is
  'Mails a credit note to all who receive invoices, also when it was mailed before.';
grant execute on function billing.send_credit_note to tenor_finance;
