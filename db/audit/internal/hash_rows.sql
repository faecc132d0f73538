-- jsonb prints its keys in one fixed order, and instants in one time zone here: the text is
-- canonical. What is empty is left out, so that a column that is added later changes no hash.
create or replace function audit.hash_rows(table_name text, row_ids uuid[] default null)
  returns table (row_id uuid, hash bytea)
  language plpgsql stable security definer set search_path to '' set timezone to 'UTC'
as $$
begin
  return query execute format('
    select r.id, sha256(convert_to(jsonb_strip_nulls(to_jsonb(r))::text, ''UTF8''))
    from %s as r
    where r.tenant_id = $1 and ($2 is null or r.id = any ($2))', table_name::regclass)
    using tenancy.current_tenant_id(), row_ids;
end $$;
comment on function audit.hash_rows is
  'SHA-256 of the tenant''s rows of a table under seal, of all or of those named.';
