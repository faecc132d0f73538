create or replace function billing.credit_notes_unrendered_document(note billing.credit_notes)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  select billing.credit_note_document(note.id)
  where not exists (
    select from billing.documents as d
    where d.tenant_id = note.tenant_id and d.credit_note_id = note.id)
$$;
comment on function billing.credit_notes_unrendered_document is
  'What the printed credit note shows, while there is no file of it; else null.';
grant execute on function billing.credit_notes_unrendered_document to tenor_viewer;
