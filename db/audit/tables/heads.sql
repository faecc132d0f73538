-- Where each chain ends. Seals cut off its end, all of them included, are missed here already; what
-- is cut here too shows against the head that is kept outside.
create table if not exists audit.heads (
  tenant_id uuid not null primary key,
  seal bigint not null,
  hash bytea not null
);
comment on table audit.heads is 'The newest seal of each tenant''s audit log.';
comment on column audit.heads.tenant_id is 'The tenant.';
comment on column audit.heads.seal is 'Place of the newest seal in the chain.';
comment on column audit.heads.hash is 'Its hash.';

-- Who may touch it: our own functions.
alter table audit.heads enable row level security;
alter table audit.heads force row level security;
drop policy if exists tenant_isolation on audit.heads;
create policy tenant_isolation on audit.heads as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on audit.heads;
create policy owner_all on audit.heads to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
