create or replace function billing.taken_by(granted billing.granted_discount[])
  returns numeric
  language sql immutable parallel safe set search_path to ''
as $$
  select coalesce(sum(d.amount), 0) from unnest(granted) as d
$$;
comment on function billing.taken_by is
  E'@behavior -*\nWhat granted discounts take off, all together.';
grant execute on function billing.taken_by to tenor_viewer;
