-- One after the other, as each is taken from what the one before has left.
create or replace function sales.add_discounts(
  contract sales.contracts, discounts sales.contract_discount_input[], coupon_codes text[]
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform sales.add_discount(contract, asked.discount, asked.place)
  from (
    select (d.discount_id, d.code, d.percent, d.amount, d.duration, d.duration_months,
        d.starts_on, d.reason)::sales.contract_discount_input as discount,
      format('discounts/%s/%%s', d.n - 1) as place, 1 as list, d.n
    from unnest(discounts) with ordinality as d (discount_id, code, percent, amount, duration,
      duration_months, starts_on, reason, n)
    union all
    select (null, coalesce(c.code, ''), null, null, null, null, null, null)
        ::sales.contract_discount_input,
      format('coupon_codes/%s', c.n - 1), 2, c.n
    from unnest(coupon_codes) with ordinality as c (code, n)
    order by list, n
  ) as asked;
end $$;
comment on function sales.add_discounts is
  'Gives a new contract its discounts, then its coupons, in the order given.';
