-- What an invoice says is taken back in part or in whole. What a note says never changes;
-- a wrong one is made good by an invoice. It lowers the invoice's open balance first; the rest goes
-- to the account, to be used or to be paid back.
create table if not exists billing.credit_notes (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null,
  credit_note_number text not null,
  account_id uuid not null,
  invoice_id uuid not null,
  kind text not null default 'credit',
  currency text not null,
  issue_date date not null,
  reason text not null,
  net kernel.amount not null,
  tax kernel.amount not null,
  total kernel.amount not null generated always as (net + tax) stored,
  applied_to_invoice kernel.amount not null,
  to_balance kernel.amount not null,
  to_refund kernel.amount not null,
  refunded_on date,
  refund_reference text,
  delivery text not null default 'unsent',
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint credit_notes_number_key unique (tenant_id, credit_note_number, legal_entity_id),
  constraint credit_notes_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint credit_notes_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint credit_notes_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint credit_notes_kind_check check (kind in ('credit', 'cancellation', 'tax_only')),
  constraint credit_notes_tax_only_has_no_net_check check (kind <> 'tax_only' or net = 0),
  constraint credit_notes_total_is_positive_check check (net + tax > 0),
  constraint credit_notes_settled_in_full_check check (
    net + tax = applied_to_invoice + to_balance + to_refund
    and applied_to_invoice >= 0 and to_balance >= 0 and to_refund >= 0),
  constraint credit_notes_refunded_as_asked_check
    check (to_refund > 0 or (refunded_on is null and refund_reference is null)),
  constraint credit_notes_delivery_check
    check (delivery in ('unsent', 'queued', 'sent', 'failed')),
  constraint credit_notes_reason_length_check check (length(btrim(reason)) between 1 and 1000),
  constraint credit_notes_refund_reference_length_check
    check (length(refund_reference) between 1 and 500)
);
create index if not exists credit_notes_account_idx
  on billing.credit_notes (tenant_id, account_id, issue_date);
create index if not exists credit_notes_invoice_idx
  on billing.credit_notes (tenant_id, invoice_id);
create index if not exists credit_notes_issue_date_idx
  on billing.credit_notes (tenant_id, issue_date, id);
create index if not exists credit_notes_delivery_idx
  on billing.credit_notes (tenant_id, delivery, id);
create index if not exists credit_notes_kind_idx
  on billing.credit_notes (tenant_id, kind, id);
create index if not exists credit_notes_legal_entity_idx
  on billing.credit_notes (tenant_id, legal_entity_id);
comment on table billing.credit_notes is 'Credit notes on invoices.';
comment on column billing.credit_notes.tenant_id is 'The tenant.';
comment on column billing.credit_notes.id is 'Identifies the credit note.';
comment on column billing.credit_notes.legal_entity_id is 'The legal entity that issues it.';
comment on column billing.credit_notes.credit_note_number is
  'From a series of their own, without gaps.';
comment on column billing.credit_notes.account_id is 'The account that is credited: who pays.';
comment on column billing.credit_notes.invoice_id is 'The invoice that it corrects.';
comment on column billing.credit_notes.kind is
  'credit: takes back what it names; cancellation: the whole of an invoice that was issued by '
  'mistake; tax_only: tax alone.';
comment on column billing.credit_notes.currency is 'ISO 4217; the invoice''s.';
comment on column billing.credit_notes.issue_date is 'The day on which it is issued.';
comment on column billing.credit_notes.reason is 'Why.';
comment on column billing.credit_notes.net is 'Sum of its items before tax.';
comment on column billing.credit_notes.tax is 'Sum of its items'' tax.';
comment on column billing.credit_notes.total is 'net + tax.';
comment on column billing.credit_notes.applied_to_invoice is
  'By how much it lowered what was owed on the invoice.';
comment on column billing.credit_notes.to_balance is 'What the account got as balance.';
comment on column billing.credit_notes.to_refund is 'What is to be paid back.';
comment on column billing.credit_notes.refunded_on is 'Day on which that was paid back.';
comment on column billing.credit_notes.refund_reference is 'Reference of that payment.';
comment on column billing.credit_notes.delivery is
  'What became of its last mail: unsent (nobody receives it), queued, sent or failed.';
comment on column billing.credit_notes.created_at is 'When it was made.';
comment on constraint credit_notes_account_fkey on billing.credit_notes is
  'No account has this id.';
comment on constraint credit_notes_legal_entity_fkey on billing.credit_notes is
  'No legal entity has this id.';
comment on constraint credit_notes_invoice_fkey on billing.credit_notes is
  'No invoice has this id.';
comment on constraint credit_notes_number_key on billing.credit_notes is
  'Another credit note has this number.';
comment on constraint credit_notes_kind_check on billing.credit_notes is
  'A kind is credit, cancellation or tax_only.';
comment on constraint credit_notes_tax_only_has_no_net_check on billing.credit_notes is
  'A note of tax alone has no net.';
comment on constraint credit_notes_total_is_positive_check on billing.credit_notes is
  'A credit note is above zero.';
comment on constraint credit_notes_settled_in_full_check on billing.credit_notes is
  'What the invoice does not take goes to the account.';
comment on constraint credit_notes_refunded_as_asked_check on billing.credit_notes is
  'Nothing of this credit note is to be paid back.';
comment on constraint credit_notes_delivery_check on billing.credit_notes is
  'A delivery is unsent, queued, sent or failed.';
comment on constraint credit_notes_reason_length_check on billing.credit_notes is
  'A reason has 1 to 1,000 characters.';
comment on constraint credit_notes_refund_reference_length_check on billing.credit_notes is
  'A reference has 1 to 500 characters.';

-- Who may touch it: members and analysts read; commands write.
alter table billing.credit_notes enable row level security;
alter table billing.credit_notes force row level security;
drop policy if exists tenant_isolation on billing.credit_notes;
create policy tenant_isolation on billing.credit_notes as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.credit_notes;
create policy owner_all on billing.credit_notes to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.credit_notes;
create policy select_member on billing.credit_notes for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.credit_notes;
create policy select_analyst on billing.credit_notes for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.credit_notes to tenor_viewer, tenor_analyst;

create or replace trigger _250_no_card_number before insert or update of reason,
  refund_reference
  on billing.credit_notes for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.reason, new.refund_reference)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _310_add_up after insert on billing.credit_notes
  referencing new table as changed_rows for each statement
  execute function billing.tg__credits_add_up();
select audit.watch('billing.credit_notes');
