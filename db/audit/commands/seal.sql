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
  v_rows_hash bytea;
  v_seal audit.seals;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit.seal:' || v_tenant_id, 0));
  select * into v_last from audit.seals as s
  where s.tenant_id = v_tenant_id order by s.id desc limit 1;
  v_rows_hash := audit.seal_rows(coalesce(v_last.id, 0) + 1, v_horizon);

  with fresh as (
    select count(*) as entry_count,
      array_agg(e.id order by e.transaction_id, e.id) as ids,
      string_agg(audit.entry_hash(e), ''::bytea order by e.transaction_id, e.id) as hashes
    from audit.entries as e
    where e.tenant_id = v_tenant_id
      and e.transaction_id::text::bigint >= coalesce(v_last.to_transaction, 0)
      and e.transaction_id::text::bigint < v_horizon
  ),
  -- What was counted is in the seal now.
  counted as (
    delete from audit.tallies as t
    where t.tenant_id = v_tenant_id and t.transaction_id::text::bigint < v_horizon
    returning t.entry_count
  ),
  expected as (
    select coalesce(sum(c.entry_count), 0) as entry_count from counted as c
  )
  insert into audit.seals (tenant_id, id, from_transaction, to_transaction, entry_count,
    expected_count, entry_ids, entry_hashes, rows_hash, previous_hash, hash)
  select
    v_tenant_id, coalesce(v_last.id, 0) + 1, coalesce(v_last.to_transaction, 0), v_horizon,
    f.entry_count, x.entry_count, coalesce(f.ids, '{}'), coalesce(f.hashes, ''),
    v_rows_hash, coalesce(v_last.hash, ''),
    audit.seal_hash(coalesce(v_last.hash, ''), coalesce(f.hashes, ''), x.entry_count,
      v_rows_hash)
  from fresh as f
  cross join expected as x
  where f.entry_count > 0 or x.entry_count > 0 or v_rows_hash is not null
  returning * into v_seal;

  if v_seal.id is not null then
    insert into audit.heads as h (tenant_id, seal, hash)
    values (v_tenant_id, v_seal.id, v_seal.hash)
    on conflict on constraint heads_pkey do update
    set seal = excluded.seal, hash = excluded.hash;
  end if;
  return v_seal;
end $$;
comment on function audit.seal is
  'Seals the tenant''s new audit entries, and new rows of books and documents. Keep the returned '
  'hash elsewhere too: it is the head.';
grant execute on function audit.seal to tenor_worker;
