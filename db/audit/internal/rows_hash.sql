create or replace function audit.rows_hash(
  table_name text, row_ids uuid[], row_hashes bytea[]
)
  returns bytea
  language sql immutable parallel safe
  security invoker set search_path to ''
as $$
  select sha256(convert_to(table_name, 'UTF8')
    || string_agg(uuid_send(r.id) || r.hash, ''::bytea order by r.place))
  from unnest(row_ids, row_hashes) with ordinality as r (id, hash, place)
$$;
comment on function audit.rows_hash is 'SHA-256 over what a seal covers of one table.';
