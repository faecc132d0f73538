-- What invoices have used of their account's balance.
create table if not exists billing.balance_applications (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  invoice_id uuid not null,
  amount kernel.amount not null,
  applied_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint balance_applications_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint balance_applications_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint balance_applications_amount_is_positive_check check (amount > 0)
);
create index if not exists balance_applications_account_idx
  on billing.balance_applications (tenant_id, account_id);
create index if not exists balance_applications_invoice_idx
  on billing.balance_applications (tenant_id, invoice_id);
comment on table billing.balance_applications is
  'What invoices have used of the balances of accounts.';
comment on column billing.balance_applications.tenant_id is 'The tenant.';
comment on column billing.balance_applications.id is 'Identifies the application.';
comment on column billing.balance_applications.account_id is 'Whose balance.';
comment on column billing.balance_applications.invoice_id is 'The invoice.';
comment on column billing.balance_applications.amount is 'How much, in the invoice''s currency.';
comment on column billing.balance_applications.applied_on is 'Day from which it counts.';
comment on column billing.balance_applications.created_at is 'When it was applied.';
comment on constraint balance_applications_account_fkey on billing.balance_applications is
  'No account has this id.';
comment on constraint balance_applications_invoice_fkey on billing.balance_applications is
  'No invoice has this id.';
comment on constraint balance_applications_amount_is_positive_check
  on billing.balance_applications is 'An invoice gets an amount above zero.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table billing.balance_applications enable row level security;
alter table billing.balance_applications force row level security;
drop policy if exists tenant_isolation on billing.balance_applications;
create policy tenant_isolation on billing.balance_applications as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.balance_applications;
create policy owner_all on billing.balance_applications to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.balance_applications;
create policy select_member on billing.balance_applications for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.balance_applications;
create policy select_analyst on billing.balance_applications for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.balance_applications to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on billing.balance_applications for each statement execute function kernel.tg__append_only();
select audit.watch('billing.balance_applications');
