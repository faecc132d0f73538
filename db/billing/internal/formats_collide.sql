-- Digits of days and counters are taken for any digit: what may be equal some day counts.
create or replace function billing.formats_collide(one text, other text)
  returns boolean
  language sql immutable parallel safe
return exists (
  select
  from generate_series(0, 12) as more
  cross join lateral (
    select regexp_replace(replace(replace(replace(other,
        '{YYYY}', '####'), '{YY}', '##'), '{MM}', '##'), '\{SEQ(:\d)?\}', repeat('#',
        coalesce(substring(other from '\{SEQ:(\d)\}')::int, 1) + more)) as number
  ) as sample
  where sample.number ~ ('^' || regexp_replace(replace(replace(replace(replace(
      regexp_replace(replace(one, '.', '\.'), '(\d)(?![^{]*\})', '[\1#]', 'g'),
      '{YYYY}', '[0-9#]{4}'), '{YY}', '[0-9#]{2}'), '{MM}', '[0-9#]{2}'),
      '{SEQ}', '{SEQ:1}'), '\{SEQ:(\d)\}', '[0-9#]{\1,}') || '$'));
comment on function billing.formats_collide is
  'Can a number in one format be one in another?';
