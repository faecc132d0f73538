-- Each field is spelled between bars: '| acme corporation | ap acme example |'. So '| acme' begins
-- a field, ' corp' begins a word and 'oration' stands somewhere. Numbers are spelled without their
-- gaps too, as 12-3456789 is typed 123456789.
create or replace function search.words_of(fields text[], numbers text[])
  returns text
  language sql immutable parallel safe
return (
  select '| ' || string_agg(spelled.field, ' | ' order by spelled.place) || ' |'
  from (
    select every.field, min(every.place) as place
    from (
      select search.normalised(f.field), f.place
      from unnest(fields || numbers) with ordinality as f (field, place)
      union all
      select replace(search.normalised(n.number), ' ', ''), 1000 + n.place
      from unnest(numbers) with ordinality as n (number, place)
    ) as every (field, place)
    where every.field <> ''
    group by every.field
  ) as spelled
);
comment on function search.words_of is 'What a subject is found by, in the spelling of the index.';
