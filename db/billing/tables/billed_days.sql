-- All days of a line, or of one part of it, that billed periods hold, as one row: what claims a day
-- writes that row, so that of two who would claim the same day one waits, and is refused. A
-- temporal key of the periods would say the same, for a tenth of the price of an invoice. Kept by
-- the triggers of billed_periods alone; days need no line to be there.
create table if not exists billing.billed_days (
  tenant_id uuid not null,
  line_id uuid not null,
  part smallint not null,
  days datemultirange not null,
  constraint billed_days_pkey primary key (tenant_id, line_id, part)
);
comment on table billing.billed_days is 'The days of contract lines that billed periods hold.';
comment on column billing.billed_days.tenant_id is 'The tenant.';
comment on column billing.billed_days.line_id is 'The contract line.';
comment on column billing.billed_days.part is
  'Which of the shares it is, from 1; 0 is the whole.';
comment on column billing.billed_days.days is 'The days, none of them twice.';
comment on constraint billed_days_pkey on billing.billed_days is
  'These days of the contract line are billed already.';

-- Who may touch it: our own functions alone.
alter table billing.billed_days enable row level security;
alter table billing.billed_days force row level security;
drop policy if exists tenant_isolation on billing.billed_days;
create policy tenant_isolation on billing.billed_days as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.billed_days;
create policy owner_all on billing.billed_days to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
