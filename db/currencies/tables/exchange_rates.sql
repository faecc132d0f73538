-- What the tenant says that a currency is worth. Never deleted: a rate of a day decided what was
-- admitted on it.
create table if not exists currencies.exchange_rates (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  base text not null,
  quote text not null,
  rate_date date not null,
  rate numeric not null,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint exchange_rates_day_key unique (tenant_id, base, quote, rate_date),
  constraint exchange_rates_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint exchange_rates_base_check check (kernel.is_currency(base)),
  constraint exchange_rates_quote_check check (kernel.is_currency(quote)),
  constraint exchange_rates_two_currencies_check check (base <> quote),
  constraint exchange_rates_rate_check
    check (rate > 1e-12 and rate < 1e12 and min_scale(rate) <= 15)
);
comment on table currencies.exchange_rates is 'Exchange rates by day.';
comment on column currencies.exchange_rates.tenant_id is 'The tenant.';
comment on column currencies.exchange_rates.id is 'Identifies the rate.';
comment on column currencies.exchange_rates.base is
  'ISO 4217: the currency of which one unit is valued.';
comment on column currencies.exchange_rates.quote is
  'ISO 4217: the currency in which it is valued.';
comment on column currencies.exchange_rates.rate_date is 'The day from which it holds.';
comment on column currencies.exchange_rates.rate is 'How much of the quote one of the base is.';
comment on column currencies.exchange_rates.created_at is 'When it was entered.';
comment on column currencies.exchange_rates.updated_at is 'When it last changed.';
comment on constraint exchange_rates_day_key on currencies.exchange_rates is
  'The day has a rate of these currencies.';
comment on constraint exchange_rates_base_check on currencies.exchange_rates is
  'The currency is no ISO 4217 code in use.';
comment on constraint exchange_rates_quote_check on currencies.exchange_rates is
  'The currency is no ISO 4217 code in use.';
comment on constraint exchange_rates_two_currencies_check on currencies.exchange_rates is
  'A rate is between two currencies.';
comment on constraint exchange_rates_rate_check on currencies.exchange_rates is
  'A rate is above zero and below 1,000,000,000,000, with at most 15 decimals.';

-- Who may touch it: members read; finance sets rates by command.
alter table currencies.exchange_rates enable row level security;
alter table currencies.exchange_rates force row level security;
drop policy if exists tenant_isolation on currencies.exchange_rates;
create policy tenant_isolation on currencies.exchange_rates as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on currencies.exchange_rates;
create policy owner_all on currencies.exchange_rates to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on currencies.exchange_rates;
create policy select_member on currencies.exchange_rates for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on currencies.exchange_rates to tenor_viewer;

create or replace trigger _100_touch before update on currencies.exchange_rates
  for each row execute function tenancy.tg__touch();
create or replace trigger _300_never_deleted before delete or truncate
  on currencies.exchange_rates for each statement execute function kernel.tg__never_deleted();
select audit.watch('currencies.exchange_rates');
