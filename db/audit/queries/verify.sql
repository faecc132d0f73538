-- The chain shows changed, missing and added entries; the count of what was written shows what was
-- taken out before its seal, and seals that are gone. A chain that was written anew as a whole,
-- with its counts, shows only against a head that was kept elsewhere: pass it.
create or replace function audit.verify(head text default null)
  returns setof audit.finding
  language sql stable security definer set search_path to ''
as $$
  with chain as (
    select
      s.*,
      lag(s.hash, 1, ''::bytea) over (order by s.id) as expected_previous,
      row_number() over (order by s.id) as expected_id,
      lag(s.to_transaction, 1, 0::bigint) over (order by s.id) as expected_from
    from audit.seals as s
    where s.tenant_id = (select tenancy.current_tenant_id())
  ),
  sealed as (
    select c.id as seal_id, listed.entry_id,
      substring(c.entry_hashes from (listed.place::int - 1) * 32 + 1 for 32) as hash
    from chain as c
    cross join unnest(c.entry_ids) with ordinality as listed (entry_id, place)
  ),
  present as (
    select e.id, c.id as seal_id, audit.entry_hash(e) as hash
    from audit.entries as e
    join chain as c on e.transaction_id::text::bigint >= c.from_transaction
      and e.transaction_id::text::bigint < c.to_transaction
    where e.tenant_id = (select tenancy.current_tenant_id())
  ),
  sealed_up_to (transaction) as (
    select coalesce(max(c.to_transaction), 0) from chain as c
  ),
  unsealed as (
    select
      (select count(*) from audit.entries as e
        where e.tenant_id = (select tenancy.current_tenant_id())
          and e.transaction_id::text::bigint >= u.transaction) as entry_count,
      (select coalesce(sum(t.entry_count), 0) from audit.tallies as t
        where t.tenant_id = (select tenancy.current_tenant_id())
          and t.transaction_id::text::bigint >= u.transaction) as expected_count
    from sealed_up_to as u
  ),
  findings as (
    select coalesce(s.seal_id, p.seal_id) as seal_id, coalesce(s.entry_id, p.id) as entry_id,
      case when p.id is null then 'entry is missing'
        when s.entry_id is null then 'entry was added after sealing'
        else 'entry was changed' end as problem
    from sealed as s
    full join present as p on p.id = s.entry_id
    where p.hash is distinct from s.hash
    union all
    select c.id, null,
      case when c.id <> c.expected_id then 'a seal is missing before this one'
        else 'seal does not follow from the one before' end
    from chain as c
    where c.id <> c.expected_id
      or c.from_transaction <> c.expected_from
      or c.previous_hash <> c.expected_previous
      or c.hash <> audit.seal_hash(c.previous_hash, c.entry_hashes, c.expected_count,
        c.rows_hash)
      or octet_length(c.entry_hashes) <> 32 * c.entry_count
    union all
    select r.seal_id, r.row_id, r.problem from audit.verify_rows() as r
    union all
    select coalesce(c.id, r.seal_id), null, 'hashes of rows that the seal covers were changed'
    from chain as c
    full join (
      select s.seal as seal_id, sha256(string_agg(
          audit.rows_hash(s.table_name, s.row_ids, s.row_hashes), ''::bytea
          order by s.table_name)) as hash
      from audit.sealed_rows as s
      where s.tenant_id = (select tenancy.current_tenant_id())
      group by s.seal
    ) as r on r.seal_id = c.id
    where c.rows_hash is distinct from r.hash
    union all
    select c.id, null, 'entries were taken out or added before this seal'
    from chain as c
    where c.entry_count <> c.expected_count
    union all
    select h.seal, null, 'seals are missing at the end of the chain'
    from audit.heads as h
    where h.tenant_id = (select tenancy.current_tenant_id())
      and not exists (select from chain as c where c.id = h.seal and c.hash = h.hash)
    union all
    select null, null, 'entries were taken out or added that have no seal yet'
    from unsealed as u
    where u.entry_count <> u.expected_count
    union all
    select null, null, 'the kept head is not in the chain: it was cut or written anew'
    where head is not null
      and not exists (select from chain as c where encode(c.hash, 'hex') = lower(head))
  )
  select (f.seal_id, f.entry_id, f.problem)::audit.finding
  from findings as f
  order by f.seal_id nulls last, f.entry_id nulls first
$$;
comment on function audit.verify is
  'Broken places of the audit log, and rows of books and documents that are not as they were '
  'sealed, first one first; none in health. Takes a head kept elsewhere.';
grant execute on function audit.verify to tenor_auditor;
