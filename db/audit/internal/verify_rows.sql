-- All rows are looked at, sealed ones as they were then, others as noted for the next seal.
create or replace function audit.verify_rows()
  returns table (seal_id bigint, row_id uuid, problem text)
  language sql stable security definer set search_path to ''
as $$
  with sealed as (
    select s.table_name, s.seal as seal_id, r.id, r.hash
    from audit.sealed_rows as s
    cross join unnest(s.row_ids, s.row_hashes) as r (id, hash)
    where s.tenant_id = (select tenancy.current_tenant_id())
  ),
  waiting as materialized (
    select u.table_name, r.id
    from audit.unsealed_rows as u
    cross join unnest(u.row_ids) as r (id)
    where u.tenant_id = (select tenancy.current_tenant_id())
  ),
  present as materialized (
    select t.table_name, h.row_id as id, h.hash
    from audit.evidence_tables as t
    cross join lateral audit.hash_rows(t.table_name) as h
  )
  select s.seal_id, coalesce(s.id, p.id), format('a row of %s %s',
    coalesce(s.table_name, p.table_name), case
      when p.id is null then 'is missing'
      when s.id is null then 'was added beside the seals'
      else 'was changed' end)
  from sealed as s
  full join present as p on p.table_name = s.table_name and p.id = s.id
  where p.hash is distinct from s.hash
    and (s.id is not null or (p.table_name, p.id) not in (
      select w.table_name, w.id from waiting as w))
  union all
  select null, w.id, format('a row of %s that has no seal yet is missing', w.table_name)
  from waiting as w
  where (w.table_name, w.id) not in (select p.table_name, p.id from present as p)
$$;
comment on function audit.verify_rows is
  'Rows of tables under seal that are not as they were sealed, or are missing, or one too many.';
