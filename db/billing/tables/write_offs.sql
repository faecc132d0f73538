-- What was given up of invoices, day by day; below zero what a credit took back of it, and zero
-- where the state gave the tax of it back later, or a credit took of its parts. The rows of an
-- invoice add up to what is lost of it, column by column: what is neither unearned nor relieved is
-- bad debt.
create table if not exists billing.write_offs (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  invoice_id uuid not null,
  amount kernel.amount not null,
  unearned_amount kernel.amount not null,
  relief_amount kernel.amount not null,
  relieved_amount kernel.amount not null,
  relief_due_on date,
  reason text not null,
  written_off_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint write_offs_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint write_offs_parts_are_within_amount_check check (
    amount > 0 and unearned_amount >= 0 and relieved_amount between 0 and relief_amount
      and unearned_amount + relief_amount <= amount
    or amount = 0 and unearned_amount = 0 and relief_amount = 0 and relieved_amount > 0
    or amount <= 0 and unearned_amount <= 0 and relieved_amount between relief_amount and 0),
  constraint write_offs_relief_has_day_check
    check ((relief_amount > 0) = (relief_due_on is not null)),
  constraint write_offs_reason_length_check check (length(btrim(reason)) between 1 and 1000)
);
create index if not exists write_offs_invoice_idx on billing.write_offs (tenant_id, invoice_id);
-- Relief that the law gives later.
create index if not exists write_offs_relief_due_on_idx
  on billing.write_offs (tenant_id, relief_due_on)
  where relief_amount > relieved_amount and relief_due_on is not null;
comment on table billing.write_offs is 'What was written off of invoices.';
comment on column billing.write_offs.tenant_id is 'The tenant.';
comment on column billing.write_offs.id is 'Identifies the write-off.';
comment on column billing.write_offs.invoice_id is 'The invoice.';
comment on column billing.write_offs.amount is
  'How much was given up; below zero what a credit took back of that; zero where only its tax was '
  'got back, or a credit took what was unearned or tax of it.';
comment on column billing.write_offs.unearned_amount is
  'How much of it was billed for days that were not over: it was never earned, and is no bad debt.';
comment on column billing.write_offs.relief_amount is
  'How much of it is tax that the state gives back.';
comment on column billing.write_offs.relieved_amount is
  'How much of that is got back with this very row; the rest is bad debt until then.';
comment on column billing.write_offs.relief_due_on is
  'Day from which the state gives the tax back; null if it does not, or was not asked.';
comment on column billing.write_offs.reason is 'Why.';
comment on column billing.write_offs.written_off_on is 'Day from which it counts.';
comment on column billing.write_offs.created_at is 'When it was written off.';
comment on constraint write_offs_invoice_fkey on billing.write_offs is
  E'@foreignFieldName writeOffs\nNo invoice has this id.';
comment on constraint write_offs_parts_are_within_amount_check on billing.write_offs is
  'The parts of a write-off are within its amount.';
comment on constraint write_offs_relief_has_day_check on billing.write_offs is
  'Tax that is given back has a day from which it is.';
comment on constraint write_offs_reason_length_check on billing.write_offs is
  'A reason has 1 to 1,000 characters.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table billing.write_offs enable row level security;
alter table billing.write_offs force row level security;
drop policy if exists tenant_isolation on billing.write_offs;
create policy tenant_isolation on billing.write_offs as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.write_offs;
create policy owner_all on billing.write_offs to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.write_offs;
create policy select_member on billing.write_offs for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.write_offs;
create policy select_analyst on billing.write_offs for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.write_offs to tenor_viewer, tenor_analyst;

create or replace trigger _250_no_card_number before insert or update of reason
  on billing.write_offs for each row
  when (kernel.holds_card_number(new.reason))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_append_only before update or delete or truncate
  on billing.write_offs for each statement execute function kernel.tg__append_only();
select audit.watch('billing.write_offs');
