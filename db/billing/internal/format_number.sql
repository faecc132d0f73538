-- A number wider than its place is not cut: INV-2026-1000 follows INV-2026-999. Inlined, as a run
-- takes many.
create or replace function billing.format_number(stamped text, number bigint)
  returns text
  language sql immutable parallel safe
return replace(stamped, substring(stamped from '\{SEQ(?::[1-9])?\}'),
    lpad(number::text, greatest(
      coalesce(substring(stamped from '\{SEQ:([1-9])\}')::int, 1), length(number::text)), '0'));
comment on function billing.format_number is 'A number in a format that was stamped with its days.';
