-- Schedules of a tenant's own, by name: every four months, the calendar quarter from the 15th. A
-- contract copies what it needs, so that changing a cycle changes nothing that is signed.
create table if not exists sales.billing_cycles (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  name text not null,
  interval_months int not null,
  alignment text not null default 'anniversary',
  in_advance boolean not null default true,
  bill_day int,
  description text,
  active boolean not null default true,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint billing_cycles_name_key unique (tenant_id, name),
  constraint billing_cycles_name_length_check check (length(btrim(name)) between 1 and 100),
  constraint billing_cycles_interval_months_check check (interval_months between 1 and 36),
  constraint billing_cycles_alignment_check check (alignment in ('anniversary', 'calendar')),
  constraint billing_cycles_bill_day_check check (bill_day between 1 and 31),
  constraint billing_cycles_description_length_check check (length(description) <= 1000)
);
create index if not exists billing_cycles_active_idx
  on sales.billing_cycles (tenant_id, active, name);
comment on table sales.billing_cycles is 'Billing schedules that the tenant has named.';
comment on column sales.billing_cycles.tenant_id is 'The tenant.';
comment on column sales.billing_cycles.id is 'Identifies the cycle.';
comment on column sales.billing_cycles.name is 'What people call it, unique.';
comment on column sales.billing_cycles.interval_months is 'Months in a period, 1 to 36.';
comment on column sales.billing_cycles.alignment is
  'anniversary: periods count from the contract''s start; calendar: from January on, the same for '
  'all contracts.';
comment on column sales.billing_cycles.in_advance is
  'Billed on the first day of a period; else on the day after its last.';
comment on column sales.billing_cycles.bill_day is
  'Day of the month on which periods start; null is the start''s own, or the first by calendar.';
comment on column sales.billing_cycles.description is 'For colleagues.';
comment on column sales.billing_cycles.active is 'Whether new contracts can take it.';
comment on column sales.billing_cycles.created_at is 'When it was created.';
comment on column sales.billing_cycles.updated_at is 'When it last changed.';
comment on constraint billing_cycles_name_key on sales.billing_cycles is
  'A billing cycle with this name exists.';
comment on constraint billing_cycles_name_length_check on sales.billing_cycles is
  'A name has 1 to 100 characters.';
comment on constraint billing_cycles_interval_months_check on sales.billing_cycles is
  'A period has 1 to 36 months.';
comment on constraint billing_cycles_alignment_check on sales.billing_cycles is
  'An alignment is anniversary or calendar.';
comment on constraint billing_cycles_bill_day_check on sales.billing_cycles is
  'A billing day lies between 1 and 31.';
comment on constraint billing_cycles_description_length_check on sales.billing_cycles is
  'A description has at most 1,000 characters.';

-- Who may touch it: members read, sales and finance name schedules and change them. None is deleted
-- but by the command, which keeps those that contracts name.
alter table sales.billing_cycles enable row level security;
alter table sales.billing_cycles force row level security;
drop policy if exists tenant_isolation on sales.billing_cycles;
create policy tenant_isolation on sales.billing_cycles as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.billing_cycles;
create policy owner_all on sales.billing_cycles to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.billing_cycles;
create policy select_member on sales.billing_cycles for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists insert_sales on sales.billing_cycles;
create policy insert_sales on sales.billing_cycles for insert to tenor_sales, tenor_finance
  with check (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on sales.billing_cycles;
create policy update_sales on sales.billing_cycles for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.billing_cycles to tenor_viewer;
grant insert (name, interval_months, alignment, in_advance, bill_day, description),
  update (name, interval_months, alignment, in_advance, bill_day, description, active)
  on sales.billing_cycles to tenor_sales, tenor_finance;

create or replace trigger _100_touch before update on sales.billing_cycles
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of name, description
  on sales.billing_cycles for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.name, new.description)))
  execute function kernel.tg__refuse_card_number();
select audit.watch('sales.billing_cycles');
