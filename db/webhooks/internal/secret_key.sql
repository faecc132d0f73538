-- The database never holds the key: API and worker bring it with each transaction. A secret that is
-- sealed for one endpoint opens for no other.
create or replace function webhooks.secret_key(endpoint_id uuid)
  returns text
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_key text := coalesce(current_setting('tenor.secret_key', true), '');
begin
  if length(v_key) < 32 then
    raise exception 'tenor.secret_key is not set, or shorter than 32 characters.';
  end if;
  return v_key || ':' || endpoint_id;
end $$;
comment on function webhooks.secret_key is
  'The key under which an endpoint''s secrets are encrypted.';
