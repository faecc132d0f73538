create or replace function audit.seal_hash(
  previous_hash bytea, entry_hashes bytea, expected_count bigint, rows_hash bytea default null
)
  returns bytea
  language sql immutable parallel safe
return sha256(previous_hash || entry_hashes || convert_to(expected_count::text, 'UTF8')
  || coalesce(rows_hash, ''));
comment on function audit.seal_hash is
  'SHA-256 over the seal before, the hashes of the entries, how many were written, and the hash of '
  'the rows that it covers besides.';
