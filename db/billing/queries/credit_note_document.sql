create or replace function billing.credit_note_document(credit_note_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select coalesce((billing.issued_content(n.id)).content, billing.compose_credit_note(n))
  from billing.credit_notes as n
  where n.tenant_id = (select tenancy.current_tenant_id())
    and n.id = credit_note_document.credit_note_id
$$;
comment on function billing.credit_note_document is
  'What the printed credit note shows, as data; amounts are decimal strings, days YYYY-MM-DD. It '
  'never changes.';
grant execute on function billing.credit_note_document to tenor_worker, tenor_viewer;
