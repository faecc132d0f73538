create or replace function billing.note_damaged_file(file_key text, is_restored boolean)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select audit.note_security(
    case when is_restored then 'document.restored' else 'document.damaged' end,
    jsonb_build_object('file', note_damaged_file.file_key))
$$;
comment on function billing.note_damaged_file is
  'Notes that a file was lost or is not the one that was made, and whether it could be restored.';
grant execute on function billing.note_damaged_file to tenor_worker;
