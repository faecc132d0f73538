create or replace function search.index_contracts(contract_ids uuid[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into search.subjects as s (tenant_id, kind, subject_id, words)
  select c.tenant_id, 'contract', c.id,
    search.words_of('{}', array[c.contract_number, c.purchase_order_number])
  from sales.contracts as c
  where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any (contract_ids)
    and search.normalised(concat(c.contract_number, c.purchase_order_number)) <> ''
  order by c.id
  on conflict on constraint subjects_pkey do update
  set words = excluded.words
  where s.words <> excluded.words
$$;
comment on function search.index_contracts is 'Brings what contracts are found by up to date.';
