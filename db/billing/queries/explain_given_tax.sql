-- A tax that was given by hand shrinks with each discount, in proportion to what that leaves.
create or replace function billing.explain_given_tax(
  tax numeric, net numeric, discounts jsonb[], currency text
)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  with recursive shrunk as (
    select 0 as turn, explain_given_tax.net as net, explain_given_tax.tax as tax
    union all
    select s.turn + 1, s.net - part.amount,
      kernel.round_quotient(s.tax * (s.net - part.amount), s.net, kernel.minor_unit(currency))
    from shrunk as s
    cross join lateral (
      select (discounts[s.turn + 1] ->> 'value')::numeric
    ) as part (amount)
    where s.turn < cardinality(discounts)
  )
  select jsonb_build_object(
    'step', 'tax',
    'formula', string_agg(s.tax::text, ', then ' order by s.turn) || ', as given by hand',
    'inputs', jsonb_build_object('tax', explain_given_tax.tax::text,
      'net', explain_given_tax.net::text, 'discounts', coalesce((
        select jsonb_agg(d ->> 'value' order by n)
        from unnest(discounts) with ordinality as given (d, n)), '[]')),
    'value', (array_agg(s.tax order by s.turn desc))[1]::text,
    'rounding', 'half away from zero, after each discount')
  from shrunk as s
$$;
comment on function billing.explain_given_tax is
  E'@behavior -*\nThe tax of an item whose tax was given by hand.';
grant execute on function billing.explain_given_tax to tenor_viewer;
