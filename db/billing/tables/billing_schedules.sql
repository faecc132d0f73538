-- When a contract is to be billed next: one small row a contract, so that what is due comes off an
-- index and is locked by whoever bills it.
create table if not exists billing.billing_schedules (
  tenant_id uuid not null,
  contract_id uuid not null,
  next_bill_on date,
  accrued_until date,
  primary key (tenant_id, contract_id),
  constraint billing_schedules_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id)
);
create index if not exists billing_schedules_next_bill_on_idx
  on billing.billing_schedules (tenant_id, next_bill_on, contract_id);
comment on table billing.billing_schedules is 'When each active contract is to be billed next.';
comment on column billing.billing_schedules.tenant_id is 'The tenant.';
comment on column billing.billing_schedules.contract_id is 'The contract.';
comment on column billing.billing_schedules.next_bill_on is 'The day; null when all is billed.';
comment on column billing.billing_schedules.accrued_until is
  'The last end of a month until which it was asked what was delivered and not billed, if ever.';

-- Who may touch it: our own functions.
alter table billing.billing_schedules enable row level security;
alter table billing.billing_schedules force row level security;
drop policy if exists tenant_isolation on billing.billing_schedules;
create policy tenant_isolation on billing.billing_schedules as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.billing_schedules;
create policy owner_all on billing.billing_schedules to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
