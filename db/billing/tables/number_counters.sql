-- The last number given in each period of a series. Its row is locked by who takes numbers until
-- that transaction ends: hence no gaps and no duplicates.
create table if not exists billing.number_counters (
  tenant_id uuid not null,
  series_id uuid not null,
  starts_on date not null,
  last_number bigint not null,
  last_day date not null,
  primary key (tenant_id, series_id, starts_on),
  constraint number_counters_series_fkey foreign key (tenant_id, series_id)
    references billing.number_series (tenant_id, id),
  constraint number_counters_last_number_check check (last_number > 0)
);
comment on table billing.number_counters is 'Counters of invoice and credit note numbers.';
comment on column billing.number_counters.tenant_id is 'The tenant.';
comment on column billing.number_counters.series_id is 'The series.';
comment on column billing.number_counters.starts_on is
  'First day of the period counted; of the series, where it never restarts.';
comment on column billing.number_counters.last_number is 'The last number given.';
comment on column billing.number_counters.last_day is 'The last day for which one was given.';

-- Who may touch it: our own functions. Members read the sequences, which documents tell.
alter table billing.number_counters enable row level security;
alter table billing.number_counters force row level security;
drop policy if exists tenant_isolation on billing.number_counters;
create policy tenant_isolation on billing.number_counters as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.number_counters;
create policy owner_all on billing.number_counters to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
