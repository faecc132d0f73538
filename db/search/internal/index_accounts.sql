-- Locked first, in a statement of its own: of two who change contacts of an account at once, the
-- second sees what the first has said.
create or replace function search.index_accounts(account_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  perform from search.subjects as s
  where s.tenant_id = v_tenant_id and s.kind = 'account' and s.subject_id = any (account_ids)
  order by s.subject_id
  for update;

  insert into search.subjects as s (tenant_id, kind, subject_id, words)
  select a.tenant_id, 'account', a.id,
    search.words_of(
      array[a.account_name, a.primary_contact_name, a.primary_contact_email]
        || coalesce(c.fields, '{}'),
      array[a.external_id, a.tax_id])
  from customers.accounts as a
  left join lateral (
    select array_agg(c.name order by c.id) || array_agg(c.email order by c.id) as fields
    from customers.contacts as c
    where c.tenant_id = a.tenant_id and c.account_id = a.id
  ) as c on true
  where a.tenant_id = v_tenant_id and a.id = any (account_ids) and a.deleted_at is null
  order by a.id
  on conflict on constraint subjects_pkey do update
  set words = excluded.words
  where s.words <> excluded.words;

  delete from search.subjects as s
  using customers.accounts as a
  where s.tenant_id = v_tenant_id and s.kind = 'account' and s.subject_id = any (account_ids)
    and a.tenant_id = s.tenant_id and a.id = s.subject_id and a.deleted_at is not null;
end $$;
comment on function search.index_accounts is
  'Brings what accounts are found by up to date; deleted ones are found no more.';
