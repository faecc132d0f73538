-- A line that joins a contract after a period of it was billed has missed that: its share is
-- charged beside, and so is what is charged once by now. What is not due yet the schedule bills,
-- in arrears too. Of what accounts share, each its part.
create or replace function billing.charge_added_lines(amendment sales.amendments, today date)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_charges billing.adjustments[];
begin
  with missed as (
    select charge.*
    from billing.billing_schedules as s
    cross join lateral sales.line_charges(array[s.contract_id]) as charge
    where s.tenant_id = amendment.tenant_id and s.contract_id = amendment.contract_id
      and charge.pricing_model <> 'minimum'
      and charge.bill_on <= charge_added_lines.today
      and (charge.price_interval = 'one_time' or s.next_bill_on is null
        or charge.bill_on < s.next_bill_on or exists (
          select from sales.contract_lines as l
          join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
          where l.tenant_id = s.tenant_id and l.contract_id = s.contract_id
            and l.pricing_model <> 'minimum' and b.whole_period = charge.whole_period))
      and charge.line_id in (
        select t.line_id from sales.contract_line_terms as t
        where t.tenant_id = amendment.tenant_id and t.amendment_id = amendment.id)
      and not exists (
        select from billing.billed_periods as b
        where b.tenant_id = amendment.tenant_id and b.line_id = charge.line_id
          and b.period && charge.period)
      and not amendment.changes @> jsonb_build_array(
        jsonb_build_object('line_id', charge.line_id))
  ),
  charged as (
    insert into billing.adjustments (tenant_id, contract_id, line_id, terms_id, amendment_id,
      account_id, kind, period, whole_period, quantity, unit_price, intervals, rated, amount,
      discount, currency, bill_on, part, shares)
    select amendment.tenant_id, m.contract_id, m.line_id, m.terms_id, amendment.id,
      coalesce(s.account_id, m.account_id), 'charge', m.period, m.whole_period, m.quantity,
      m.unit_price, m.intervals, m.rated, part.net + part.discount, part.discount,
      amendment.currency, charge_added_lines.today, coalesce(s.place, 0), apart.shares
    from missed as m
    cross join lateral (select billing.bearers_of(m.line_id, m.quantity) as shares) as apart
    left join lateral unnest(apart.shares) with ordinality
      as s (account_id, weight, is_rest, place) on true
    cross join lateral (
      select billing.part_of(m.amount - m.discount, apart.shares, s.place::int, amendment.currency)
          as net,
        billing.part_of(m.discount, apart.shares, s.place::int, amendment.currency) as discount
    ) as part
    where s.weight is null or s.weight > 0
    order by m."position", m.period, s.place
    returning adjustments as charge
  )
  select array_agg(c.charge) into v_charges from charged as c;
  perform billing.claim_days(v_charges);
end $$;
comment on function billing.charge_added_lines is
  'Charges for the days of added lines whose billing day has passed.';
