-- Which invoice got how much of which payment, and from which day on; below zero what was taken
-- from it again. So an invoice has what its rows add up to, on every day.
create table if not exists payments.payment_applications (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  invoice_id uuid not null,
  amount kernel.amount not null,
  tax kernel.amount not null default 0,
  is_recovery boolean not null default false,
  applied_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint payment_applications_payment_fkey
    foreign key (tenant_id, payment_id) references payments.payments (tenant_id, id),
  constraint payment_applications_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint payment_applications_amount_is_not_zero_check check (amount <> 0),
  constraint payment_applications_tax_of_recoveries_check check (
    tax between least(amount, 0) and greatest(amount, 0) and (tax = 0 or is_recovery))
);
create index if not exists payment_applications_payment_idx
  on payments.payment_applications (tenant_id, payment_id);
create index if not exists payment_applications_invoice_idx
  on payments.payment_applications (tenant_id, invoice_id);
-- What was collected in a month.
create index if not exists payment_applications_applied_on_idx
  on payments.payment_applications (tenant_id, applied_on);
comment on table payments.payment_applications is 'What invoices have got of payments.';
comment on column payments.payment_applications.tenant_id is 'The tenant.';
comment on column payments.payment_applications.id is 'Identifies the application.';
comment on column payments.payment_applications.payment_id is 'The payment.';
comment on column payments.payment_applications.invoice_id is 'The invoice.';
comment on column payments.payment_applications.amount is
  'How much the invoice got; below zero when it was taken from it again.';
comment on column payments.payment_applications.tax is
  'How much of a recovery is tax that the state had given back, and gets again.';
comment on column payments.payment_applications.is_recovery is
  'Whether it is of what had been written off.';
comment on column payments.payment_applications.applied_on is
  'Day from which it counts: never before the payment came or the invoice was issued.';
comment on column payments.payment_applications.created_at is 'When it was applied.';
comment on constraint payment_applications_payment_fkey on payments.payment_applications is
  E'@foreignFieldName applications\nNo payment has this id.';
comment on constraint payment_applications_invoice_fkey on payments.payment_applications is
  E'@foreignFieldName paymentApplications\nNo invoice has this id.';
comment on constraint payment_applications_amount_is_not_zero_check
  on payments.payment_applications is 'An application is of some amount.';
comment on constraint payment_applications_tax_of_recoveries_check
  on payments.payment_applications is 'Only of a recovery is a part tax.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table payments.payment_applications enable row level security;
alter table payments.payment_applications force row level security;
drop policy if exists tenant_isolation on payments.payment_applications;
create policy tenant_isolation on payments.payment_applications as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on payments.payment_applications;
create policy owner_all on payments.payment_applications to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on payments.payment_applications;
create policy select_member on payments.payment_applications for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on payments.payment_applications;
create policy select_analyst on payments.payment_applications for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on payments.payment_applications to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on payments.payment_applications for each statement execute function kernel.tg__append_only();
select audit.watch('payments.payment_applications');
