-- The days stay as agreed: what repeats for twelve months ends after twelve, in whichever contract.
-- What is given once stays with the contract that got it, which may still be billed. A renewal
-- redeems nothing.
create or replace function sales.carry_discounts(contract_ids uuid[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into sales.contract_discounts (tenant_id, contract_id, "position", discount_id, code, name,
    percent, amount, currency, duration, duration_months, product_ids, reason, starts_on, ended_on,
    predecessor_discount_id, redeemed_at)
  select d.tenant_id, n.id, row_number() over (partition by n.id order by d."position"),
    d.discount_id, d.code, d.name, d.percent, d.amount, d.currency, d.duration, d.duration_months,
    d.product_ids, d.reason, d.starts_on, d.ended_on, d.id, d.redeemed_at
  from sales.contracts as n
  join sales.contract_discounts as d
    on d.tenant_id = n.tenant_id and d.contract_id = n.predecessor_contract_id
  where n.tenant_id = (select tenancy.current_tenant_id()) and n.id = any(contract_ids)
    and d.duration <> 'once' and d.valid && daterange(n.start_date, null)
$$;
comment on function sales.carry_discounts is
  'Gives contracts what the contracts that they renew have left of discounts.';
