-- An analyst's login and the one tenant it reads. The wall for logins that can set any variable:
-- current_tenant_id() believes this table, not the session.
create table if not exists tenancy.analysts (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  login_name name not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint analysts_login_name_key unique (tenant_id, login_name)
);
comment on table tenancy.analysts is 'Database logins of analysts, each bound to one tenant.';
comment on column tenancy.analysts.tenant_id is 'The tenant whose rows the login sees.';
comment on column tenancy.analysts.id is 'Identifies the binding.';
comment on column tenancy.analysts.login_name is 'Name of the database role.';
comment on column tenancy.analysts.created_at is 'When it was bound.';
comment on constraint analysts_login_name_key on tenancy.analysts is
  'The login is bound to this tenant.';

-- Who may touch it: no tenant_isolation, since current_tenant_id() itself reads here; a login
-- finds its own row, the operator binds and unbinds.
alter table tenancy.analysts enable row level security;
alter table tenancy.analysts force row level security;
drop policy if exists owner_own_login on tenancy.analysts;
create policy owner_own_login on tenancy.analysts for select to tenor_owner
  using (login_name = session_user);
drop policy if exists owner_for_operator on tenancy.analysts;
create policy owner_for_operator on tenancy.analysts to tenor_owner
  using ((select tenancy.is_operator()));
