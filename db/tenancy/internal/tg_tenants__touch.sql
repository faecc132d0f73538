-- A tenant is the platform's row: its sandbox clock says nothing about when it was opened or moved.
create or replace function tenancy.tg_tenants__touch()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  new.updated_at := pg_catalog.now();
  return new;
end $$;
comment on function tenancy.tg_tenants__touch is 'Keeps updated_at of tenants, in real time.';
