-- The terms follow from the words, so the old ones are known without an index of their own.
create or replace function search.tg_subjects__index()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if tg_op <> 'INSERT' then
    delete from search.terms as t
    using old_rows as o
    cross join lateral search.terms_of(o.words) as gone (term)
    where t.tenant_id = o.tenant_id and t.kind = o.kind and t.term = gone.term
      and t.subject_id = o.subject_id;
  end if;
  if tg_op <> 'DELETE' then
    insert into search.terms (tenant_id, kind, term, subject_id)
    select n.tenant_id, n.kind, found.term, n.subject_id
    from new_rows as n
    cross join lateral search.terms_of(n.words) as found (term);
  end if;
  return null;
end $$;
comment on function search.tg_subjects__index is 'Keeps the terms of what can be found.';
