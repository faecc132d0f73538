-- What an outside tax provider says about a draft: one row for each account that it serves, since
-- each has an address of its own. A draft that changes gets new rows, whose ids the provider is
-- asked with; an answer to an old one is no answer.
create table if not exists billing.tax_calculations (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  invoice_id uuid not null,
  account_id uuid not null,
  provider text not null,
  status text not null default 'wanted',
  reference text,
  expires_at timestamptz,
  refusal text,
  shares jsonb,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_calculations_once_key unique (tenant_id, invoice_id, account_id),
  constraint tax_calculations_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint tax_calculations_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint tax_calculations_provider_check check (provider in ('stripe')),
  constraint tax_calculations_status_check check (
    status in ('wanted', 'assessed', 'refused')
    and (status = 'assessed') = (reference is not null)
    and (status = 'refused') = (refusal is not null)),
  constraint tax_calculations_lengths_check
    check (length(reference) between 1 and 200 and length(refusal) between 1 and 500)
);
create index if not exists tax_calculations_account_idx
  on billing.tax_calculations (tenant_id, account_id);
create index if not exists tax_calculations_wanted_idx
  on billing.tax_calculations (tenant_id, id) where status = 'wanted';
comment on table billing.tax_calculations is 'Taxes of invoices, as outside providers reckon them.';
comment on column billing.tax_calculations.tenant_id is 'The tenant.';
comment on column billing.tax_calculations.id is 'Identifies the calculation, to the provider too.';
comment on column billing.tax_calculations.invoice_id is 'The invoice.';
comment on column billing.tax_calculations.account_id is
  'The account whose items are taxed, by its address.';
comment on column billing.tax_calculations.provider is 'Who reckons: stripe.';
comment on column billing.tax_calculations.status is
  'wanted (to be asked), assessed (its taxes stand on the invoice) or refused.';
comment on column billing.tax_calculations.reference is 'The provider''s name for it.';
comment on column billing.tax_calculations.expires_at is
  'Until when the provider stands by it; an invoice is issued before.';
comment on column billing.tax_calculations.refusal is 'Why the provider refused.';
comment on column billing.tax_calculations.shares is
  'Whose part of which answer each tax of an item is: item_id, place, jurisdiction, rate, answered '
  '(the tax of all of its category), asked of the item and of the whole category.';
comment on column billing.tax_calculations.created_at is 'When the draft was made or changed.';
comment on column billing.tax_calculations.updated_at is 'When it last changed.';
comment on constraint tax_calculations_once_key on billing.tax_calculations is
  E'@behavior -query:resource:single\nThe provider is asked already.';
comment on constraint tax_calculations_invoice_fkey on billing.tax_calculations is
  'No invoice has this id.';
comment on constraint tax_calculations_account_fkey on billing.tax_calculations is
  'No account has this id.';
comment on constraint tax_calculations_provider_check on billing.tax_calculations is
  'An outside tax provider is stripe.';
comment on constraint tax_calculations_status_check on billing.tax_calculations is
  'What is assessed has the provider''s reference, what is refused its reason.';
comment on constraint tax_calculations_lengths_check on billing.tax_calculations is
  'A reference has at most 200 characters, a refusal 500.';

-- Who may touch it: members read; the worker asks and records by commands.
alter table billing.tax_calculations enable row level security;
alter table billing.tax_calculations force row level security;
drop policy if exists tenant_isolation on billing.tax_calculations;
create policy tenant_isolation on billing.tax_calculations as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.tax_calculations;
create policy owner_all on billing.tax_calculations to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.tax_calculations;
create policy select_member on billing.tax_calculations for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.tax_calculations to tenor_viewer;

create or replace trigger _100_touch before update on billing.tax_calculations
  for each row execute function tenancy.tg__touch();
select audit.watch('billing.tax_calculations');
