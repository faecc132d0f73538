create or replace view analytics.contract_discounts
  with (security_invoker = true, security_barrier = true) as
  select
    d.id, d.contract_id, c.contract_number, c.account_id, a.account_name, d."position",
    d.discount_id, d.code, d.name, d.percent, d.amount, d.currency, d.duration, d.duration_months,
    d.product_ids, d.reason, d.starts_on, kernel.last_day(d.valid) as ends_on, d.remaining_amount,
    d.is_used, d.redeemed_at, d.updated_at
  from sales.contract_discounts as d
  join sales.contracts as c on c.tenant_id = d.tenant_id and c.id = d.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id;
comment on view analytics.contract_discounts is 'Discounts and coupons of contracts, as agreed.';
comment on column analytics.contract_discounts.id is 'Identifies the discount of the contract.';
comment on column analytics.contract_discounts.contract_id is 'The contract.';
comment on column analytics.contract_discounts.contract_number is 'Its number.';
comment on column analytics.contract_discounts.account_id is 'The account that signed it.';
comment on column analytics.contract_discounts.account_name is 'Its name.';
comment on column analytics.contract_discounts.position is
  'Order in which they are taken, from 1; coupons come last.';
comment on column analytics.contract_discounts.discount_id is
  'The discount of the catalog; null is one of the contract''s own.';
comment on column analytics.contract_discounts.code is
  'The coupon''s code; null if staff gave it.';
comment on column analytics.contract_discounts.name is 'As printed.';
comment on column analytics.contract_discounts.percent is 'By how many percent it lowers a charge.';
comment on column analytics.contract_discounts.amount is 'Or by which amount.';
comment on column analytics.contract_discounts.currency is 'ISO 4217; of the amount.';
comment on column analytics.contract_discounts.duration is 'once, repeating or forever.';
comment on column analytics.contract_discounts.duration_months is
  'For how many months it repeats.';
comment on column analytics.contract_discounts.product_ids is
  'The only products that it is for; null is all.';
comment on column analytics.contract_discounts.reason is 'Why it was given.';
comment on column analytics.contract_discounts.starts_on is 'The first day on which it holds.';
comment on column analytics.contract_discounts.ends_on is
  'The last day on which it holds; null if it does for ever, or ended before it began.';
comment on column analytics.contract_discounts.remaining_amount is
  'What later invoices can still take of an amount that is given once.';
comment on column analytics.contract_discounts.is_used is 'Whether an invoice has taken any of it.';
comment on column analytics.contract_discounts.redeemed_at is 'When it was agreed.';
comment on column analytics.contract_discounts.updated_at is 'When it last changed.';
grant select on analytics.contract_discounts to tenor_analyst;
