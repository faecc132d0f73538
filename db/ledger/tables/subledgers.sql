-- Higher contexts keep their own balances (of invoices, of payments). They enter a routine here
-- that says them, so that the books can be compared without knowing who lives above. Belongs to
-- the house, to no tenant.
create table if not exists ledger.subledgers (
  name text not null primary key,
  account_code text not null,
  routine text not null,
  constraint subledgers_routine_check check (routine ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table ledger.subledgers is 'What the books must agree with, ledger account by account.';
comment on column ledger.subledgers.name is 'Name of the sub-ledger.';
comment on column ledger.subledgers.account_code is 'Code of the ledger account it details.';
comment on column ledger.subledgers.routine is
  'schema.function, without arguments, returning (currency, subject_id, balance).';

-- Who may touch it: our own functions.
alter table ledger.subledgers enable row level security;
alter table ledger.subledgers force row level security;
drop policy if exists owner_all on ledger.subledgers;
create policy owner_all on ledger.subledgers to tenor_owner using (name is not null);
