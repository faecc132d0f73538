-- An endpoint that fails, from its first failure until something arrives again. Apart from the
-- endpoints, so that its counting is no change of theirs.
create table if not exists webhooks.outages (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  endpoint_id uuid not null,
  failures int not null default 1,
  began_at timestamptz not null default now(),
  resume_at timestamptz,
  primary key (tenant_id, endpoint_id),
  constraint outages_endpoint_fkey foreign key (tenant_id, endpoint_id)
    references webhooks.endpoints (tenant_id, id) on delete cascade
);
comment on table webhooks.outages is 'Endpoints at which nothing arrives now.';
comment on column webhooks.outages.tenant_id is 'The tenant.';
comment on column webhooks.outages.endpoint_id is 'The endpoint.';
comment on column webhooks.outages.failures is 'Failed attempts since something last arrived.';
comment on column webhooks.outages.began_at is 'When the first of them failed, real time.';
comment on column webhooks.outages.resume_at is
  'Nothing is sent before; null while the failures are few, real time.';
comment on constraint outages_endpoint_fkey on webhooks.outages is 'No webhook has this id.';

-- Who may touch it: members read; the worker counts.
alter table webhooks.outages enable row level security;
alter table webhooks.outages force row level security;
drop policy if exists tenant_isolation on webhooks.outages;
create policy tenant_isolation on webhooks.outages as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.outages;
create policy owner_all on webhooks.outages to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on webhooks.outages;
create policy select_member on webhooks.outages for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on webhooks.outages to tenor_viewer;
