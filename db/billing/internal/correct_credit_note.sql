create or replace function billing.correct_credit_note(
  invoice billing.invoices, credit_note_id uuid
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_note billing.credit_notes;
begin
  select n.* into v_note
  from billing.credit_notes as n
  where n.tenant_id = invoice.tenant_id and n.id = credit_note_id;
  if not found then
    perform kernel.fail('NOTFD', 'No credit note has this id.', 'corrects_credit_note_id');
  elsif v_note.account_id <> invoice.account_id then
    perform kernel.fail('INPUT', 'The credit note is of another account.',
      'corrects_credit_note_id');
  elsif v_note.currency <> invoice.currency then
    perform kernel.fail('INPUT', format('The credit note is in %s.', v_note.currency),
      'corrects_credit_note_id');
  elsif v_note.legal_entity_id <> invoice.legal_entity_id then
    perform kernel.fail('INPUT', 'The credit note is of another legal entity.',
      'corrects_credit_note_id');
  end if;
  insert into billing.corrections (invoice_id, credit_note_id)
  values (invoice.id, v_note.id);
end $$;
comment on function billing.correct_credit_note is
  'Has a draft say which credit note it corrects.';
