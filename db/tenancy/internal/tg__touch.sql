-- The same clock as the default of created_at: a sandbox that stands still changes nothing later
-- than it made it. When it really happened is in the audit log.
create or replace function tenancy.tg__touch()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  new.updated_at := tenancy.now();
  return new;
end $$;
comment on function tenancy.tg__touch is 'Keeps updated_at, by the tenant''s clock.';
