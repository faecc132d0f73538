-- A signed promise: who, from when to when, how often it is billed, on which terms.
create table if not exists sales.contracts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_number text not null,
  account_id uuid not null,
  legal_entity_id uuid not null default tenancy.default_legal_entity_id(),
  status text not null default 'active',
  start_date date not null,
  end_date date not null,
  contract_value kernel.amount not null,
  currency text not null,
  billing_frequency text not null default 'annual',
  billing_cycle_id uuid,
  billing_months int not null default 12,
  billing_in_advance boolean not null default true,
  billing_alignment text not null default 'anniversary',
  billing_day int,
  billing_anchor date not null,
  payment_terms text,
  payment_terms_days int,
  auto_renew boolean not null default true,
  renewal_notice_days int not null default 90,
  renewal_uplift_percent kernel.percentage not null default 0,
  predecessor_contract_id uuid,
  coterm_with_contract_id uuid,
  cancelled_on date,
  cancel_reason text,
  purchase_order_number text,
  notes text,
  metadata jsonb not null default '{}',
  activated_at timestamptz,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint contracts_number_key unique (tenant_id, contract_number),
  constraint contracts_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint contracts_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  -- Unique as well: a contract is renewed once, also by two at the same time.
  constraint contracts_predecessor_key unique (tenant_id, predecessor_contract_id),
  constraint contracts_predecessor_fkey
    foreign key (tenant_id, predecessor_contract_id) references sales.contracts (tenant_id, id),
  constraint contracts_coterm_with_fkey
    foreign key (tenant_id, coterm_with_contract_id) references sales.contracts (tenant_id, id),
  constraint contracts_billing_cycle_fkey
    foreign key (tenant_id, billing_cycle_id) references sales.billing_cycles (tenant_id, id),
  constraint contracts_number_length_check
    check (length(btrim(contract_number)) between 1 and 100),
  constraint contracts_status_check check (status in ('draft', 'active', 'expired', 'cancelled')),
  constraint contracts_end_after_start_check check (end_date >= start_date),
  constraint contracts_at_most_30_years_check check (end_date < start_date + 10958),
  constraint contracts_value_not_negative_check check (contract_value >= 0),
  constraint contracts_currency_check check (kernel.is_currency(currency)),
  constraint contracts_billing_frequency_check
    check (billing_frequency in ('monthly', 'quarterly', 'semi_annual', 'annual', 'custom')),
  constraint contracts_custom_has_cycle_check
    check ((billing_frequency = 'custom') = (billing_cycle_id is not null)),
  constraint contracts_billing_months_check check (billing_months between 1 and 36
    and billing_months = coalesce(kernel.months_of(billing_frequency), billing_months)),
  constraint contracts_billing_alignment_check
    check (billing_alignment in ('anniversary', 'calendar')),
  constraint contracts_billing_day_check check (billing_day between 1 and 31),
  constraint contracts_anchor_before_start_check check (billing_anchor <= start_date),
  constraint contracts_payment_terms_check check (
    payment_terms in ('due_on_receipt', 'net_30', 'net_60', 'net_90', 'custom')),
  constraint contracts_payment_terms_days_check check (payment_terms_days between 0 and 365),
  constraint contracts_renewal_notice_days_check check (renewal_notice_days between 0 and 365),
  constraint contracts_cancelled_within_term_check
    check (cancelled_on between start_date and end_date + 1),
  constraint contracts_cancelled_has_reason_check
    check ((cancelled_on is null) = (cancel_reason is null)),
  constraint contracts_cancel_reason_length_check
    check (length(btrim(cancel_reason)) between 1 and 1000),
  constraint contracts_purchase_order_number_length_check
    check (length(purchase_order_number) between 1 and 100),
  constraint contracts_notes_length_check check (length(notes) <= 10000),
  constraint contracts_metadata_is_object_check
    check (jsonb_typeof(metadata) = 'object' and length(metadata::text) <= 20000)
);
create index if not exists contracts_account_idx on sales.contracts (tenant_id, account_id);
create index if not exists contracts_billing_cycle_idx
  on sales.contracts (tenant_id, billing_cycle_id);
create index if not exists contracts_coterm_with_idx
  on sales.contracts (tenant_id, coterm_with_contract_id);
create index if not exists contracts_status_idx on sales.contracts (tenant_id, status, id);
-- Renewal alerts and expiry look for the end.
create index if not exists contracts_end_date_idx on sales.contracts (tenant_id, end_date);
create index if not exists contracts_cancelled_on_idx on sales.contracts (tenant_id, cancelled_on)
  where cancelled_on is not null;
create index if not exists contracts_legal_entity_idx
  on sales.contracts (tenant_id, legal_entity_id);
comment on table sales.contracts is 'Signed contracts with their billing terms.';
comment on column sales.contracts.tenant_id is 'The tenant.';
comment on column sales.contracts.id is 'Identifies the contract.';
comment on column sales.contracts.contract_number is 'The number people use, unique in the tenant.';
comment on column sales.contracts.account_id is 'The account that signed.';
comment on column sales.contracts.legal_entity_id is 'The legal entity that sells and bills.';
comment on column sales.contracts.status is 'draft, active, expired or cancelled.';
comment on column sales.contracts.start_date is 'First day of the term.';
comment on column sales.contracts.end_date is 'Last day of the term, inclusive.';
comment on column sales.contracts.contract_value is 'Total contract value as signed.';
comment on column sales.contracts.currency is 'ISO 4217.';
comment on column sales.contracts.billing_frequency is
  'monthly, quarterly, semi_annual, annual or custom: how often it is billed.';
comment on column sales.contracts.billing_cycle_id is
  'The named schedule that it was billed by when it was signed, if the frequency is custom.';
comment on column sales.contracts.billing_months is 'Months in a billing period.';
comment on column sales.contracts.billing_in_advance is
  'Billed on the first day of a period; else on the day after its last.';
comment on column sales.contracts.billing_alignment is
  'anniversary: periods count from the start; calendar: from the first of month, quarter or year.';
comment on column sales.contracts.billing_day is
  'Day of the month on which periods start; null is the start''s own, or the first by calendar.';
comment on column sales.contracts.billing_anchor is 'The day from which all periods are counted.';
comment on column sales.contracts.payment_terms is
  'due_on_receipt, net_30, net_60, net_90 or custom; the account''s if null.';
comment on column sales.contracts.payment_terms_days is 'Days from issue to due date.';
comment on column sales.contracts.auto_renew is 'Whether it renews by itself at its end.';
comment on column sales.contracts.renewal_notice_days is 'Days of notice before the end.';
comment on column sales.contracts.renewal_uplift_percent is
  'By how many percent prices rise when it renews.';
comment on column sales.contracts.predecessor_contract_id is 'The contract that this one renews.';
comment on column sales.contracts.coterm_with_contract_id is
  'The contract with which, and with whose renewals, this one ends.';
comment on column sales.contracts.cancelled_on is
  'From this day on it holds no more; the day after its end when notice was given.';
comment on column sales.contracts.cancel_reason is 'Why it was cancelled.';
comment on column sales.contracts.purchase_order_number is
  'The customer''s order, on each invoice.';
comment on column sales.contracts.notes is 'Notes for colleagues.';
comment on column sales.contracts.metadata is 'Your own fields.';
comment on column sales.contracts.activated_at is 'When it became active.';
comment on column sales.contracts.created_at is 'When it was entered.';
comment on column sales.contracts.updated_at is 'When it last changed.';
comment on constraint contracts_predecessor_key on sales.contracts is
  'The contract is renewed already.';
comment on constraint contracts_predecessor_fkey on sales.contracts is
  E'@foreignFieldName renewals\nNo contract has this id.';
comment on constraint contracts_coterm_with_fkey on sales.contracts is
  E'@foreignFieldName cotermContracts\nNo contract has this id.';
comment on constraint contracts_billing_cycle_fkey on sales.contracts is
  'No billing cycle has this id.';
comment on constraint contracts_cancelled_within_term_check on sales.contracts is
  'A contract is cancelled within its term.';
comment on constraint contracts_cancelled_has_reason_check on sales.contracts is
  'A cancellation has a reason.';
comment on constraint contracts_cancel_reason_length_check on sales.contracts is
  'A reason has 1 to 1,000 characters.';
comment on constraint contracts_purchase_order_number_length_check on sales.contracts is
  'A purchase order number has 1 to 100 characters.';
comment on constraint contracts_notes_length_check on sales.contracts is
  'Notes have at most 10,000 characters.';
comment on constraint contracts_number_key on sales.contracts is
  'A contract with this number exists.';
comment on constraint contracts_account_fkey on sales.contracts is 'No account has this id.';
comment on constraint contracts_legal_entity_fkey on sales.contracts is
  'No legal entity has this id.';
comment on constraint contracts_end_after_start_check on sales.contracts is
  'The end date lies before the start date.';
comment on constraint contracts_at_most_30_years_check on sales.contracts is
  'A contract runs for 30 years at most.';
comment on constraint contracts_value_not_negative_check on sales.contracts is
  'A contract value is not negative.';
comment on constraint contracts_currency_check on sales.contracts is
  'The currency is no ISO 4217 code in use.';
comment on constraint contracts_billing_frequency_check on sales.contracts is
  'A billing frequency is monthly, quarterly, semi_annual, annual or custom.';
comment on constraint contracts_custom_has_cycle_check on sales.contracts is
  'A custom frequency names its billing cycle, and no other does.';
comment on constraint contracts_billing_months_check on sales.contracts is
  'A billing period has 1 to 36 months, as many as its frequency says.';
comment on constraint contracts_billing_day_check on sales.contracts is
  'A billing day lies between 1 and 31.';
comment on constraint contracts_billing_alignment_check on sales.contracts is
  'A billing alignment is anniversary or calendar.';
comment on constraint contracts_payment_terms_check on sales.contracts is
  'Payment terms are due_on_receipt, net_30, net_60, net_90 or custom.';
comment on constraint contracts_payment_terms_days_check on sales.contracts is
  'Payment terms are 0 to 365 days.';
comment on constraint contracts_renewal_notice_days_check on sales.contracts is
  'Renewal notice is 0 to 365 days.';
comment on constraint contracts_number_length_check on sales.contracts is
  'A contract number has 1 to 100 characters.';
comment on constraint contracts_metadata_is_object_check on sales.contracts is
  'Metadata is a JSON object of at most 20,000 characters.';

-- Who may touch it: members read; sales changes what does not move money; the rest by commands.
alter table sales.contracts enable row level security;
alter table sales.contracts force row level security;
drop policy if exists tenant_isolation on sales.contracts;
create policy tenant_isolation on sales.contracts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.contracts;
create policy owner_all on sales.contracts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.contracts;
create policy select_member on sales.contracts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on sales.contracts;
create policy select_analyst on sales.contracts for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on sales.contracts;
create policy update_sales on sales.contracts for update to tenor_sales
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.contracts to tenor_viewer, tenor_analyst;
grant update (auto_renew, renewal_notice_days, renewal_uplift_percent, purchase_order_number, notes,
  metadata) on sales.contracts to tenor_sales;
-- No grant on dates, value and billing terms: what was signed changes by amendment.

create or replace trigger _100_touch before update on sales.contracts
  for each row execute function tenancy.tg__touch();
create or replace trigger _200_currency_in_use before insert or update of currency
  on sales.contracts for each row when (kernel.withdrawn_on(new.currency) is not null)
  execute function tenancy.tg__currency_in_use();
create or replace trigger _250_no_card_number before insert or update of contract_number,
  purchase_order_number, notes, cancel_reason, metadata
  on sales.contracts for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.contract_number, new.purchase_order_number,
    new.notes, new.cancel_reason, new.metadata::text)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_keep_notice
  before update of auto_renew, renewal_notice_days on sales.contracts
  for each row
  when (old.auto_renew and new.cancelled_on is null
    and (not new.auto_renew or new.renewal_notice_days < old.renewal_notice_days))
  execute function sales.tg_contracts__keep_notice();
create or replace trigger _300_never_deleted before delete or truncate on sales.contracts
  for each statement execute function kernel.tg__never_deleted();
select audit.watch('sales.contracts');
