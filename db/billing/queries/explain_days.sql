-- A price for an interval, for some days of a whole period: one division, rounded once.
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
    'inputs', jsonb_build_object(
      'rated', rated::text, 'price_interval', line.price_interval,
      'months_in_interval', fraction.price_months, 'months_in_whole_period', fraction.months,
      'intervals', trim_scale(fraction.months::numeric / fraction.price_months)::text,
      'period_start', lower(period), 'period_end', kernel.last_day(period),
      'days', fraction.days, 'whole_period_start', lower(whole_period),
      'whole_period_end', kernel.last_day(whole_period), 'whole_days', fraction.whole_days),
    'exact', jsonb_build_object('numerator', fraction.numerator::text,
      'denominator', fraction.denominator::text),
    'value', fraction.value::text,
    'rounding', format('half away from zero, to %s decimals', kernel.minor_unit(currency)))
  from (
    select given.*, rated * given.months * given.days as numerator,
      given.price_months * given.whole_days as denominator,
      kernel.round_amount(
        rated * given.months * given.days / (given.price_months * given.whole_days),
        currency) as value,
      concat_ws(' ', trim_scale(rated), case
          when mod(given.months, given.price_months) <> 0
            then format('x %s/%s', given.months, given.price_months)
          when given.months <> given.price_months
            then format('x %s', given.months / given.price_months)
        end,
        case when given.days <> given.whole_days
          then format('x %s/%s', given.days, given.whole_days) end) as formula
    from (
      select
        case when line.price_interval = 'one_time' then 1 else explain_days.months end as months,
        coalesce(kernel.months_of(line.price_interval), 1) as price_months,
        case when line.price_interval = 'one_time' then 1 else billing.days_of(period) end as days,
        case when line.price_interval = 'one_time' then 1 else billing.days_of(whole_period) end
          as whole_days
    ) as given
  ) as fraction
$$;
comment on function billing.explain_days is
  E'@behavior -*\nWhat days of a whole period cost: the step from a price to a charge.';
grant execute on function billing.explain_days to tenor_viewer;
