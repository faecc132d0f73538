-- Largest remainder (Hamilton's method), ties to the first part; done on whole minor units with
-- exact quotients and remainders, so that the parts always add up to the whole. Weights may be
-- negative, as the nets of credits are; weights that add up to nothing share alike.
create or replace function kernel.split_amount(amount numeric, weights numeric[], currency text)
  returns numeric[]
  language sql immutable parallel safe set search_path to ''
as $$
  with parts as (
    select place, case when sum(weight) over () = 0 then 1 else weight end as weight
    from unnest(weights) with ordinality as part (weight, place)
  ),
  shares as (
    select place, units, abs(sum(weight) over ()) as divisor,
      units * weight * sign(sum(weight) over ()) as product
    from parts
    cross join (
      select abs(kernel.round_amount(amount, currency)) * 10::numeric ^ kernel.minor_unit(currency)
    ) as whole (units)
  ),
  floors as (
    select place, units, divisor, product,
      div(product, divisor) - (mod(product, divisor) < 0)::int as floor
    from shares
  ),
  ranked as (
    select place, floor,
      row_number() over (order by product - floor * divisor desc, place)
        <= units - sum(floor) over () as gets_one_more
    from floors
  )
  select array_agg(
    kernel.round_amount(
      sign(amount) * (floor + gets_one_more::int) * 0.1 ^ kernel.minor_unit(currency),
      currency)
    order by place)
  from ranked
$$;
comment on function kernel.split_amount is
  'Splits an amount by weights with largest remainder, ties to the first; parts add up exactly.';
grant execute on function kernel.split_amount to tenor_tenant, tenor_operator;
