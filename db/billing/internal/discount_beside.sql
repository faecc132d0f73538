-- The item shows the part of its discount that its net is of what was asked of it.
create or replace function billing.discount_beside(item billing.invoice_items, net numeric)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select case when asked.net = discount_beside.net then asked.discount
    else kernel.round_amount(asked.discount * discount_beside.net / asked.net, asked.currency) end
  from (
    select (last.inputs ->> 'asked')::numeric as net,
      (last.inputs ->> 'discount')::numeric as discount, e.currency
    from billing.invoice_items_explanation(item) as e
    cross join lateral (select e.steps -> -1 -> 'inputs') as last (inputs)
  ) as asked
$$;
comment on function billing.discount_beside is
  'The discount that an item of a contract shows beside another net, where prices include tax.';
