-- Discounts of invoices that were written by hand, as they were taken: items may come and go later,
-- and the catalog may change.
create table if not exists billing.invoice_discounts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  invoice_id uuid not null,
  "position" int not null,
  name text not null,
  percent kernel.percentage,
  amount kernel.amount,
  items jsonb not null,
  primary key (tenant_id, id),
  constraint invoice_discounts_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint invoice_discounts_position_key unique (tenant_id, invoice_id, "position"),
  constraint invoice_discounts_percent_or_amount_check
    check (num_nonnulls(percent, amount) = 1),
  constraint invoice_discounts_items_is_array_check check (jsonb_typeof(items) = 'array')
);
comment on table billing.invoice_discounts is
  'Discounts that were taken off invoices written by hand.';
comment on column billing.invoice_discounts.tenant_id is 'The tenant.';
comment on column billing.invoice_discounts.id is 'Identifies the discount of the invoice.';
comment on column billing.invoice_discounts.invoice_id is 'The invoice.';
comment on column billing.invoice_discounts."position" is 'Order in which they were taken, from 1.';
comment on column billing.invoice_discounts.name is 'As printed.';
comment on column billing.invoice_discounts.percent is 'By how many percent, if so.';
comment on column billing.invoice_discounts.amount is 'Or which amount.';
comment on column billing.invoice_discounts.items is
  'The items over which it was split, in order: item_id, left (what was asked of it before, with '
  'its tax where prices include it), net and tax.';
comment on constraint invoice_discounts_invoice_fkey on billing.invoice_discounts is
  'No invoice has this id.';
comment on constraint invoice_discounts_position_key on billing.invoice_discounts is
  E'@behavior -query:resource:single\nThe invoice has a discount in this place already.';
comment on constraint invoice_discounts_percent_or_amount_check on billing.invoice_discounts is
  'A discount is a percentage or an amount.';
comment on constraint invoice_discounts_items_is_array_check on billing.invoice_discounts is
  'Items are a list.';

-- Who may touch it: members read; billing writes, once.
alter table billing.invoice_discounts enable row level security;
alter table billing.invoice_discounts force row level security;
drop policy if exists tenant_isolation on billing.invoice_discounts;
create policy tenant_isolation on billing.invoice_discounts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.invoice_discounts;
create policy owner_all on billing.invoice_discounts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.invoice_discounts;
create policy select_member on billing.invoice_discounts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.invoice_discounts to tenor_viewer;
-- Not audited: its rows never change.

create or replace trigger _300_append_only
  before update or delete or truncate on billing.invoice_discounts
  for each statement execute function kernel.tg__append_only();
