-- That a contract nears its end was said so many days before, once.
create table if not exists sales.renewal_alerts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  days_before int not null,
  renews_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint renewal_alerts_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint renewal_alerts_once_key unique (tenant_id, contract_id, days_before),
  constraint renewal_alerts_days_before_check check (days_before between 0 and 365)
);
comment on table sales.renewal_alerts is 'Alerts given before a contract''s end.';
comment on column sales.renewal_alerts.tenant_id is 'The tenant.';
comment on column sales.renewal_alerts.id is 'Identifies the alert.';
comment on column sales.renewal_alerts.contract_id is 'The contract that nears its end.';
comment on column sales.renewal_alerts.days_before is
  'How many days before: 90, 60, 30, own notice.';
comment on column sales.renewal_alerts.renews_on is 'The day after the last day of the term.';
comment on column sales.renewal_alerts.created_at is 'When the alert was given.';

-- Who may touch it: members read; the daily work writes.
alter table sales.renewal_alerts enable row level security;
alter table sales.renewal_alerts force row level security;
drop policy if exists tenant_isolation on sales.renewal_alerts;
create policy tenant_isolation on sales.renewal_alerts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.renewal_alerts;
create policy owner_all on sales.renewal_alerts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.renewal_alerts;
create policy select_member on sales.renewal_alerts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.renewal_alerts to tenor_viewer;
select audit.watch('sales.renewal_alerts');
