create or replace function billing.explain_true_up(item billing.invoice_items, currency text)
  returns jsonb[]
  language sql stable security invoker set search_path to ''
as $$
  select array[
    jsonb_build_object(
      'step', 'minimum',
      'formula', format('%s / %s = %s', case when agreed.count > 1
          then '(' || agreed.formula || ')' else agreed.formula end,
        billing.days_of(item.whole_period), agreed.minimum),
      'inputs', jsonb_build_object('versions', t.versions,
        'period_start', lower(item.service_period),
        'period_end', kernel.last_day(item.service_period),
        'whole_period_start', lower(item.whole_period),
        'whole_period_end', kernel.last_day(item.whole_period),
        'whole_days', billing.days_of(item.whole_period)),
      'exact', jsonb_build_object('numerator', agreed.total::text,
        'denominator', billing.days_of(item.whole_period)::text),
      'value', agreed.minimum::text,
      'rounding', format('half away from zero, to %s decimals', kernel.minor_unit(currency))),
    jsonb_build_object(
      'step', 'true_up',
      'formula', format('%s - %s = %s', agreed.minimum, t.spent, agreed.minimum - t.spent),
      'inputs', jsonb_build_object('minimum', agreed.minimum::text, 'spent', t.spent::text),
      'value', (agreed.minimum - t.spent)::text,
      'rounding', 'exact')]
  from billing.true_ups as t
  cross join lateral (
    select count(*) as count, sum(v.unit_price * v.days) as total,
      string_agg(format('%s x %s', trim_scale(v.unit_price), v.days), ' + ' order by v.place)
        as formula,
      kernel.round_quotient(sum(v.unit_price * v.days), billing.days_of(item.whole_period),
        kernel.minor_unit(currency)) as minimum
    from (
      select (version ->> 'unit_price')::numeric as unit_price, (version ->> 'days')::int as days,
        place
      from jsonb_array_elements(t.versions) with ordinality as e (version, place)
    ) as v
  ) as agreed
  where t.tenant_id = item.tenant_id and t.invoice_item_id = item.id
$$;
comment on function billing.explain_true_up is
  E'@behavior -*\nWhat a period lacked of its minimum: the minimum by days, less what was spent.';
grant execute on function billing.explain_true_up to tenor_viewer;
