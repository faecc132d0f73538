-- What was paid out of the balances of accounts: money that the customer has a claim to, though no
-- invoice was found for it.
create table if not exists billing.balance_refunds (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  legal_entity_id uuid not null,
  currency text not null,
  amount kernel.amount not null,
  reason text not null,
  reference text,
  refunded_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint balance_refunds_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint balance_refunds_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint balance_refunds_currency_check check (kernel.is_currency(currency)),
  constraint balance_refunds_amount_is_positive_check check (amount > 0),
  constraint balance_refunds_reason_length_check check (length(btrim(reason)) between 1 and 1000),
  constraint balance_refunds_reference_length_check check (length(reference) between 1 and 500)
);
create index if not exists balance_refunds_account_idx
  on billing.balance_refunds (tenant_id, account_id, refunded_on);
create index if not exists balance_refunds_legal_entity_idx
  on billing.balance_refunds (tenant_id, legal_entity_id);
create index if not exists balance_refunds_refunded_on_idx
  on billing.balance_refunds (tenant_id, refunded_on, id);
comment on table billing.balance_refunds is 'What was paid out of the balances of accounts.';
comment on column billing.balance_refunds.tenant_id is 'The tenant.';
comment on column billing.balance_refunds.id is 'Identifies the refund.';
comment on column billing.balance_refunds.account_id is 'Whose balance.';
comment on column billing.balance_refunds.legal_entity_id is 'Who paid.';
comment on column billing.balance_refunds.currency is 'ISO 4217.';
comment on column billing.balance_refunds.amount is 'How much was paid out.';
comment on column billing.balance_refunds.reason is 'Why.';
comment on column billing.balance_refunds.reference is 'Reference of the payment to the customer.';
comment on column billing.balance_refunds.refunded_on is 'Day on which it was paid out.';
comment on column billing.balance_refunds.created_at is 'When it was recorded.';
comment on constraint balance_refunds_account_fkey on billing.balance_refunds is
  E'@foreignFieldName balanceRefunds\nNo account has this id.';
comment on constraint balance_refunds_legal_entity_fkey on billing.balance_refunds is
  'No legal entity has this id.';
comment on constraint balance_refunds_currency_check on billing.balance_refunds is
  'The currency is no ISO 4217 code in use.';
comment on constraint balance_refunds_amount_is_positive_check on billing.balance_refunds is
  'A refund is above zero.';
comment on constraint balance_refunds_reason_length_check on billing.balance_refunds is
  'A reason has 1 to 1,000 characters.';
comment on constraint balance_refunds_reference_length_check on billing.balance_refunds is
  'A reference has 1 to 500 characters.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table billing.balance_refunds enable row level security;
alter table billing.balance_refunds force row level security;
drop policy if exists tenant_isolation on billing.balance_refunds;
create policy tenant_isolation on billing.balance_refunds as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.balance_refunds;
create policy owner_all on billing.balance_refunds to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.balance_refunds;
create policy select_member on billing.balance_refunds for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.balance_refunds;
create policy select_analyst on billing.balance_refunds for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.balance_refunds to tenor_viewer, tenor_analyst;

create or replace trigger _250_no_card_number before insert or update of reason, reference
  on billing.balance_refunds for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.reason, new.reference)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_append_only before update or delete or truncate
  on billing.balance_refunds for each statement execute function kernel.tg__append_only();
select audit.watch('billing.balance_refunds');
