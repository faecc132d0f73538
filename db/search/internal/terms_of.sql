-- What begins with a term is found by a range of the index, so each place from which somebody may
-- type has one: the beginning of a field (=), of a later word (^), the inside of a word (~). Long
-- ones are cut, since the words themselves are compared afterwards.
create or replace function search.terms_of(words text)
  returns setof text
  language sql immutable parallel safe rows 40
begin atomic
  with fields as (
    select f.field
    from string_to_table(btrim(words, ' |'), ' | ') as f (field)
    where f.field <> ''
  ),
  parts as (
    select w.word, w.place
    from fields
    cross join string_to_table(fields.field, ' ') with ordinality as w (word, place)
  )
  select '=' || left(fields.field, 48) from fields
  union
  select '^' || left(parts.word, 32) from parts where parts.place > 1
  union
  select '~' || substr(parts.word, n.start, 16)
  from parts
  cross join generate_series(2, least(length(parts.word) - 1, 32)) as n (start);
end;
comment on function search.terms_of is 'The terms under which words stand in the index.';
