-- The last character of all ends the range. Fields come before words, words before what stands
-- inside of them, and a limit stops the reading: a frequent beginning costs no more than a rare
-- one.
create or replace function search.begin_with(kind text, typed text, at_most int)
  returns setof uuid
  language sql stable parallel safe rows 100
begin atomic
  with tenant as materialized (
    select tenancy.current_tenant_id() as id
  )
  select found.subject_id
  from (values ('=' || left(typed, 48)), ('^' || left(typed, 32)),
      (case when length(typed) > 1 then '~' || left(typed, 16) end)) as range (first)
  cross join lateral (
    select t.subject_id
    from search.terms as t
    where t.tenant_id = (select tenant.id from tenant) and t.kind = begin_with.kind
      and t.term >= range.first and t.term < range.first || chr(1114111)
    order by t.term, t.subject_id
    limit at_most
  ) as found
  limit at_most;
end;
comment on function search.begin_with is
  'Subjects with a field, a word or the rest of a word that begins with what was typed.';
