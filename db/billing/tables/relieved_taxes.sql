-- Which taxes the state gave back because invoices were written off, and below zero which are owed
-- again: since a credit note takes a debt back, or money came of it. Named is what did so, a
-- write-off or an application of a payment.
create table if not exists billing.relieved_taxes (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  source_id uuid not null,
  tax_code_id uuid not null,
  source_type text not null,
  invoice_id uuid not null,
  taxable kernel.amount not null,
  amount kernel.amount not null,
  primary key (tenant_id, source_id, tax_code_id),
  constraint relieved_taxes_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint relieved_taxes_tax_code_fkey
    foreign key (tenant_id, tax_code_id) references tax.tax_codes (tenant_id, id),
  constraint relieved_taxes_source_type_check
    check (source_type ~ '^[a-z_]+\.[a-z_]+$'),
  constraint relieved_taxes_is_something_check check (amount <> 0)
);
create index if not exists relieved_taxes_invoice_idx
  on billing.relieved_taxes (tenant_id, invoice_id);
create index if not exists relieved_taxes_tax_code_idx
  on billing.relieved_taxes (tenant_id, tax_code_id);
comment on table billing.relieved_taxes is
  'Taxes of bad debts that the state gave back, and that are owed again.';
comment on column billing.relieved_taxes.tenant_id is 'The tenant.';
comment on column billing.relieved_taxes.source_id is 'The row that brought it about.';
comment on column billing.relieved_taxes.tax_code_id is 'Which tax.';
comment on column billing.relieved_taxes.source_type is
  'billing.write_off, or what a recovery is applied by.';
comment on column billing.relieved_taxes.invoice_id is 'The invoice that was written off.';
comment on column billing.relieved_taxes.taxable is 'The net that belongs to it.';
comment on column billing.relieved_taxes.amount is
  'How much the state gives back; below zero how much is owed to it again.';
comment on constraint relieved_taxes_invoice_fkey on billing.relieved_taxes is
  E'@foreignFieldName relievedTaxes\nNo invoice has this id.';
comment on constraint relieved_taxes_tax_code_fkey on billing.relieved_taxes is
  E'@fieldName taxCode\n@foreignFieldName relievedTaxes\nNo tax code has this id.';
comment on constraint relieved_taxes_source_type_check on billing.relieved_taxes is
  'A source type reads schema.noun.';
comment on constraint relieved_taxes_is_something_check on billing.relieved_taxes is
  'What is given back is something.';

-- Who may touch it: members and analysts read; our own functions add, and change nothing.
alter table billing.relieved_taxes enable row level security;
alter table billing.relieved_taxes force row level security;
drop policy if exists tenant_isolation on billing.relieved_taxes;
create policy tenant_isolation on billing.relieved_taxes as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.relieved_taxes;
create policy owner_all on billing.relieved_taxes to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.relieved_taxes;
create policy select_member on billing.relieved_taxes for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.relieved_taxes;
create policy select_analyst on billing.relieved_taxes for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.relieved_taxes to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on billing.relieved_taxes for each statement execute function kernel.tg__append_only();
-- Not watched by audit: it never changes, and what brought it about is in the audit log already.
