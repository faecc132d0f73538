create or replace view analytics.invoice_items
  with (security_invoker = true, security_barrier = true) as
  select
    item.id, item.invoice_id, i.invoice_number, i.status as invoice_status, i.issue_date,
    i.currency, i.account_id as payer_account_id, item.account_id, a.account_name,
    i.contract_id, item.contract_line_id, item.product_id, p.name as product_name,
    item."position", item.kind, item.description, lower(item.service_period) as period_start,
    kernel.last_day(item.service_period) as period_end, item.quantity, item.unit_price,
    item.amount, item.discount, (item.amount - item.discount)::kernel.amount as net, item.tax,
    item.created_at
  from billing.invoice_items as item
  join billing.invoices as i on i.tenant_id = item.tenant_id and i.id = item.invoice_id
  join customers.accounts as a on a.tenant_id = item.tenant_id and a.id = item.account_id
  left join catalog.products as p on p.tenant_id = item.tenant_id and p.id = item.product_id;
comment on view analytics.invoice_items is 'What invoices bill, item by item.';
comment on column analytics.invoice_items.id is 'Identifies the item.';
comment on column analytics.invoice_items.invoice_id is 'The invoice.';
comment on column analytics.invoice_items.invoice_number is 'Its number.';
comment on column analytics.invoice_items.invoice_status is
  'draft, open, partially_paid, paid, overdue, void or uncollectible.';
comment on column analytics.invoice_items.issue_date is 'The day on which the invoice is issued.';
comment on column analytics.invoice_items.currency is 'ISO 4217; of all amounts.';
comment on column analytics.invoice_items.payer_account_id is 'The account that pays the invoice.';
comment on column analytics.invoice_items.account_id is 'The account that the item serves.';
comment on column analytics.invoice_items.account_name is 'Its name.';
comment on column analytics.invoice_items.contract_id is 'The contract of the invoice, if any.';
comment on column analytics.invoice_items.contract_line_id is
  'The contract line that it bills, if any.';
comment on column analytics.invoice_items.product_id is 'The product, if any.';
comment on column analytics.invoice_items.product_name is 'Its name.';
comment on column analytics.invoice_items.position is 'Order on the invoice, from 1.';
comment on column analytics.invoice_items.kind is
  'recurring, one_time, manual, proration or true_up.';
comment on column analytics.invoice_items.description is 'As printed.';
comment on column analytics.invoice_items.period_start is 'First day that it bills.';
comment on column analytics.invoice_items.period_end is 'Last day that it bills, inclusive.';
comment on column analytics.invoice_items.quantity is 'How many.';
comment on column analytics.invoice_items.unit_price is 'Price of one for the price''s interval.';
comment on column analytics.invoice_items.amount is 'What it costs before discount and tax.';
comment on column analytics.invoice_items.discount is 'Discount on it.';
comment on column analytics.invoice_items.net is 'amount - discount.';
comment on column analytics.invoice_items.tax is 'Tax on the net.';
comment on column analytics.invoice_items.created_at is 'When it was made.';
grant select on analytics.invoice_items to tenor_analyst;
