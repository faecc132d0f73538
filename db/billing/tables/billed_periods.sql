-- The days of a contract line that stand on an invoice. Two invoices cannot hold the same day of a
-- line: the key forbids it, whatever runs at once. A voided invoice gives its days back.
create table if not exists billing.billed_periods (
  tenant_id uuid not null,
  line_id uuid not null,
  period daterange not null,
  invoice_id uuid not null,
  constraint billed_periods_pkey primary key (tenant_id, line_id, period without overlaps),
  constraint billed_periods_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id),
  constraint billed_periods_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
);
create index if not exists billed_periods_invoice_idx
  on billing.billed_periods (tenant_id, invoice_id);
comment on table billing.billed_periods is 'Which days of contract lines are billed, and where.';
comment on column billing.billed_periods.tenant_id is 'The tenant.';
comment on column billing.billed_periods.line_id is 'The contract line.';
comment on column billing.billed_periods.period is 'The billed days, half-open.';
comment on column billing.billed_periods.invoice_id is 'The invoice they stand on.';
comment on constraint billed_periods_pkey on billing.billed_periods is
  'These days of the contract line are billed already.';

-- Who may touch it: members read; billing writes.
alter table billing.billed_periods enable row level security;
alter table billing.billed_periods force row level security;
drop policy if exists tenant_isolation on billing.billed_periods;
create policy tenant_isolation on billing.billed_periods as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.billed_periods;
create policy owner_all on billing.billed_periods to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
