create or replace function billing.credit_notes_unprintable_characters(
  credit_note billing.credit_notes
)
  returns text
  language sql stable security invoker set search_path to ''
as $$
  select d.unprintable_characters
  from billing.documents as d
  where d.tenant_id = credit_note.tenant_id and d.credit_note_id = credit_note.id
  order by d.id desc
  limit 1
$$;
comment on function billing.credit_notes_unprintable_characters is
  'Characters that its last file could not print, a replacement sign in their place; null when it '
  'printed all.';
grant execute on function billing.credit_notes_unprintable_characters to tenor_viewer;
