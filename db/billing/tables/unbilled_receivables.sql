-- What a line delivered of a billing period by the end of a month that no invoice had billed. What
-- is open is the unbilled receivable of the books; the invoice of the period ends it, and so does
-- the end of a month at which it comes to something else.
create table if not exists billing.unbilled_receivables (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null,
  contract_id uuid not null,
  line_id uuid not null,
  whole_period daterange not null,
  currency text not null,
  amount kernel.amount not null,
  accrued_on date not null,
  ended_on date,
  invoice_id uuid,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint unbilled_receivables_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint unbilled_receivables_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint unbilled_receivables_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id),
  constraint unbilled_receivables_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint unbilled_receivables_currency_check check (kernel.is_currency(currency)),
  constraint unbilled_receivables_amount_check check (amount > 0),
  constraint unbilled_receivables_ended_check
    check (ended_on >= accrued_on and (invoice_id is null or ended_on is not null))
);
create unique index if not exists unbilled_receivables_once_idx
  on billing.unbilled_receivables (tenant_id, line_id, whole_period) where ended_on is null;
create index if not exists unbilled_receivables_accrued_on_idx
  on billing.unbilled_receivables (tenant_id, accrued_on);
create index if not exists unbilled_receivables_ended_on_idx
  on billing.unbilled_receivables (tenant_id, ended_on);
create index if not exists unbilled_receivables_contract_idx
  on billing.unbilled_receivables (tenant_id, contract_id);
create index if not exists unbilled_receivables_line_idx
  on billing.unbilled_receivables (tenant_id, line_id);
create index if not exists unbilled_receivables_legal_entity_idx
  on billing.unbilled_receivables (tenant_id, legal_entity_id);
create index if not exists unbilled_receivables_invoice_idx
  on billing.unbilled_receivables (tenant_id, invoice_id) where invoice_id is not null;
comment on table billing.unbilled_receivables is
  'What was delivered by the end of a month and not billed.';
comment on column billing.unbilled_receivables.tenant_id is 'The tenant.';
comment on column billing.unbilled_receivables.id is 'Identifies it, and names its journals.';
comment on column billing.unbilled_receivables.legal_entity_id is 'Whose books.';
comment on column billing.unbilled_receivables.contract_id is 'The contract.';
comment on column billing.unbilled_receivables.line_id is 'The line that was delivered.';
comment on column billing.unbilled_receivables.whole_period is
  'The whole billing period of which days were delivered, half-open.';
comment on column billing.unbilled_receivables.currency is 'ISO 4217.';
comment on column billing.unbilled_receivables.amount is
  'The net of the days delivered: what is to be billed of the period, in proportion.';
comment on column billing.unbilled_receivables.accrued_on is
  'The last day of the month: the days until then are in it.';
comment on column billing.unbilled_receivables.ended_on is
  'From when it is one no more: billed, or come to something else; null while it is open.';
comment on column billing.unbilled_receivables.invoice_id is
  'The invoice that billed it, if one did.';
comment on column billing.unbilled_receivables.created_at is 'When it was booked.';
comment on constraint unbilled_receivables_legal_entity_fkey on billing.unbilled_receivables is
  'No legal entity has this id.';
comment on constraint unbilled_receivables_contract_fkey on billing.unbilled_receivables is
  E'@foreignFieldName unbilledReceivables\nNo contract has this id.';
comment on constraint unbilled_receivables_line_fkey on billing.unbilled_receivables is
  E'@foreignFieldName unbilledReceivables\nNo line has this id.';
comment on constraint unbilled_receivables_invoice_fkey on billing.unbilled_receivables is
  E'@foreignFieldName unbilledReceivables\nNo invoice has this id.';
comment on constraint unbilled_receivables_currency_check on billing.unbilled_receivables is
  'The currency is no ISO 4217 code in use.';
comment on constraint unbilled_receivables_amount_check on billing.unbilled_receivables is
  'What was delivered comes to something.';
comment on constraint unbilled_receivables_ended_check on billing.unbilled_receivables is
  'It ends on the day of its month end or later; what an invoice billed has ended.';
comment on index billing.unbilled_receivables_once_idx is
  'Of a period of a line one is open at most.';

-- Who may touch it: members and analysts read; the end of a month and invoices write.
alter table billing.unbilled_receivables enable row level security;
alter table billing.unbilled_receivables force row level security;
drop policy if exists tenant_isolation on billing.unbilled_receivables;
create policy tenant_isolation on billing.unbilled_receivables as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.unbilled_receivables;
create policy owner_all on billing.unbilled_receivables to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.unbilled_receivables;
create policy select_member on billing.unbilled_receivables for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.unbilled_receivables;
create policy select_analyst on billing.unbilled_receivables for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.unbilled_receivables to tenor_viewer, tenor_analyst;

create or replace trigger _300_never_deleted before delete or truncate
  on billing.unbilled_receivables for each statement execute function kernel.tg__never_deleted();
-- Not watched by audit: its journals say when it began and ended, and what brought it about.
