-- A price for an interval, for some days of a whole period: one division, rounded once. A price for
-- longer than a period is split over the periods of its interval first.
create or replace function billing.explain_days(
  step text,
  rated numeric,
  line sales.contract_lines,
  months int,
  period daterange,
  whole_period daterange,
  currency text
)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  select jsonb_build_object(
    'step', step,
    'formula', format('%s = %s', fraction.formula, fraction.value),
    'inputs', jsonb_strip_nulls(jsonb_build_object(
      'part', case when fraction.parts > 1 then fraction.part end,
      'parts', case when fraction.parts > 1 then fraction.parts end,
      'part_price', case when fraction.parts > 1 then fraction.part_price end::text,
      'rated', rated::text, 'price_interval', line.price_interval,
      'months_in_interval', fraction.price_months, 'months_in_whole_period', fraction.months,
      'intervals', trim_scale(fraction.months::numeric / fraction.price_months)::text,
      'period_start', lower(period), 'period_end', kernel.last_day(period),
      'days', fraction.days, 'whole_period_start', lower(whole_period),
      'whole_period_end', kernel.last_day(whole_period), 'whole_days', fraction.whole_days)),
    'exact', jsonb_build_object('numerator', fraction.numerator::text,
      'denominator', fraction.denominator::text),
    'value', fraction.value::text,
    'rounding', format('half away from zero, to %s decimals', kernel.minor_unit(currency)))
  from (
    select given.*, share.numerator, share.denominator,
      kernel.round_quotient(share.numerator, share.denominator, kernel.minor_unit(currency))
        as value,
      concat_ws(' ', trim_scale(rated), case
          when given.parts > 1 then format('/ %s, part %s', given.parts, given.part) || case
            when given.days <> given.whole_days then ',' else '' end
          when mod(given.months, given.price_months) <> 0
            then format('x %s/%s', given.months, given.price_months)
          when given.months <> given.price_months
            then format('x %s', given.months / given.price_months)
        end,
        case when given.days <> given.whole_days
          then format('x %s/%s', given.days, given.whole_days) end) as formula
    from (
      select asked.*,
        case when asked.parts > 1 then (kernel.split_amount(rated, array_fill(1::numeric,
          array[asked.parts]), currency))[asked.part] end as part_price
      from (
        select
          case when line.price_interval = 'one_time' then 1 else explain_days.months end as months,
          coalesce(kernel.months_of(line.price_interval), 1) as price_months,
          case when line.price_interval = 'one_time' then 1 else billing.days_of(period) end
            as days,
          case when line.price_interval = 'one_time' then 1 else billing.days_of(whole_period) end
            as whole_days,
          case when kernel.months_of(line.price_interval) > explain_days.months
              and kernel.months_of(line.price_interval) % explain_days.months = 0
            then kernel.months_of(line.price_interval) / explain_days.months else 1 end as parts,
          case when kernel.months_of(line.price_interval) > explain_days.months then
            1 + kernel.period_number(c.billing_anchor, explain_days.months, lower(whole_period))
              % (kernel.months_of(line.price_interval) / explain_days.months) end as part
        from sales.contracts as c
        where c.tenant_id = line.tenant_id and c.id = line.contract_id
      ) as asked
    ) as given
    cross join lateral (
      select case when given.parts > 1 then given.part_price * given.days
          else rated * given.months * given.days end as numerator,
        case when given.parts > 1 then given.whole_days
          else given.price_months * given.whole_days end as denominator
    ) as share
  ) as fraction
$$;
comment on function billing.explain_days is
  E'@behavior -*\nWhat days of a whole period cost: the step from a price to a charge.';
grant execute on function billing.explain_days to tenor_viewer;
