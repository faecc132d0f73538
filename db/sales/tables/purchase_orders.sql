-- The customer's consent to be billed up to an amount. Invoices that name it draw it down; what is
-- left cannot fall below zero by the shape of the table.
create table if not exists sales.purchase_orders (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  contract_id uuid,
  po_number text not null,
  status text not null default 'draft',
  currency text not null,
  po_amount kernel.amount not null,
  amount_invoiced kernel.amount not null default 0,
  amount_remaining kernel.amount not null generated always as (po_amount - amount_invoiced) stored,
  valid_from date not null,
  valid_until date not null,
  approval_required boolean not null default false,
  authors text[] not null default '{}',
  submitted_at timestamptz,
  submitted_by text,
  decided_at timestamptz,
  decided_by text,
  decision_reason text,
  end_announced_at timestamptz,
  notes text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  -- Two customers may give the same number; one does not give it twice.
  constraint purchase_orders_number_key unique (tenant_id, account_id, po_number),
  constraint purchase_orders_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint purchase_orders_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint purchase_orders_number_length_check
    check (length(btrim(po_number)) > 0 and length(po_number) <= 100),
  constraint purchase_orders_status_check
    check (status in ('draft', 'pending', 'approved', 'rejected', 'expired')),
  constraint purchase_orders_currency_check check (kernel.is_currency(currency)),
  constraint purchase_orders_amount_is_positive_check check (po_amount > 0),
  constraint purchase_orders_never_overdrawn_check
    check (amount_invoiced >= 0 and amount_invoiced <= po_amount),
  constraint purchase_orders_end_after_start_check check (valid_until >= valid_from),
  constraint purchase_orders_submitted_has_time_check
    check ((status = 'draft') = (submitted_at is null)),
  constraint purchase_orders_decided_has_time_check check (
    (status in ('approved', 'rejected')) <= (decided_at is not null)
    and (status in ('draft', 'pending')) <= (decided_at is null)),
  constraint purchase_orders_decision_reason_check
    check (length(btrim(decision_reason)) between 1 and 1000),
  constraint purchase_orders_notes_length_check check (length(notes) <= 10000),
  constraint purchase_orders_metadata_is_object_check
    check (jsonb_typeof(metadata) = 'object' and length(metadata::text) <= 20000)
);
create index if not exists purchase_orders_contract_idx
  on sales.purchase_orders (tenant_id, contract_id);
create index if not exists purchase_orders_number_idx
  on sales.purchase_orders (tenant_id, po_number);
-- Lists by status, and the daily look for those that end.
create index if not exists purchase_orders_status_idx
  on sales.purchase_orders (tenant_id, status, valid_until);
comment on table sales.purchase_orders is 'Customers'' purchase orders, drawn down by invoices.';
comment on column sales.purchase_orders.tenant_id is 'The tenant.';
comment on column sales.purchase_orders.id is 'Identifies the purchase order.';
comment on column sales.purchase_orders.account_id is
  'The account that gave it; invoices of accounts below it may name it too.';
comment on column sales.purchase_orders.contract_id is
  'The only contract that it is for; null if it is for any.';
comment on column sales.purchase_orders.po_number is 'The customer''s number, unique per account.';
comment on column sales.purchase_orders.status is
  'draft, pending, approved, rejected or expired.';
comment on column sales.purchase_orders.currency is 'ISO 4217.';
comment on column sales.purchase_orders.po_amount is 'Up to how much may be billed, with tax.';
comment on column sales.purchase_orders.amount_invoiced is 'What invoices have drawn.';
comment on column sales.purchase_orders.amount_remaining is 'What is left: never below zero.';
comment on column sales.purchase_orders.valid_from is 'First issue date that it covers.';
comment on column sales.purchase_orders.valid_until is 'Last issue date that it covers.';
comment on column sales.purchase_orders.approval_required is
  'Whether somebody else approves it after it was submitted: since the tenant''s policy, or who '
  'entered it, wants so. Once it is, it stays.';
comment on column sales.purchase_orders.authors is
  'Who entered it, edited what it says or submitted it: none of them decides on it.';
comment on column sales.purchase_orders.submitted_at is 'When it was last submitted.';
comment on column sales.purchase_orders.submitted_by is 'Who submitted it.';
comment on column sales.purchase_orders.decided_at is 'When it was approved or rejected.';
comment on column sales.purchase_orders.decided_by is
  'Who decided; null if no approval was required.';
comment on column sales.purchase_orders.decision_reason is 'Why it was decided so.';
comment on column sales.purchase_orders.end_announced_at is
  'When it was said that its end is near.';
comment on column sales.purchase_orders.notes is 'Notes for colleagues.';
comment on column sales.purchase_orders.metadata is 'Your own fields.';
comment on column sales.purchase_orders.created_at is 'When it was entered.';
comment on column sales.purchase_orders.updated_at is 'When it last changed.';
comment on constraint purchase_orders_number_key on sales.purchase_orders is
  'The account has a purchase order with this number.';
comment on constraint purchase_orders_account_fkey on sales.purchase_orders is
  'No account has this id.';
comment on constraint purchase_orders_contract_fkey on sales.purchase_orders is
  'No contract has this id.';
comment on constraint purchase_orders_number_length_check on sales.purchase_orders is
  'A purchase order number has 1 to 100 characters.';
comment on constraint purchase_orders_status_check on sales.purchase_orders is
  'A purchase order is draft, pending, approved, rejected or expired.';
comment on constraint purchase_orders_currency_check on sales.purchase_orders is
  'The currency is no ISO 4217 code in use.';
comment on constraint purchase_orders_amount_is_positive_check on sales.purchase_orders is
  'A purchase order is over an amount above zero.';
comment on constraint purchase_orders_never_overdrawn_check on sales.purchase_orders is
  'A purchase order is never drawn below zero.';
comment on constraint purchase_orders_end_after_start_check on sales.purchase_orders is
  'The purchase order ends before it starts.';
comment on constraint purchase_orders_submitted_has_time_check on sales.purchase_orders is
  'Only a draft was never submitted.';
comment on constraint purchase_orders_decided_has_time_check on sales.purchase_orders is
  'A decision has its time.';
comment on constraint purchase_orders_decision_reason_check on sales.purchase_orders is
  'A reason has 1 to 1000 characters.';
comment on constraint purchase_orders_notes_length_check on sales.purchase_orders is
  'Notes have at most 10,000 characters.';
comment on constraint purchase_orders_metadata_is_object_check on sales.purchase_orders is
  'Metadata is a JSON object of at most 20,000 characters.';

-- Who may touch it: members read; sales and finance write what the customer wrote, which a trigger
-- closes once it is submitted.
alter table sales.purchase_orders enable row level security;
alter table sales.purchase_orders force row level security;
drop policy if exists tenant_isolation on sales.purchase_orders;
create policy tenant_isolation on sales.purchase_orders as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.purchase_orders;
create policy owner_all on sales.purchase_orders to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.purchase_orders;
create policy select_member on sales.purchase_orders for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on sales.purchase_orders;
create policy update_sales on sales.purchase_orders for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on sales.purchase_orders;
create policy select_analyst on sales.purchase_orders for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.purchase_orders to tenor_viewer, tenor_analyst;
grant update (contract_id, po_number, currency, po_amount, valid_from, valid_until, notes, metadata)
  on sales.purchase_orders to tenor_sales, tenor_finance;
-- No insert, no status, no delete: those are commands, and invoices name it for ever. Whether it
-- needs approval is not for those to say who want it approved.

create or replace trigger _100_touch before update on sales.purchase_orders
  for each row execute function tenancy.tg__touch();
create or replace trigger _200_count_in_currency
  before insert or update of currency, po_amount on sales.purchase_orders
  for each row execute function sales.tg_purchase_orders__count_in_currency();
create or replace trigger _200_currency_in_use before insert or update of currency
  on sales.purchase_orders for each row when (kernel.withdrawn_on(new.currency) is not null)
  execute function tenancy.tg__currency_in_use();
create or replace trigger _250_note_author
  before insert or update on sales.purchase_orders
  for each row execute function sales.tg_purchase_orders__note_author();
create or replace trigger _250_no_card_number before insert or update of po_number, notes,
  decision_reason, metadata
  on sales.purchase_orders for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.po_number, new.notes, new.decision_reason,
    new.metadata::text)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _260_need_approval
  before insert or update on sales.purchase_orders
  for each row when (new.status in ('draft', 'pending', 'rejected'))
  execute function sales.tg_purchase_orders__need_approval();
create or replace trigger _300_keep_submitted before update on sales.purchase_orders
  for each row when (old.status in ('pending', 'approved', 'expired'))
  execute function sales.tg_purchase_orders__keep_submitted();
select audit.watch('sales.purchase_orders');
select controls.register_door('order_entry', 'sales.purchase_orders');
