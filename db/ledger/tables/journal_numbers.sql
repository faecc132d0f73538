-- Numbers of journals, without a gap in each fiscal year of a legal entity, in the order in which
-- they were booked. A table of its own: a journal never changes, and a counter that is taken with
-- the posting would let all that is booked stand in line until a run has committed.
create table if not exists ledger.journal_numbers (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  legal_entity_id uuid not null,
  fiscal_year int not null,
  number int not null,
  journal_number text not null
    generated always as (fiscal_year::text || '-' || number::text) stored,
  journal_id uuid not null,
  id uuid generated always as (journal_id) stored,
  primary key (tenant_id, legal_entity_id, fiscal_year, number),
  constraint journal_numbers_journal_key unique (tenant_id, journal_id),
  constraint journal_numbers_journal_fkey foreign key (tenant_id, journal_id)
    references ledger.journals (tenant_id, id),
  constraint journal_numbers_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint journal_numbers_number_is_positive_check check (number > 0)
);
-- A journal shows its number itself.
comment on table ledger.journal_numbers is E'@behavior -*\nNumbers of journals.';
comment on column ledger.journal_numbers.tenant_id is 'The tenant.';
comment on column ledger.journal_numbers.legal_entity_id is 'Whose books.';
comment on column ledger.journal_numbers.fiscal_year is
  'The calendar year in which the fiscal year begins.';
comment on column ledger.journal_numbers.number is 'Counted from 1 in the fiscal year.';
comment on column ledger.journal_numbers.journal_number is
  'Fiscal year and number, such as 2026-17.';
comment on column ledger.journal_numbers.journal_id is 'The journal.';
comment on column ledger.journal_numbers.id is 'The same: what is under seal has an id.';
comment on constraint journal_numbers_journal_key on ledger.journal_numbers is
  'The journal has a number.';
comment on constraint journal_numbers_journal_fkey on ledger.journal_numbers is
  'No journal has this id.';
comment on constraint journal_numbers_legal_entity_fkey on ledger.journal_numbers is
  'No legal entity has this id.';
comment on constraint journal_numbers_number_is_positive_check on ledger.journal_numbers is
  'Numbers are counted from 1.';

-- Who may touch it: members and analysts read; our own functions add, and change nothing.
alter table ledger.journal_numbers enable row level security;
alter table ledger.journal_numbers force row level security;
drop policy if exists tenant_isolation on ledger.journal_numbers;
create policy tenant_isolation on ledger.journal_numbers as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on ledger.journal_numbers;
create policy owner_all on ledger.journal_numbers to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on ledger.journal_numbers;
create policy select_member on ledger.journal_numbers for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on ledger.journal_numbers;
create policy select_analyst on ledger.journal_numbers for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on ledger.journal_numbers to tenor_viewer, tenor_analyst;
revoke update, delete, truncate on ledger.journal_numbers from tenor_owner;

create or replace trigger _300_append_only before update or delete or truncate
  on ledger.journal_numbers for each statement execute function kernel.tg__append_only();
-- Not watched by audit, as it never changes.
select audit.seal_rows_of('ledger.journal_numbers');
