-- A number wider than its place is not cut: INV-2026-1000 follows INV-2026-999. Inlined, as a run
-- takes many.
create or replace function billing.format_number(format text, number bigint, issue_date date)
  returns text
  language sql immutable parallel safe
return replace(replace(replace(replace(format,
    '{YYYY}', lpad(extract(year from issue_date)::text, 4, '0')),
    '{YY}', lpad((extract(year from issue_date)::int % 100)::text, 2, '0')),
    '{MM}', lpad(extract(month from issue_date)::text, 2, '0')),
    substring(format from '\{SEQ(?::[1-9])?\}'),
    lpad(number::text, greatest(
      coalesce(substring(format from '\{SEQ:([1-9])\}')::int, 1), length(number::text)), '0'));
comment on function billing.format_number is 'An invoice number in the tenant''s format.';
