-- A number wider than its place is not cut: INV-2026-1000 follows INV-2026-999.
create or replace function billing.format_number(format text, number bigint, issue_date date)
  returns text
  language sql immutable security invoker set search_path to ''
as $$
  select replace(replace(replace(replace(format,
    '{YYYY}', to_char(issue_date, 'YYYY')),
    '{YY}', to_char(issue_date, 'YY')),
    '{MM}', to_char(issue_date, 'MM')),
    sequence.token,
    lpad(number::text, greatest(sequence.width, length(number::text)), '0'))
  from (
    select substring(format from '\{SEQ(?::[1-9])?\}') as token,
      coalesce(substring(format from '\{SEQ:([1-9])\}')::int, 1) as width
  ) as sequence
$$;
comment on function billing.format_number is 'An invoice number in the tenant''s format.';
