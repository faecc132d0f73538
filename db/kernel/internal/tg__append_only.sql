create or replace function kernel.tg__append_only()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  perform kernel.fail('FORBD', format('%I.%I is append-only.', tg_table_schema, tg_table_name));
  return null;
end $$;
comment on function kernel.tg__append_only is 'Refuses update, delete and truncate.';
