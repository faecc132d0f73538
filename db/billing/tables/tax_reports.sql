-- What an outside tax provider is told of an issued invoice: that it counts, and what was taken
-- back of it. Written with what happened, sent by a task in this order, as each rests on the first.
create table if not exists billing.tax_reports (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  invoice_id uuid not null,
  calculation_id uuid not null,
  credit_note_id uuid,
  kind text not null,
  amount kernel.amount,
  reference text,
  reported_at timestamptz,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_reports_once_key
    unique nulls not distinct (tenant_id, calculation_id, kind, credit_note_id),
  constraint tax_reports_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint tax_reports_calculation_fkey
    foreign key (tenant_id, calculation_id) references billing.tax_calculations (tenant_id, id),
  constraint tax_reports_credit_note_fkey
    foreign key (tenant_id, credit_note_id) references billing.credit_notes (tenant_id, id),
  constraint tax_reports_kind_check check (kind in ('commit', 'void')),
  constraint tax_reports_part_is_of_a_note_check check (
    (amount is not null) = (credit_note_id is not null) and amount > 0
    and (credit_note_id is null or kind = 'void')),
  constraint tax_reports_reference_check check (
    length(reference) between 1 and 200 and (reference is not null) = (reported_at is not null))
);
create index if not exists tax_reports_invoice_idx
  on billing.tax_reports (tenant_id, invoice_id, id);
create index if not exists tax_reports_credit_note_idx
  on billing.tax_reports (tenant_id, credit_note_id);
comment on table billing.tax_reports is 'What outside tax providers are told of issued invoices.';
comment on column billing.tax_reports.tenant_id is 'The tenant.';
comment on column billing.tax_reports.id is 'Identifies the report, to the provider too.';
comment on column billing.tax_reports.invoice_id is 'The invoice.';
comment on column billing.tax_reports.calculation_id is 'The calculation that it rests on.';
comment on column billing.tax_reports.credit_note_id is
  'The credit note that takes back a part of it, if any.';
comment on column billing.tax_reports.kind is
  'commit: the tax is owed; void: it is taken back.';
comment on column billing.tax_reports.amount is
  'How much is taken back, with its tax; null is all.';
comment on column billing.tax_reports.reference is 'The provider''s name for it, once it was told.';
comment on column billing.tax_reports.reported_at is 'When it was told.';
comment on column billing.tax_reports.created_at is 'When it happened.';
comment on constraint tax_reports_once_key on billing.tax_reports is
  E'@behavior -query:resource:single\nIt is reported already.';
comment on constraint tax_reports_invoice_fkey on billing.tax_reports is 'No invoice has this id.';
comment on constraint tax_reports_calculation_fkey on billing.tax_reports is
  'No tax calculation has this id.';
comment on constraint tax_reports_credit_note_fkey on billing.tax_reports is
  'No credit note has this id.';
comment on constraint tax_reports_kind_check on billing.tax_reports is
  'A report is a commit or a void.';
comment on constraint tax_reports_part_is_of_a_note_check on billing.tax_reports is
  'What a credit note takes back has an amount, above zero.';
comment on constraint tax_reports_reference_check on billing.tax_reports is
  'What was told has the provider''s reference, of at most 200 characters.';

-- Who may touch it: members read; the worker reports by commands.
alter table billing.tax_reports enable row level security;
alter table billing.tax_reports force row level security;
drop policy if exists tenant_isolation on billing.tax_reports;
create policy tenant_isolation on billing.tax_reports as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.tax_reports;
create policy owner_all on billing.tax_reports to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.tax_reports;
create policy select_member on billing.tax_reports for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.tax_reports to tenor_viewer;
select audit.watch('billing.tax_reports');
