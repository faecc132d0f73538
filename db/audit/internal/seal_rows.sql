-- Rows of finished transactions, each with its hash as it is now.
create or replace function audit.seal_rows(seal_id bigint, horizon bigint)
  returns bytea
  language sql volatile security definer set search_path to ''
as $$
  with taken as (
    delete from audit.unsealed_rows as u
    where u.tenant_id = (select tenancy.current_tenant_id())
      and u.transaction_id::text::bigint < horizon
    returning u.table_name, u.row_ids
  ),
  listed as materialized (
    select t.table_name, array_agg(r.id) as row_ids
    from taken as t
    cross join unnest(t.row_ids) as r (id)
    group by t.table_name
  ),
  sealed as (
    insert into audit.sealed_rows (tenant_id, seal, table_name, row_ids, row_hashes)
    select tenancy.current_tenant_id(), seal_rows.seal_id, l.table_name, r.ids, r.hashes
    from listed as l
    cross join lateral (
      select array_agg(w.id order by w.id) as ids,
        array_agg(coalesce(h.hash, '') order by w.id) as hashes
      from unnest(l.row_ids) as w (id)
      left join audit.hash_rows(l.table_name, l.row_ids) as h on h.row_id = w.id
    ) as r
    returning audit.rows_hash(sealed_rows.table_name, sealed_rows.row_ids,
      sealed_rows.row_hashes) as hash, sealed_rows.table_name
  )
  select sha256(string_agg(s.hash, ''::bytea order by s.table_name)) from sealed as s
$$;
comment on function audit.seal_rows is
  'Puts new rows of tables under seal into a seal, and answers with the hash over them all; null '
  'if there are none.';
