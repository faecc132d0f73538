create or replace function kernel.tg__never_deleted()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  perform kernel.fail('FORBD',
    format('What stands in %I.%I is never deleted.', tg_table_schema, tg_table_name));
  return null;
end $$;
comment on function kernel.tg__never_deleted is
  'Refuses delete and truncate of what others point at by keys that are looked at only when they '
  'are written.';
