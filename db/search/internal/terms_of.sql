-- What begins with a term is found by a range of the index, so each place from which somebody may
-- type has one: the beginning of a field (=), of a later word (^), the inside of a word (~). Long
-- ones are cut, since the words themselves are compared afterwards.
create or replace function search.terms_of(words text)
  returns setof text
  language sql immutable parallel safe rows 40
begin atomic
  select distinct
    case
      when substr(words, n.place - 2, 2) = '| '
        then '=' || left(split_part(substr(words, n.place, 50), ' |', 1), 48)
      when substr(words, n.place - 1, 1) = ' '
        then '^' || split_part(substr(words, n.place, 32), ' ', 1)
      else '~' || split_part(substr(words, n.place, 16), ' ', 1)
    end
  from generate_series(3, length(words) - 2) as n (place)
  where substr(words, n.place, 1) not in (' ', '|')
    and (substr(words, n.place - 1, 1) = ' ' or substr(words, n.place + 1, 1) <> ' ');
end;
comment on function search.terms_of is 'The terms under which words stand in the index.';
