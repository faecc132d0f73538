create or replace function billing.issue_credit_note(note billing.credit_notes)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform ledger.post(billing.credit_note_postings(note));
  perform billing.release_taxes(array[note.invoice_id]);
  insert into billing.unfixed_documents (document_id) values (note.id);
  note := billing.request_credit_note_mail(note);
  perform events.publish('credit_note.issued', 'credit_note', note.id, to_jsonb(note));
  if note.delivery = 'unsent' then
    perform events.publish('credit_note.undeliverable', 'credit_note', note.id, to_jsonb(note));
  end if;
  return note;
end $$;
comment on function billing.issue_credit_note is
  'What issuing a credit note brings about: posted to the books, mail prepared, said to the world.';
