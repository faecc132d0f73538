create or replace function tenancy.tg__touch()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  new.updated_at := pg_catalog.now();
  return new;
end $$;
comment on function tenancy.tg__touch is 'Keeps updated_at, in real time.';
