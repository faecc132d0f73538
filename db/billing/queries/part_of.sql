create or replace function billing.part_of(
  amount numeric, shares billing.bearer[], part int, currency text
)
  returns numeric
  language sql immutable parallel safe set search_path to ''
as $$
  select case when shares is null then amount else (kernel.split_amount(amount, array(
    select s.weight
    from unnest(shares) with ordinality as s (account_id, weight, is_rest, place)
    order by s.place), currency))[part] end
$$;
comment on function billing.part_of is
  E'@behavior -*\nOne part of an amount that is shared; all of what is not.';
grant execute on function billing.part_of to tenor_viewer;
