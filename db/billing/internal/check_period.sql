create or replace function billing.check_period(contract sales.contracts, asked daterange)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_cut daterange;
begin
  select charge.line_period into v_cut
  from sales.line_charges(array[contract.id]) as charge
  where charge.line_period && asked and not charge.line_period <@ asked
    and charge.price_interval <> 'one_time' and charge.pricing_model <> 'minimum'
  order by charge.line_period
  limit 1;
  if found then
    perform kernel.fail('INPUT',
      format('The contract is billed from %s to %s; a period cannot be cut.',
        lower(v_cut), kernel.last_day(v_cut)),
      case when lower(v_cut) < lower(asked) then 'billing_period_start'
        else 'billing_period_end' end);
  end if;
end $$;
comment on function billing.check_period is 'Refuses days that cut through a billing period.';
