-- One row debits one ledger account and credits another by the same amount in one currency: the
-- books balance by their shape, and no check over several rows is needed.
create table if not exists ledger.transfers (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  journal_id uuid not null,
  debit_account_id uuid not null,
  debit_subject_id uuid,
  credit_account_id uuid not null,
  credit_subject_id uuid,
  amount kernel.amount not null,
  currency text not null,
  posted_on date not null,
  primary key (tenant_id, id),
  -- Enforced by _300_refer, for all rows of a statement at once.
  constraint transfers_journal_fkey foreign key (tenant_id, journal_id)
    references ledger.journals (tenant_id, id) not enforced,
  constraint transfers_debit_account_fkey foreign key (tenant_id, debit_account_id, currency)
    references ledger.ledger_accounts (tenant_id, id, currency) not enforced,
  constraint transfers_credit_account_fkey foreign key (tenant_id, credit_account_id, currency)
    references ledger.ledger_accounts (tenant_id, id, currency) not enforced,
  constraint transfers_amount_is_positive_check check (amount > 0),
  constraint transfers_amount_is_in_minor_units_check
    check (amount = kernel.round_amount(amount, currency)),
  constraint transfers_sides_differ_check check (
    debit_account_id <> credit_account_id
    or debit_subject_id is distinct from credit_subject_id)
);
create index if not exists transfers_journal_idx on ledger.transfers (tenant_id, journal_id);
-- Balances of a ledger account and of one subject in it; they serve the foreign keys too.
create index if not exists transfers_debit_idx
  on ledger.transfers (tenant_id, debit_account_id, currency, debit_subject_id);
create index if not exists transfers_credit_idx
  on ledger.transfers (tenant_id, credit_account_id, currency, credit_subject_id);
comment on table ledger.transfers is
  'Money moved between two ledger accounts; ledger.entries shows the two sides as rows.';
comment on column ledger.transfers.tenant_id is 'The tenant.';
comment on column ledger.transfers.id is 'Identifies the transfer.';
comment on column ledger.transfers.journal_id is 'The journal it belongs to.';
comment on column ledger.transfers.debit_account_id is 'Ledger account that is debited.';
comment on column ledger.transfers.debit_subject_id is
  'What the debit is about, such as the invoice of a receivable.';
comment on column ledger.transfers.credit_account_id is 'Ledger account that is credited.';
comment on column ledger.transfers.credit_subject_id is 'What the credit is about.';
comment on column ledger.transfers.amount is 'How much, above zero.';
comment on column ledger.transfers.currency is 'ISO 4217, the currency of both ledger accounts.';
comment on column ledger.transfers.posted_on is 'Day in the books, that of the journal.';
comment on constraint transfers_debit_account_fkey on ledger.transfers is
  E'@fieldName debitAccount\n@foreignFieldName debits\nNo ledger account has this id.';
comment on constraint transfers_credit_account_fkey on ledger.transfers is
  E'@fieldName creditAccount\n@foreignFieldName credits\nNo ledger account has this id.';
comment on constraint transfers_amount_is_positive_check on ledger.transfers is
  'A transfer moves an amount above zero.';
comment on constraint transfers_amount_is_in_minor_units_check on ledger.transfers is
  'The amount has more decimals than its currency.';
comment on constraint transfers_sides_differ_check on ledger.transfers is
  'A transfer moves money from one place to another.';

-- Who may touch it: members and analysts read; our own functions add, and change nothing.
alter table ledger.transfers enable row level security;
alter table ledger.transfers force row level security;
drop policy if exists tenant_isolation on ledger.transfers;
create policy tenant_isolation on ledger.transfers as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on ledger.transfers;
create policy owner_all on ledger.transfers to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on ledger.transfers;
create policy select_member on ledger.transfers for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on ledger.transfers;
create policy select_analyst on ledger.transfers for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on ledger.transfers to tenor_viewer, tenor_analyst;
revoke update, delete, truncate on ledger.transfers from tenor_owner;

create or replace trigger _300_append_only before update or delete or truncate on ledger.transfers
  for each statement execute function kernel.tg__append_only();
create or replace trigger _300_refer after insert on ledger.transfers
  referencing new table as new_rows
  for each statement execute function ledger.tg_transfers__refer();
-- Not watched by audit, as it never changes: sealed.
select audit.seal_rows_of('ledger.transfers');
