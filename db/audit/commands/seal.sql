-- Entries of transactions still running could slip in behind a seal; so it stops at the oldest
-- transaction that is still open, and what follows waits for the next seal.
create or replace function audit.seal()
  returns audit.seals
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_last audit.seals;
  v_horizon bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  v_seal audit.seals;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit.seal:' || v_tenant_id, 0));
  select * into v_last from audit.seals as s
  where s.tenant_id = v_tenant_id order by s.id desc limit 1;

  insert into audit.seals (tenant_id, id, from_transaction, to_transaction, entry_count, entry_ids,
    entry_hashes, previous_hash, hash)
  select
    v_tenant_id, coalesce(v_last.id, 0) + 1, coalesce(v_last.to_transaction, 0),
    v_horizon, count(*), array_agg(fresh.id order by fresh.transaction_id, fresh.id),
    string_agg(fresh.hash, ''::bytea order by fresh.transaction_id, fresh.id),
    coalesce(v_last.hash, ''::bytea),
    sha256(coalesce(v_last.hash, ''::bytea)
      || string_agg(fresh.hash, ''::bytea order by fresh.transaction_id, fresh.id))
  from (
    select e.id, e.transaction_id::text::bigint as transaction_id, audit.entry_hash(e) as hash
    from audit.entries as e
    where e.tenant_id = v_tenant_id
      and e.transaction_id::text::bigint >= coalesce(v_last.to_transaction, 0)
      and e.transaction_id::text::bigint < v_horizon
  ) as fresh
  having count(*) > 0
  returning * into v_seal;
  return v_seal;
end $$;
comment on function audit.seal is
  'Seals the tenant''s new audit entries. Keep the returned hash elsewhere too: it is the head.';
grant execute on function audit.seal to tenor_worker;
