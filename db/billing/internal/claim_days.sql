create or replace function billing.claim_days(charges billing.adjustments[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.billed_periods (tenant_id, line_id, part, period, whole_period, quantity,
    unit_price, rated, amount, discount, granted, extent, shares, adjustment_id)
  select a.tenant_id, a.line_id, a.part, a.period, a.whole_period, a.quantity, a.unit_price,
    a.rated,
    a.amount, a.discount, a.granted, a.extent, a.shares, a.id
  from unnest(charges) as a
  where a.kind = 'charge'
$$;
comment on function billing.claim_days is
  'The days of charges of amendments count as billed, by these.';
