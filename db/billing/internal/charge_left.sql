-- What was given back while the charge still waited was never discounted; what was given back of it
-- on an invoice took its part of the discount along, and is counted here as if it were still there.
create or replace function billing.charge_left(adjustment_id uuid)
  returns table (amount numeric, net numeric, whole_net numeric)
  language sql stable security definer rows 1 set search_path to ''
as $$
  select a.amount + coalesce(given_back.amount, 0), charged.net + coalesce(given_back.net, 0),
    charged.net
  from billing.adjustments as a
  cross join lateral (select a.amount - a.discount) as charged (net)
  cross join lateral (
    select sum(credit.amount), sum(credit.amount - credit.discount)
    from billing.adjustments as credit
    where credit.tenant_id = a.tenant_id and credit.credited_adjustment_id = a.id
      and credit.credited_invoice_id is null and not credit.is_dropped
  ) as given_back (amount, net)
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.id = charge_left.adjustment_id and a.kind = 'charge'
$$;
comment on function billing.charge_left is
  'What a charge of an amendment comes to without what was given back before it was billed.';
