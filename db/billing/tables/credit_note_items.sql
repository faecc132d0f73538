-- What a credit note takes back of one invoice item, with the tax that goes with it. Both carry the
-- sign of the item: a note on the whole of an invoice takes back its deductions too.
create table if not exists billing.credit_note_items (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  credit_note_id uuid not null,
  invoice_item_id uuid not null,
  net kernel.amount not null,
  tax kernel.amount not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint credit_note_items_once_key unique (tenant_id, credit_note_id, invoice_item_id),
  constraint credit_note_items_credit_note_fkey
    foreign key (tenant_id, credit_note_id) references billing.credit_notes (tenant_id, id),
  constraint credit_note_items_invoice_item_fkey
    foreign key (tenant_id, invoice_item_id) references billing.invoice_items (tenant_id, id)
);
create index if not exists credit_note_items_invoice_item_idx
  on billing.credit_note_items (tenant_id, invoice_item_id);
comment on table billing.credit_note_items is 'The items of credit notes.';
comment on column billing.credit_note_items.tenant_id is 'The tenant.';
comment on column billing.credit_note_items.id is 'Identifies the item.';
comment on column billing.credit_note_items.credit_note_id is 'The credit note.';
comment on column billing.credit_note_items.invoice_item_id is 'The invoice item it takes back.';
comment on column billing.credit_note_items.net is 'How much of it, after discount, before tax.';
comment on column billing.credit_note_items.tax is 'The tax on that.';
comment on column billing.credit_note_items.created_at is 'When it was made.';
comment on constraint credit_note_items_once_key on billing.credit_note_items is
  'The item is named twice.';
comment on constraint credit_note_items_credit_note_fkey on billing.credit_note_items is
  'No credit note has this id.';
comment on constraint credit_note_items_invoice_item_fkey on billing.credit_note_items is
  'No item of this invoice has this id.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table billing.credit_note_items enable row level security;
alter table billing.credit_note_items force row level security;
drop policy if exists tenant_isolation on billing.credit_note_items;
create policy tenant_isolation on billing.credit_note_items as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.credit_note_items;
create policy owner_all on billing.credit_note_items to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.credit_note_items;
create policy select_member on billing.credit_note_items for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.credit_note_items;
create policy select_analyst on billing.credit_note_items for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.credit_note_items to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on billing.credit_note_items for each statement execute function kernel.tg__append_only();
create or replace trigger _310_add_up after insert on billing.credit_note_items
  referencing new table as changed_rows for each statement
  execute function billing.tg__credits_add_up();
create or replace trigger _500_report_tax after insert on billing.credit_note_items
  referencing new table as changed_rows for each statement
  execute function billing.tg_credit_note_items__report_tax();
select audit.watch('billing.credit_note_items');
