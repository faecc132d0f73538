create or replace function kernel.tg__unchangeable()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  perform kernel.fail('FORBD', format('What a row of %I.%I points at never changes.',
    tg_table_schema, tg_table_name));
  return null;
end $$;
comment on function kernel.tg__unchangeable is
  'Refuses to change keys that are looked at only when a row comes.';
