-- A draft can be edited; a finalised invoice only moves through its states. Its sums are generated
-- or checked, never merely conventional.
create table if not exists billing.invoices (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null default tenancy.default_legal_entity_id(),
  invoice_number text collate "C" not null,
  account_id uuid not null,
  contract_id uuid,
  purchase_order_number text,
  purchase_order_id uuid,
  drawn_amount kernel.amount not null default 0,
  status text not null default 'draft',
  billing_type text not null default 'one_time',
  currency text not null,
  issue_date date not null,
  due_date date not null,
  time_zone text not null,
  service_period daterange,
  subtotal kernel.amount not null,
  discount kernel.amount not null,
  tax kernel.amount not null,
  total kernel.amount not null generated always as (subtotal - discount + tax) stored,
  document_type text not null generated always as (
    case when subtotal - discount + tax < 0 then 'credit_note' else 'invoice' end) stored,
  paid_amount kernel.amount not null,
  credited_amount kernel.amount not null,
  written_off_amount kernel.amount not null default 0,
  recovered_amount kernel.amount not null default 0,
  recovered_tax kernel.amount not null default 0,
  balance kernel.amount not null generated always as (
    case when status = 'void' then subtotal - subtotal
      else subtotal - discount + tax - paid_amount - credited_amount - written_off_amount
    end) stored,
  paid_date date,
  finalized_at timestamptz,
  sent_at timestamptz,
  delivery text not null default 'unsent',
  voided_at timestamptz,
  void_reason text,
  written_off_at timestamptz,
  write_off_reason text,
  is_tax_included boolean,
  is_tax_by_line boolean,
  tax_basis text,
  notes text,
  internal_notes text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint invoices_number_key unique (tenant_id, invoice_number, legal_entity_id),
  -- Enforced by _300_refer, for all rows of a statement at once.
  constraint invoices_legal_entity_fkey
    foreign key (tenant_id, legal_entity_id) references tenancy.legal_entities (tenant_id, id)
    not enforced,
  constraint invoices_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id)
    not enforced,
  constraint invoices_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id)
    not enforced,
  constraint invoices_purchase_order_fkey
    foreign key (tenant_id, purchase_order_id) references sales.purchase_orders (tenant_id, id),
  constraint invoices_drawn_amount_check
    check (drawn_amount >= 0 and (drawn_amount = 0 or purchase_order_id is not null)),
  constraint invoices_status_check check (status in (
    'draft', 'open', 'partially_paid', 'paid', 'overdue', 'void', 'uncollectible')),
  constraint invoices_delivery_check check (delivery in ('unsent', 'queued', 'sent', 'failed')),
  constraint invoices_document_type_check check (document_type in ('invoice', 'credit_note')),
  constraint invoices_billing_type_check
    check (billing_type in ('recurring', 'one_time', 'adjustment', 'advance')),
  constraint invoices_tax_basis_check
    check (tax_basis in ('invoice', 'cash') and (status = 'draft') <= (tax_basis is null)),
  constraint invoices_currency_check check (kernel.is_currency(currency)),
  constraint invoices_due_after_issue_check check (due_date >= issue_date),
  constraint invoices_days_are_sensible_check
    check (issue_date >= '1990-01-01' and due_date <= '2199-12-31'),
  constraint invoices_paid_at_most_total_check check (
    paid_amount >= 0 and credited_amount >= least(subtotal - discount + tax, 0)
    and written_off_amount >= 0
    and (paid_amount + credited_amount + written_off_amount <= subtotal - discount + tax
      or paid_amount + credited_amount + written_off_amount = 0)),
  constraint invoices_recovered_at_most_written_off_check
    check (recovered_amount between 0 and written_off_amount
      and recovered_tax between 0 and recovered_amount),
  constraint invoices_draft_is_unposted_check check (
    (status = 'draft') <= (finalized_at is null and sent_at is null and delivery = 'unsent'
      and paid_amount = 0 and written_off_amount = 0)),
  constraint invoices_issued_has_number_check
    check (finalized_at is null or invoice_number not like 'DRAFT-%'),
  constraint invoices_issued_has_finalized_at_check
    check (status in ('draft', 'void') or finalized_at is not null),
  constraint invoices_paid_has_no_balance_check check (
    (status in ('paid', 'uncollectible')) <= (subtotal - discount + tax - paid_amount
      - credited_amount - written_off_amount <= 0)),
  constraint invoices_void_has_reason_check check ((status = 'void') = (voided_at is not null)),
  constraint invoices_written_off_has_reason_check check (
    (written_off_amount > 0) = (written_off_at is not null)
    and (written_off_amount > 0) = (write_off_reason is not null)
    and (status = 'uncollectible') <= (written_off_amount > 0)),
  constraint invoices_reasons_length_check check (
    length(btrim(void_reason)) between 1 and 1000
    and length(btrim(write_off_reason)) between 1 and 1000),
  constraint invoices_purchase_order_number_length_check
    check (length(purchase_order_number) between 1 and 100),
  constraint invoices_notes_length_check
    check (length(notes) <= 10000 and length(internal_notes) <= 10000),
  constraint invoices_metadata_is_object_check
    check (jsonb_typeof(metadata) = 'object' and length(metadata::text) <= 20000)
);
create index if not exists invoices_account_idx
  on billing.invoices (tenant_id, account_id, issue_date);
create index if not exists invoices_contract_idx on billing.invoices (tenant_id, contract_id);
create index if not exists invoices_status_idx on billing.invoices (tenant_id, status, due_date);
create index if not exists invoices_issue_date_idx on billing.invoices (tenant_id, issue_date, id);
create index if not exists invoices_document_type_idx
  on billing.invoices (tenant_id, document_type, id) where document_type <> 'invoice';
create index if not exists invoices_delivery_idx on billing.invoices (tenant_id, delivery, id);
create index if not exists invoices_due_date_idx on billing.invoices (tenant_id, due_date);
create index if not exists invoices_purchase_order_idx
  on billing.invoices (tenant_id, purchase_order_id) where purchase_order_id is not null;
create index if not exists invoices_legal_entity_idx
  on billing.invoices (tenant_id, legal_entity_id);
-- Payments are matched by what is still open, oldest due first; exposure is the sum of it and of
-- drafts.
create index if not exists invoices_unsettled_idx
  on billing.invoices (tenant_id, account_id, due_date) include (status, currency, balance)
  where status in ('draft', 'open', 'partially_paid', 'overdue');
comment on table billing.invoices is 'Invoices, from draft to paid.';
comment on column billing.invoices.tenant_id is 'The tenant.';
comment on column billing.invoices.id is 'Identifies the invoice.';
comment on column billing.invoices.legal_entity_id is 'The legal entity that issues it.';
comment on column billing.invoices.invoice_number is
  'From the series of its legal entity, without gaps; where numbers are given at issue, DRAFT- '
  'and the end of its id until then.';
comment on column billing.invoices.account_id is 'Who pays.';
comment on column billing.invoices.contract_id is 'The contract it bills, if any.';
comment on column billing.invoices.purchase_order_number is 'The customer''s order.';
comment on column billing.invoices.purchase_order_id is
  'That order, if it is entered; else the number is only a text.';
comment on column billing.invoices.drawn_amount is
  'What it has drawn of the order and not given back.';
comment on column billing.invoices.status is
  'draft, open, partially_paid, paid, overdue, void or uncollectible.';
comment on column billing.invoices.billing_type is
  'recurring, one_time, adjustment, or advance (of a payment before the supply).';
comment on column billing.invoices.currency is 'ISO 4217; of all its amounts.';
comment on column billing.invoices.issue_date is 'The day on which it is issued.';
comment on column billing.invoices.due_date is 'The last day on which it is paid in time.';
comment on column billing.invoices.time_zone is
  'The account''s time zone: where it falls overdue, and how instants are shown.';
comment on column billing.invoices.service_period is 'The days that it bills, half-open.';
comment on column billing.invoices.subtotal is 'Sum of its items before discount and tax.';
comment on column billing.invoices.discount is 'Sum of its items'' discounts.';
comment on column billing.invoices.tax is 'Sum of its items'' tax.';
comment on column billing.invoices.total is 'subtotal - discount + tax.';
comment on column billing.invoices.document_type is
  E'@behavior +filterBy\ninvoice; credit_note if it gives back more than it charges: its number is '
  'of their series (unless a draft had one), its paper names what it corrects, nobody pays it.';
comment on column billing.invoices.paid_amount is 'Payments applied to it.';
comment on column billing.invoices.credited_amount is
  'Credit notes, and balance of the account, applied to it; below zero what an invoice below '
  'zero gave to the balance.';
comment on column billing.invoices.written_off_amount is
  'What was given up of it, and not taken back by credit notes.';
comment on column billing.invoices.recovered_amount is
  'What came all the same of what was given up.';
comment on column billing.invoices.recovered_tax is
  'How much of that is tax that the state had given back, and gets again.';
comment on column billing.invoices.balance is
  'What is still owed: total - paid - credited - written off; nothing of what was voided.';
comment on column billing.invoices.paid_date is 'When its balance became zero.';
comment on column billing.invoices.finalized_at is 'When it was finalised and posted.';
comment on column billing.invoices.sent_at is 'When it was first mailed.';
comment on column billing.invoices.delivery is
  'What became of its last mail: unsent (not mailed, as nobody receives it or nothing is asked), '
  'queued, sent or failed.';
comment on column billing.invoices.voided_at is 'When it was voided.';
comment on column billing.invoices.void_reason is 'Why it was voided.';
comment on column billing.invoices.written_off_at is 'When it was last written off.';
comment on column billing.invoices.write_off_reason is 'Why it was written off.';
comment on column billing.invoices.is_tax_included is
  'Whether its prices include their tax, as was the tenant''s way when it was made; null is no.';
comment on column billing.invoices.is_tax_by_line is
  'Whether its tax was rounded line by line instead of together; null is no.';
comment on column billing.invoices.tax_basis is
  'When its tax becomes payable: invoice, or cash (as it is paid), as its seller had it when it '
  'was issued; null of a draft.';
comment on column billing.invoices.notes is 'Notes to the customer, printed.';
comment on column billing.invoices.internal_notes is 'Notes for colleagues, never printed.';
comment on column billing.invoices.metadata is 'Your own fields.';
comment on column billing.invoices.created_at is 'When it was made.';
comment on column billing.invoices.updated_at is 'When it last changed.';
comment on constraint invoices_legal_entity_fkey on billing.invoices is
  'No legal entity has this id.';
comment on constraint invoices_account_fkey on billing.invoices is 'No account has this id.';
comment on constraint invoices_contract_fkey on billing.invoices is 'No contract has this id.';
comment on constraint invoices_purchase_order_fkey on billing.invoices is
  'No purchase order has this id.';
comment on constraint invoices_issued_has_number_check on billing.invoices is
  'What is issued has a number.';
comment on constraint invoices_drawn_amount_check on billing.invoices is
  'Only an order that is entered can be drawn on.';
comment on constraint invoices_document_type_check on billing.invoices is
  'A document is an invoice or a credit note.';
comment on constraint invoices_delivery_check on billing.invoices is
  'A delivery is unsent, queued, sent or failed.';
comment on constraint invoices_tax_basis_check on billing.invoices is
  'A tax basis is invoice or cash, and that of what is issued.';
comment on constraint invoices_currency_check on billing.invoices is
  'The currency is no ISO 4217 code in use.';
comment on constraint invoices_days_are_sensible_check on billing.invoices is
  'An invoice is issued from 1990 on and due before 2200.';
comment on constraint invoices_due_after_issue_check on billing.invoices is
  'The due date lies before the issue date.';
comment on constraint invoices_paid_at_most_total_check on billing.invoices is
  'No more can be paid, credited or written off than the invoice''s total.';
comment on constraint invoices_recovered_at_most_written_off_check on billing.invoices is
  'No more can be recovered than was written off.';
comment on constraint invoices_written_off_has_reason_check on billing.invoices is
  'A write-off says when and why.';
comment on constraint invoices_reasons_length_check on billing.invoices is
  'A reason has 1 to 1000 characters.';
comment on constraint invoices_purchase_order_number_length_check on billing.invoices is
  'A purchase order number has 1 to 100 characters.';
comment on constraint invoices_notes_length_check on billing.invoices is
  'Notes have 10,000 characters at most.';
comment on constraint invoices_metadata_is_object_check on billing.invoices is
  'Metadata is a JSON object of at most 20,000 characters.';

-- Who may touch it: members read, finance writes notes; invoices change only through commands.
alter table billing.invoices enable row level security;
alter table billing.invoices force row level security;
drop policy if exists tenant_isolation on billing.invoices;
create policy tenant_isolation on billing.invoices as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.invoices;
create policy owner_all on billing.invoices to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.invoices;
create policy select_member on billing.invoices for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.invoices;
create policy select_analyst on billing.invoices for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_finance on billing.invoices;
create policy update_finance on billing.invoices for update to tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.invoices to tenor_viewer, tenor_analyst;
grant update (issue_date, due_date, purchase_order_number, notes, internal_notes, metadata)
  on billing.invoices to tenor_finance;
-- No delete: a number that was given stays.

create or replace trigger _100_touch before update on billing.invoices
  for each row execute function tenancy.tg__touch();
create or replace trigger _200_date_draft before update of issue_date on billing.invoices
  for each row
  when (old.status = 'draft' and new.status = 'draft' and new.issue_date <> old.issue_date)
  execute function billing.tg_invoices__date_draft();
create or replace trigger _200_draw_order before update on billing.invoices
  for each row
  when (old.status = 'draft' and (new.purchase_order_number is distinct from
      old.purchase_order_number
      or new.purchase_order_id is not null
        and (new.subtotal, new.discount, new.tax) is distinct from
          (old.subtotal, old.discount, old.tax))
    or new.status = 'void' and old.status <> 'void' and old.drawn_amount > 0)
  execute function billing.tg_invoices__draw_order();
create or replace trigger _250_no_card_number before insert or update of purchase_order_number,
  notes, internal_notes, void_reason, write_off_reason, metadata
  on billing.invoices for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.purchase_order_number, new.notes,
    new.internal_notes, new.void_reason, new.write_off_reason, new.metadata::text)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_keep_issued before update on billing.invoices
  for each row when (old.status <> 'draft')
  execute function billing.tg_invoices__keep_issued();
create or replace trigger _300_keep_credited before update of status on billing.invoices
  for each row
  when (new.status = 'void' and old.status <> 'void' and new.credited_amount = 0)
  execute function billing.tg_invoices__keep_credited();
create or replace trigger _300_refer after insert on billing.invoices
  referencing new table as new_rows for each statement
  execute function billing.tg_invoices__refer();
create or replace trigger _300_keep_references
  before update of account_id, contract_id, legal_entity_id on billing.invoices
  for each row when ((old.account_id, old.contract_id, old.legal_entity_id)
    is distinct from (new.account_id, new.contract_id, new.legal_entity_id))
  execute function kernel.tg__unchangeable();
create or replace trigger _300_never_deleted before delete or truncate on billing.invoices
  for each statement execute function kernel.tg__never_deleted();
create or replace trigger _300_not_ahead_insert after insert on billing.invoices
  referencing new table as changed_rows for each statement
  execute function billing.tg_invoices__not_ahead();
create or replace trigger _300_not_ahead_update after update on billing.invoices
  referencing new table as changed_rows for each statement
  execute function billing.tg_invoices__not_ahead();
create or replace trigger _310_totals_insert after insert on billing.invoices
  referencing new table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
create or replace trigger _310_totals_update after update on billing.invoices
  referencing new table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
create or replace trigger _500_tax_date after update of issue_date on billing.invoices
  for each row
  when (old.status = 'draft' and new.status = 'draft' and new.issue_date <> old.issue_date)
  execute function billing.tg_invoices__tax_date();
create or replace trigger _500_ask_provider after insert on billing.invoices
  referencing new table as changed_rows for each statement
  execute function billing.tg__ask_provider();
create or replace trigger _500_report_tax after update on billing.invoices
  referencing old table as old_rows new table as new_rows for each statement
  execute function billing.tg_invoices__report_tax();
select audit.watch('billing.invoices');
