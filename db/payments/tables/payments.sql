-- Money that came in. What of it no invoice has got yet is unapplied cash of the account.
create table if not exists payments.payments (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  legal_entity_id uuid not null default tenancy.default_legal_entity_id(),
  status text not null default 'received',
  currency text not null,
  amount kernel.amount not null,
  applied_amount kernel.amount not null,
  refunded_amount kernel.amount not null,
  -- Of a payment that is reversed nothing is left; times zero, it keeps its decimals.
  unapplied_amount kernel.amount not null generated always as
    ((amount - applied_amount - refunded_amount) * (status <> 'reversed')::int) stored,
  method text not null,
  reference text,
  received_on date not null,
  reversed_on date,
  reversal_reason text,
  notes text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint payments_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint payments_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint payments_status_check check (status in ('received', 'refunded', 'reversed')),
  constraint payments_currency_check check (kernel.is_currency(currency)),
  constraint payments_amount_is_positive_check check (amount > 0),
  constraint payments_amount_is_in_minor_units_check
    check (amount = kernel.round_amount(amount, currency)),
  constraint payments_nothing_spent_twice_check check (
    applied_amount >= 0 and refunded_amount >= 0 and applied_amount + refunded_amount <= amount),
  constraint payments_refunded_in_full_check
    check ((status = 'refunded') = (refunded_amount = amount)),
  constraint payments_reversed_in_full_check check (
    (status = 'reversed') = (reversed_on is not null)
    and (status = 'reversed') = (reversal_reason is not null)
    and (status = 'reversed') <= (applied_amount = 0 and refunded_amount = 0)),
  constraint payments_reversed_after_receipt_check check (reversed_on >= received_on),
  constraint payments_reversal_reason_length_check
    check (length(btrim(reversal_reason)) between 1 and 1000),
  constraint payments_method_check
    check (method in ('wire', 'check', 'ach', 'card', 'cash', 'other')),
  constraint payments_reference_length_check check (length(reference) between 1 and 500),
  constraint payments_notes_length_check check (length(notes) <= 10000),
  constraint payments_metadata_check check (
    jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 16384)
);
create index if not exists payments_account_idx
  on payments.payments (tenant_id, account_id, received_on);
-- What lowers the exposure of an account: few of many payments have something left.
create index if not exists payments_unapplied_idx
  on payments.payments (tenant_id, account_id) include (currency, unapplied_amount)
  where unapplied_amount <> 0;
create index if not exists payments_received_on_idx
  on payments.payments (tenant_id, received_on, id);
create index if not exists payments_status_idx on payments.payments (tenant_id, status, id);
create index if not exists payments_reference_idx on payments.payments (tenant_id, reference);
create index if not exists payments_legal_entity_idx
  on payments.payments (tenant_id, legal_entity_id);
comment on table payments.payments is 'Payments received from customers.';
comment on column payments.payments.tenant_id is 'The tenant.';
comment on column payments.payments.id is 'Identifies the payment.';
comment on column payments.payments.account_id is 'The account that paid.';
comment on column payments.payments.legal_entity_id is 'The legal entity that was paid.';
comment on column payments.payments.status is
  'received; refunded when all was given back; reversed when it bounced or never was.';
comment on column payments.payments.currency is 'ISO 4217.';
comment on column payments.payments.amount is 'What was received.';
comment on column payments.payments.applied_amount is 'What invoices have got of it.';
comment on column payments.payments.refunded_amount is 'What was given back of it.';
comment on column payments.payments.unapplied_amount is
  'What is left of it; nothing when it was reversed.';
comment on column payments.payments.method is 'wire, check, ach, card, cash or other.';
comment on column payments.payments.reference is
  'What the payer wrote; invoice numbers in it decide where the payment goes.';
comment on column payments.payments.received_on is 'Day on which it was received.';
comment on column payments.payments.reversed_on is 'Day on which it was taken back.';
comment on column payments.payments.reversal_reason is 'Why it was taken back.';
comment on column payments.payments.notes is 'Notes of the tenant.';
comment on column payments.payments.metadata is 'Data of other systems, an object.';
comment on column payments.payments.created_at is 'When it was recorded.';
comment on column payments.payments.updated_at is 'When it last changed.';
comment on constraint payments_legal_entity_fkey on payments.payments is
  'No legal entity has this id.';
comment on constraint payments_account_fkey on payments.payments is 'No account has this id.';
comment on constraint payments_currency_check on payments.payments is
  'The currency is no ISO 4217 code in use.';
comment on constraint payments_amount_is_positive_check on payments.payments is
  'A payment is above zero.';
comment on constraint payments_amount_is_in_minor_units_check on payments.payments is
  'The amount has more decimals than its currency.';
comment on constraint payments_nothing_spent_twice_check on payments.payments is
  'The payment has less left.';
comment on constraint payments_reversed_in_full_check on payments.payments is
  'A payment is reversed as a whole, and says when and why.';
comment on constraint payments_reversed_after_receipt_check on payments.payments is
  'A payment is not taken back before it was received.';
comment on constraint payments_reversal_reason_length_check on payments.payments is
  'A reason has 1 to 1,000 characters.';
comment on constraint payments_method_check on payments.payments is
  'A method is wire, check, ach, card, cash or other.';
comment on constraint payments_reference_length_check on payments.payments is
  'A reference has 1 to 500 characters.';
comment on constraint payments_notes_length_check on payments.payments is
  'Notes have at most 10000 characters.';
comment on constraint payments_metadata_check on payments.payments is
  'Metadata is a JSON object of at most 16 kB.';

-- Who may touch it: members and analysts read, cashiers describe; money moves by commands only.
alter table payments.payments enable row level security;
alter table payments.payments force row level security;
drop policy if exists tenant_isolation on payments.payments;
create policy tenant_isolation on payments.payments as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on payments.payments;
create policy owner_all on payments.payments to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on payments.payments;
create policy select_member on payments.payments for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on payments.payments;
create policy select_analyst on payments.payments for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_cashier on payments.payments;
create policy update_cashier on payments.payments for update to tenor_cashier
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on payments.payments to tenor_viewer, tenor_analyst;
grant update (reference, notes, metadata) on payments.payments to tenor_cashier;

create or replace trigger _100_touch before update on payments.payments
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of reference, notes,
  reversal_reason, metadata
  on payments.payments for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.reference, new.notes, new.reversal_reason,
    new.metadata::text)))
  execute function kernel.tg__refuse_card_number();
select audit.watch('payments.payments');
