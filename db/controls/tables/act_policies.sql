-- What a tenant asks of an act. For whoever set it last the strictest holds: nobody excuses
-- himself.
create table if not exists controls.act_policies (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  act text not null,
  mode text not null default 'second_person',
  amount_over numeric,
  changed_by text,
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint act_policies_act_key unique (tenant_id, act),
  constraint act_policies_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint act_policies_act_check check (act ~ '^[a-z_]+$'),
  constraint act_policies_mode_check check (mode in ('second_person', 'log', 'off')),
  constraint act_policies_amount_over_check check (amount_over >= 0 and amount_over < 1e15)
);
comment on table controls.act_policies is
  E'@behavior -insert -delete\nWhat a tenant asks of an act: one row for each that has a policy.';
comment on column controls.act_policies.tenant_id is 'The tenant.';
comment on column controls.act_policies.id is 'Identifies the policy.';
comment on column controls.act_policies.act is 'The act, such as refund.';
comment on column controls.act_policies.mode is
  'second_person: refused to whom it does not go with what he did before, while there is somebody '
  'with less part in it; log: done, and listed; off: neither.';
comment on column controls.act_policies.amount_over is
  'Over how much, in the tenant''s currency, a second person is asked for whatever was done '
  'before: 0 is always, null never. Another currency is always over.';
comment on column controls.act_policies.changed_by is
  'Who set it last: for him it is second_person, over 0.';
comment on column controls.act_policies.updated_at is 'When it last changed.';
comment on constraint act_policies_act_key on controls.act_policies is 'The act has a policy.';
comment on constraint act_policies_act_check on controls.act_policies is 'An act is a word.';
comment on constraint act_policies_mode_check on controls.act_policies is
  'A mode is second_person, log or off.';
comment on constraint act_policies_amount_over_check on controls.act_policies is
  'An amount is not negative and below 1,000,000,000,000,000.';

-- Who may touch it: auditors read, admins change. No insert or delete: acts are the house's.
alter table controls.act_policies enable row level security;
alter table controls.act_policies force row level security;
drop policy if exists tenant_isolation on controls.act_policies;
create policy tenant_isolation on controls.act_policies as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on controls.act_policies;
create policy owner_all on controls.act_policies to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_auditor on controls.act_policies;
create policy select_auditor on controls.act_policies for select to tenor_auditor
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on controls.act_policies;
create policy update_admin on controls.act_policies for update to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on controls.act_policies to tenor_auditor;
grant update (mode, amount_over) on controls.act_policies to tenor_admin;

create or replace trigger _100_touch before update on controls.act_policies
  for each row execute function tenancy.tg__touch();
create or replace trigger _110_note_author before update on controls.act_policies
  for each row execute function controls.tg_act_policies__note_author();
select audit.watch('controls.act_policies');
