-- People inside a tenant, known by the subject of their tokens.
create table if not exists tenancy.members (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  subject text not null,
  name text,
  email text,
  role text not null,
  status text not null default 'active',
  granted_by text,
  confirmed_by text,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint members_subject_key unique (tenant_id, subject),
  constraint members_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint members_subject_length_check check (length(subject) between 1 and 255),
  constraint members_name_length_check check (length(name) between 1 and 200),
  constraint members_email_check check (kernel.is_email_address(email)),
  constraint members_role_check
    check (role in (
      'viewer', 'sales', 'finance', 'cashier', 'tax', 'approver', 'auditor', 'admin')),
  constraint members_status_check check (status in ('active', 'removed'))
);
comment on table tenancy.members is 'People of a tenant and the role they have.';
comment on column tenancy.members.tenant_id is 'The tenant.';
comment on column tenancy.members.id is 'Identifies the member.';
comment on column tenancy.members.subject is 'The sub claim of the member''s tokens.';
comment on column tenancy.members.name is 'Name of the person.';
comment on column tenancy.members.email is 'Where the person is reached.';
comment on column tenancy.members.role is
  'viewer, sales, finance, cashier, tax, approver, auditor or admin.';
comment on column tenancy.members.status is 'active or removed.';
comment on column tenancy.members.granted_by is 'Who gave the role; null for the operator.';
comment on column tenancy.members.confirmed_by is
  'Which admin gave the same role again who is none of those that hang together by roles not '
  'confirmed. Until one did, they may be one person.';
comment on column tenancy.members.created_at is 'When the member was added.';
comment on column tenancy.members.updated_at is 'When the member last changed.';
comment on constraint members_subject_key on tenancy.members is
  'A member with this subject exists.';
comment on constraint members_subject_length_check on tenancy.members is
  'A subject has 1 to 255 characters.';
comment on constraint members_name_length_check on tenancy.members is
  'A name has 1 to 200 characters.';
comment on constraint members_email_check on tenancy.members is
  'This is no e-mail address, such as ann@example.com.';
comment on constraint members_role_check on tenancy.members is
  'A role is viewer, sales, finance, cashier, tax, approver, auditor or admin.';
comment on constraint members_status_check on tenancy.members is
  'A member is active or removed.';

-- Who may touch it: members read, admins add and change.
alter table tenancy.members enable row level security;
alter table tenancy.members force row level security;
drop policy if exists tenant_isolation on tenancy.members;
create policy tenant_isolation on tenancy.members as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tenancy.members;
create policy owner_all on tenancy.members to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tenancy.members;
create policy select_member on tenancy.members for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists insert_admin on tenancy.members;
create policy insert_admin on tenancy.members for insert to tenor_admin
  with check (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on tenancy.members;
create policy update_admin on tenancy.members for update to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tenancy.members to tenor_viewer;
grant insert (subject, name, email, role), update (name, email, role, status)
  on tenancy.members to tenor_admin;

create or replace trigger _100_touch before update on tenancy.members
  for each row execute function tenancy.tg__touch();
create or replace trigger _110_keep_apart before insert or update of role, status, email
  on tenancy.members for each row execute function tenancy.tg_members__keep_apart();
create or replace trigger _120_confirm before update of role on tenancy.members
  for each row when (new.role = old.role) execute function tenancy.tg_members__confirm();
create or replace trigger _250_no_card_number before insert or update of name, subject
  on tenancy.members for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.name, new.subject)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _500_end_access after update of status on tenancy.members
  for each row when (new.status = 'removed' and old.status <> 'removed')
  execute function tenancy.tg_members__end_access();
