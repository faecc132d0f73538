-- What was taken off, without tax of the rates that the item bears.
create or replace function billing.discount_beside(item billing.invoice_items, rate numeric)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select kernel.round_quotient((e.steps -> -1 -> 'inputs' ->> 'discount')::numeric * 100,
    100 + discount_beside.rate, kernel.minor_unit(e.currency))
  from billing.invoice_items_explanation(item) as e
$$;
comment on function billing.discount_beside is
  'The discount that an item of a contract shows beside other rates, where prices include tax.';
