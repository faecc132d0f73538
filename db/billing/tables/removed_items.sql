-- Items of contracts that were taken off a draft after discounts had been split over all that stood
-- on it: the parts of the others cannot be explained without them.
create table if not exists billing.removed_items (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  invoice_item_id uuid not null,
  invoice_id uuid not null,
  item jsonb not null,
  discounts jsonb not null,
  primary key (tenant_id, invoice_item_id),
  constraint removed_items_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
);
create index if not exists removed_items_invoice_idx
  on billing.removed_items (tenant_id, invoice_id);
comment on table billing.removed_items is 'Items that were taken off discounted drafts.';
comment on column billing.removed_items.tenant_id is 'The tenant.';
comment on column billing.removed_items.invoice_item_id is 'Identifies the item, as it did before.';
comment on column billing.removed_items.invoice_id is 'The invoice that it stood on.';
comment on column billing.removed_items.item is 'The item as it was.';
comment on column billing.removed_items.discounts is
  'What discounts had taken off it: position and amount.';
comment on constraint removed_items_invoice_fkey on billing.removed_items is
  'No invoice has this id.';

-- Who may touch it: members read; billing writes, once.
alter table billing.removed_items enable row level security;
alter table billing.removed_items force row level security;
drop policy if exists tenant_isolation on billing.removed_items;
create policy tenant_isolation on billing.removed_items as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.removed_items;
create policy owner_all on billing.removed_items to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.removed_items;
create policy select_member on billing.removed_items for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.removed_items to tenor_viewer;
-- Not audited: the log has the item as it was taken off.

create or replace trigger _300_append_only
  before update or delete or truncate on billing.removed_items
  for each statement execute function kernel.tg__append_only();
