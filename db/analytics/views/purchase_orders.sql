create or replace view analytics.purchase_orders
  with (security_invoker = true, security_barrier = true) as
  select
    o.id, o.po_number, o.account_id, a.account_name, o.contract_id, c.contract_number, o.status,
    o.currency, o.po_amount, o.amount_invoiced, o.amount_remaining, o.valid_from, o.valid_until,
    o.approval_required, o.submitted_at, o.decided_at, o.decision_reason, o.metadata, o.created_at,
    o.updated_at
  from sales.purchase_orders as o
  join customers.accounts as a on a.tenant_id = o.tenant_id and a.id = o.account_id
  left join sales.contracts as c on c.tenant_id = o.tenant_id and c.id = o.contract_id;
comment on view analytics.purchase_orders is
  'Customers'' purchase orders, with what invoices have drawn of them.';
comment on column analytics.purchase_orders.id is 'Identifies the purchase order.';
comment on column analytics.purchase_orders.po_number is
  'The customer''s number, unique per account.';
comment on column analytics.purchase_orders.account_id is 'The account that gave it.';
comment on column analytics.purchase_orders.account_name is 'Its name.';
comment on column analytics.purchase_orders.contract_id is
  'The only contract that it is for; null if it is for any.';
comment on column analytics.purchase_orders.contract_number is 'Its number.';
comment on column analytics.purchase_orders.status is
  'draft, pending, approved, rejected or expired.';
comment on column analytics.purchase_orders.currency is 'ISO 4217.';
comment on column analytics.purchase_orders.po_amount is 'Up to how much may be billed, with tax.';
comment on column analytics.purchase_orders.amount_invoiced is 'What invoices have drawn.';
comment on column analytics.purchase_orders.amount_remaining is 'What is left.';
comment on column analytics.purchase_orders.valid_from is 'First issue date that it covers.';
comment on column analytics.purchase_orders.valid_until is 'Last issue date that it covers.';
comment on column analytics.purchase_orders.approval_required is
  'Whether somebody else approves it after it was submitted.';
comment on column analytics.purchase_orders.submitted_at is 'When it was last submitted.';
comment on column analytics.purchase_orders.decided_at is 'When it was approved or rejected.';
comment on column analytics.purchase_orders.decision_reason is 'Why it was decided so.';
comment on column analytics.purchase_orders.metadata is 'The tenant''s own fields.';
comment on column analytics.purchase_orders.created_at is 'When it was entered.';
comment on column analytics.purchase_orders.updated_at is 'When it last changed.';
grant select on analytics.purchase_orders to tenor_analyst;
