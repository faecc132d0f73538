-- Which day's work was begun last, of each live tenant: by its own day, and by those of accounts in
-- other time zones. A day that was missed is not made up for: duties do all that is due by now.
create table if not exists tenancy.begun_days (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  time_zone text not null,
  day date not null,
  primary key (tenant_id, time_zone),
  constraint begun_days_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id)
);
comment on table tenancy.begun_days is 'The last day whose work was begun, by time zone.';
comment on column tenancy.begun_days.tenant_id is 'The tenant.';
comment on column tenancy.begun_days.time_zone is 'IANA time zone of the tenant, or of accounts.';
comment on column tenancy.begun_days.day is 'The day there.';

-- Who may touch it: our own functions, for the scheduler between tenants too.
alter table tenancy.begun_days enable row level security;
alter table tenancy.begun_days force row level security;
drop policy if exists owner_all on tenancy.begun_days;
create policy owner_all on tenancy.begun_days to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_for_operator on tenancy.begun_days;
create policy owner_for_operator on tenancy.begun_days to tenor_owner
  using ((select tenancy.is_operator()));
