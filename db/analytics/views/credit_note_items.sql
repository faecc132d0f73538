create or replace view analytics.credit_note_items
  with (security_invoker = true, security_barrier = true) as
  select
    c.id, c.credit_note_id, n.credit_note_number, n.issue_date, n.currency, n.invoice_id,
    c.invoice_item_id, n.account_id as payer_account_id, item.account_id, a.account_name,
    item.contract_line_id, item.product_id, p.name as product_name, item.description,
    lower(item.service_period) as period_start, kernel.last_day(item.service_period) as period_end,
    c.net, c.tax, c.created_at
  from billing.credit_note_items as c
  join billing.credit_notes as n on n.tenant_id = c.tenant_id and n.id = c.credit_note_id
  join billing.invoice_items as item
    on item.tenant_id = c.tenant_id and item.id = c.invoice_item_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = item.account_id
  left join catalog.products as p on p.tenant_id = c.tenant_id and p.id = item.product_id;
comment on view analytics.credit_note_items is 'What credit notes take back, item by item.';
comment on column analytics.credit_note_items.id is 'Identifies the item of the note.';
comment on column analytics.credit_note_items.credit_note_id is 'The credit note.';
comment on column analytics.credit_note_items.credit_note_number is 'Its number.';
comment on column analytics.credit_note_items.issue_date is 'The day on which it is issued.';
comment on column analytics.credit_note_items.currency is 'ISO 4217; of all amounts.';
comment on column analytics.credit_note_items.invoice_id is 'The invoice that it corrects.';
comment on column analytics.credit_note_items.invoice_item_id is 'The item that it takes back.';
comment on column analytics.credit_note_items.payer_account_id is
  'The account that pays the invoice.';
comment on column analytics.credit_note_items.account_id is 'The account that the item served.';
comment on column analytics.credit_note_items.account_name is 'Its name.';
comment on column analytics.credit_note_items.contract_line_id is
  'The contract line that the item billed, if any.';
comment on column analytics.credit_note_items.product_id is 'The product, if any.';
comment on column analytics.credit_note_items.product_name is 'Its name.';
comment on column analytics.credit_note_items.description is 'As the invoice printed it.';
comment on column analytics.credit_note_items.period_start is 'First day that the item billed.';
comment on column analytics.credit_note_items.period_end is
  'Last day that the item billed, inclusive.';
comment on column analytics.credit_note_items.net is
  'How much of the item, after discount, before tax; below zero of a deduction.';
comment on column analytics.credit_note_items.tax is 'The tax on that.';
comment on column analytics.credit_note_items.created_at is 'When it was made.';
grant select on analytics.credit_note_items to tenor_analyst;
