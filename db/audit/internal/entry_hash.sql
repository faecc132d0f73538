-- jsonb prints its keys in one fixed order, which makes the text canonical.
create or replace function audit.entry_hash(entry audit.entries)
  returns bytea
  language sql stable security invoker set search_path to ''
as $$
  select sha256(convert_to(
    jsonb_build_array(entry.tenant_id, entry.id, extract(epoch from entry.recorded_at),
      entry.transaction_id::text, entry.actor, entry.actor_role, entry.request_id, entry.client_ip,
      entry.table_name, entry.operation, entry.row_id, entry.old_values, entry.new_values)::text,
    'UTF8'))
$$;
comment on function audit.entry_hash is 'SHA-256 of an audit entry in its canonical text.';
