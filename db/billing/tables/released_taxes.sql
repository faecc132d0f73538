-- Which suspended taxes became payable since their invoice was paid, and below zero which are
-- suspended again. An invoice has what its rows add up to, on every day.
create table if not exists billing.released_taxes (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  release_id uuid not null,
  tax_code_id uuid not null,
  invoice_id uuid not null,
  taxable kernel.amount not null,
  amount kernel.amount not null,
  released_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, release_id, tax_code_id),
  constraint released_taxes_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint released_taxes_tax_code_fkey
    foreign key (tenant_id, tax_code_id) references tax.tax_codes (tenant_id, id),
  constraint released_taxes_is_something_check check (amount <> 0)
);
create index if not exists released_taxes_invoice_idx
  on billing.released_taxes (tenant_id, invoice_id);
create index if not exists released_taxes_tax_code_idx
  on billing.released_taxes (tenant_id, tax_code_id);
comment on table billing.released_taxes is
  'Taxes on a cash basis that became payable as their invoices were paid.';
comment on column billing.released_taxes.tenant_id is 'The tenant.';
comment on column billing.released_taxes.release_id is
  'What became payable of an invoice on a day at once: one journal.';
comment on column billing.released_taxes.tax_code_id is 'Which tax.';
comment on column billing.released_taxes.invoice_id is 'The invoice.';
comment on column billing.released_taxes.taxable is 'The net that belongs to it.';
comment on column billing.released_taxes.amount is
  'How much became payable; below zero how much is suspended again.';
comment on column billing.released_taxes.released_on is
  'Day of the payment, or of what took it back or changed the invoice.';
comment on column billing.released_taxes.created_at is 'When it was written down.';
comment on constraint released_taxes_invoice_fkey on billing.released_taxes is
  E'@foreignFieldName releasedTaxes\nNo invoice has this id.';
comment on constraint released_taxes_tax_code_fkey on billing.released_taxes is
  E'@fieldName taxCode\n@foreignFieldName releasedTaxes\nNo tax code has this id.';
comment on constraint released_taxes_is_something_check on billing.released_taxes is
  'What becomes payable is something.';

-- Who may touch it: members and analysts read; our own functions add, and change nothing.
alter table billing.released_taxes enable row level security;
alter table billing.released_taxes force row level security;
drop policy if exists tenant_isolation on billing.released_taxes;
create policy tenant_isolation on billing.released_taxes as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.released_taxes;
create policy owner_all on billing.released_taxes to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.released_taxes;
create policy select_member on billing.released_taxes for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.released_taxes;
create policy select_analyst on billing.released_taxes for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.released_taxes to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on billing.released_taxes for each statement execute function kernel.tg__append_only();
-- Not watched by audit: it never changes, and what brought it about is in the audit log already.
