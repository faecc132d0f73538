-- What was given back of a payment: only what no invoice has got.
create table if not exists payments.refunds (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  amount kernel.amount not null,
  reason text not null,
  refunded_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint refunds_payment_fkey
    foreign key (tenant_id, payment_id) references payments.payments (tenant_id, id),
  constraint refunds_amount_is_positive_check check (amount > 0),
  constraint refunds_reason_length_check check (length(btrim(reason)) between 1 and 1000)
);
create index if not exists refunds_payment_idx on payments.refunds (tenant_id, payment_id);
comment on table payments.refunds is 'Money given back to customers.';
comment on column payments.refunds.tenant_id is 'The tenant.';
comment on column payments.refunds.id is 'Identifies the refund.';
comment on column payments.refunds.payment_id is 'The payment of which it is a part.';
comment on column payments.refunds.amount is 'How much was given back.';
comment on column payments.refunds.reason is 'Why.';
comment on column payments.refunds.refunded_on is 'Day on which it was given back.';
comment on column payments.refunds.created_at is 'When it was recorded.';
comment on constraint refunds_payment_fkey on payments.refunds is 'No payment has this id.';
comment on constraint refunds_amount_is_positive_check on payments.refunds is
  'A refund is above zero.';
comment on constraint refunds_reason_length_check on payments.refunds is
  'A reason has 1 to 1000 characters.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table payments.refunds enable row level security;
alter table payments.refunds force row level security;
drop policy if exists tenant_isolation on payments.refunds;
create policy tenant_isolation on payments.refunds as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on payments.refunds;
create policy owner_all on payments.refunds to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on payments.refunds;
create policy select_member on payments.refunds for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on payments.refunds;
create policy select_analyst on payments.refunds for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on payments.refunds to tenor_viewer, tenor_analyst;

create or replace trigger _250_no_card_number before insert or update of reason
  on payments.refunds for each row
  when (kernel.holds_card_number(new.reason))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_append_only before update or delete or truncate
  on payments.refunds for each statement execute function kernel.tg__append_only();
select audit.watch('payments.refunds');
