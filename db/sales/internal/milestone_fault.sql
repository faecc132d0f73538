-- The first thing wrong with the milestones of a line whose price is known; none if all is well.
create or replace function sales.milestone_fault(
  milestones sales.milestone_input[],
  description text,
  price numeric,
  days daterange,
  currency text
)
  returns table (message text, field text)
  language sql stable security invoker set search_path to ''
as $$
  with asked as (
    select m."date", m.amount, m.percent, m.description, m.place::int - 1 as place,
      count(*) over () as number, count(m.percent) over () as percents,
      sum(m.percent) over () as percent_sum, sum(m.amount) over () as amount_sum
    from unnest(milestones) with ordinality as m ("date", amount, percent, description, place)
  ),
  faults as (
    select a.place, rule.*
    from asked as a
    cross join lateral (values
      (a."date" is null, 'A milestone has its day.', '/date'),
      (not days @> a."date",
        format('The line runs from %s to %s.', lower(days), kernel.last_day(days)), '/date'),
      (num_nonnulls(a.amount, a.percent) <> 1, 'A milestone has an amount or a percentage.', ''),
      (a.amount <= 0, 'A milestone is more than nothing.', '/amount'),
      (a.amount <> kernel.round_amount(a.amount, currency), format(
        'An amount in %s has %s decimals at most.', currency, kernel.minor_unit(currency)),
        '/amount'),
      (a.percent <= 0, 'A milestone is more than nothing.', '/percent'),
      (length(milestone_fault.description || ': ' || a.description) > 500
          or btrim(a.description) = '',
        'A description has 1 to 500 characters, with the line''s before it.', '/description')
    ) as rule (is_broken, message, field)
    where rule.is_broken
    union all
    select 1000 + row_number() over (), rule.*
    from (select * from asked limit 1) as a
    cross join lateral (values
      (a.percents not in (0, a.number),
        'All milestones have amounts, or all have percentages.', null),
      (a.percents > 0 and a.percent_sum <> 100,
        format('The percentages add up to %s, not to 100.', trim_scale(a.percent_sum)), null),
      (a.percents = 0 and a.amount_sum <> kernel.round_amount(price, currency),
        format('The milestones add up to %s, the price is %s.', a.amount_sum,
          kernel.round_amount(price, currency)), null)
    ) as rule (is_broken, message, field)
    where rule.is_broken
  )
  select f.message, 'milestones' || coalesce('/' || f.place || f.field, '')
  from faults as f
  order by f.place
  limit 1
$$;
comment on function sales.milestone_fault is
  'The first thing wrong with the milestones of a line; none if all is well.';
