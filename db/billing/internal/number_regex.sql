create or replace function billing.number_regex(stamped text)
  returns text
  language sql immutable parallel safe
return '^' || regexp_replace(replace(replace(replace(replace(replace(stamped,
    '.', '\.'), '{YYYY}', '\d{4}'), '{YY}', '\d\d'), '{MM}', '\d\d'), '{SEQ}', '{SEQ:1}'),
    '\{SEQ:(\d)\}', '(\\d{\1,})') || '$';
comment on function billing.number_regex is
  'A regular expression of the numbers in a format, from which it reads the counted part.';
