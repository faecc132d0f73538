create or replace function search.having_words(kind text, subject_ids uuid[], patterns text[])
  returns uuid[]
  language sql stable parallel safe
return array(
  select s.subject_id
  from search.subjects as s
  where s.tenant_id = (select tenancy.current_tenant_id()) and s.kind = having_words.kind
    and s.subject_id = any (subject_ids) and s.words like all (patterns)
);
comment on function search.having_words is 'Those of some subjects that have every word.';
