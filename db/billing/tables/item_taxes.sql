-- The taxes of an item, one for each jurisdiction, as the law was on the day of issue. Written with
-- the item and never changed: it says why the item bears the tax it bears.
create table if not exists billing.item_taxes (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  invoice_item_id uuid not null,
  place int not null,
  invoice_id uuid not null,
  jurisdiction text,
  name text,
  kind text,
  rate kernel.percentage not null,
  treatment text not null,
  note text,
  taxable kernel.amount not null,
  amount kernel.amount not null,
  reckoning smallint not null default 0,
  tax_id text,
  tax_code_id uuid not null,
  primary key (tenant_id, invoice_item_id, place),
  -- Enforced by _300_refer, for all rows of a statement at once; an item takes its taxes along.
  constraint item_taxes_invoice_item_fkey foreign key (tenant_id, invoice_item_id)
    references billing.invoice_items (tenant_id, id) not enforced,
  constraint item_taxes_treatment_check check (treatment in (
    'standard', 'zero_rated', 'exempt', 'reverse_charge', 'domestic_reverse_charge',
    'outside_scope', 'by_hand', 'not_registered', 'no_rate', 'no_address')),
  constraint item_taxes_charged_if_standard_check
    check (treatment = 'standard' or rate = 0 and (treatment = 'by_hand' or amount = 0))
);
create index if not exists item_taxes_invoice_idx on billing.item_taxes (tenant_id, invoice_id);
comment on table billing.item_taxes is 'The taxes of invoice items, by jurisdiction.';
comment on column billing.item_taxes.tenant_id is 'The tenant.';
comment on column billing.item_taxes.invoice_item_id is 'The item.';
comment on column billing.item_taxes.place is
  'Order among the taxes of the item, from the country down; from 1.';
comment on column billing.item_taxes.invoice_id is 'The invoice that the item stands on.';
comment on column billing.item_taxes.jurisdiction is
  'Code of the jurisdiction or locality; null if none is known.';
comment on column billing.item_taxes.name is 'Name of the tax or its jurisdiction, as printed.';
comment on column billing.item_taxes.kind is
  'vat, gst, hst, pst, qst or sales; null if no rate is known.';
comment on column billing.item_taxes.rate is
  'Percent that is charged: 0 unless the treatment is standard.';
comment on column billing.item_taxes.treatment is
  'standard, zero_rated, exempt, reverse_charge, domestic_reverse_charge, outside_scope, by_hand '
  '(given, not reckoned), not_registered, no_rate or no_address.';
comment on column billing.item_taxes.note is
  'Why nothing is charged, or that the price includes it, as printed; else null.';
comment on column billing.item_taxes.taxable is 'The net on which it is reckoned.';
comment on column billing.item_taxes.amount is 'The tax.';
comment on column billing.item_taxes.reckoning is
  'Which taxes of its invoice were reckoned, and so rounded, together; from 0.';
comment on column billing.item_taxes.tax_id is
  'The customer''s tax id under which he owes the tax, as it was then.';
comment on column billing.item_taxes.tax_code_id is
  'The tax code by which the books and returns know it.';
comment on constraint item_taxes_invoice_item_fkey on billing.item_taxes is
  E'@foreignFieldName taxes\nNo invoice item has this id.';

-- Who may touch it: members and analysts read; billing writes.
alter table billing.item_taxes enable row level security;
alter table billing.item_taxes force row level security;
drop policy if exists tenant_isolation on billing.item_taxes;
create policy tenant_isolation on billing.item_taxes as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.item_taxes;
create policy owner_all on billing.item_taxes to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.item_taxes;
create policy select_member on billing.item_taxes for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.item_taxes;
create policy select_analyst on billing.item_taxes for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.item_taxes to tenor_viewer, tenor_analyst;

create or replace trigger _300_of_drafts_update after update on billing.item_taxes
  referencing new table as changed_rows for each statement
  execute function billing.tg_invoice_items__of_drafts();
create or replace trigger _300_of_drafts_delete after delete on billing.item_taxes
  referencing old table as changed_rows for each statement
  execute function billing.tg_invoice_items__of_drafts();
create or replace trigger _300_refer after insert on billing.item_taxes
  referencing new table as new_rows for each statement
  execute function billing.tg__refer_to_items('item_taxes_invoice_item_fkey');
-- Instead of a key, whose index nobody would read: what a code was used for is asked by its day.
create or replace trigger _300_refer_to_codes after insert on billing.item_taxes
  referencing new table as new_rows for each statement
  execute function billing.tg_item_taxes__refer_to_codes();
create or replace trigger _300_refer_to_codes_update after update on billing.item_taxes
  referencing new table as new_rows for each statement
  execute function billing.tg_item_taxes__refer_to_codes();
create or replace trigger _300_keep_references
  before update of invoice_id, invoice_item_id on billing.item_taxes
  for each row when ((old.invoice_id, old.invoice_item_id)
    is distinct from (new.invoice_id, new.invoice_item_id))
  execute function kernel.tg__unchangeable();
