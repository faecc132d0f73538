--! Previous: -
--! Hash: sha1:66db46649d865af0d6d23f8a130cc15230cf86e5
--! Message: foundation

--! Included index.sql
-- The plan of the house: the contexts, from the ground up. A context names only lower ones.
--! Included kernel/index.sql
--! Included kernel/schema.sql
create schema if not exists kernel;
comment on schema kernel is 'Words everyone uses: money, dates, errors.';
grant usage on schema kernel to tenor_tenant, tenor_operator;
--! EndIncluded kernel/schema.sql
--! Included kernel/types/amount.sql
-- NaN sorts above Infinity, so one comparison refuses both.
do $$
begin
  if to_regtype('kernel.amount') is null then
    create domain kernel.amount as numeric
      constraint amount_is_finite_check check (abs(value) < 1e15);
  end if;
end $$;
comment on domain kernel.amount is 'Money, an exact decimal in the unit of its currency.';
comment on constraint amount_is_finite_check on domain kernel.amount is
  'An amount is a finite number below 1,000,000,000,000,000.';
--! EndIncluded kernel/types/amount.sql
--! Included kernel/types/unit_price.sql
do $$
begin
  if to_regtype('kernel.unit_price') is null then
    create domain kernel.unit_price as numeric
      constraint unit_price_has_8_decimals_check
      check (value >= 0 and value < 1e12 and min_scale(value) <= 8);
  end if;
end $$;
comment on domain kernel.unit_price is 'Price of one unit, an exact decimal of up to 8 decimals.';
comment on constraint unit_price_has_8_decimals_check on domain kernel.unit_price is
  'A unit price is a finite number, not negative, with at most 8 decimals.';
--! EndIncluded kernel/types/unit_price.sql
--! Included kernel/types/quantity.sql
do $$
begin
  if to_regtype('kernel.quantity') is null then
    create domain kernel.quantity as numeric
      constraint quantity_has_6_decimals_check
      check (value >= 0 and value < 1e12 and min_scale(value) <= 6);
  end if;
end $$;
comment on domain kernel.quantity is 'How many: an exact decimal of up to 6 decimals.';
comment on constraint quantity_has_6_decimals_check on domain kernel.quantity is
  'A quantity is a finite number, not negative, with at most 6 decimals.';
--! EndIncluded kernel/types/quantity.sql
--! Included kernel/types/percentage.sql
do $$
begin
  if to_regtype('kernel.percentage') is null then
    create domain kernel.percentage as numeric
      constraint percentage_is_0_to_100_check
      check (value between 0 and 100 and min_scale(value) <= 6);
  end if;
end $$;
comment on domain kernel.percentage is 'A share of a hundred, an exact decimal.';
comment on constraint percentage_is_0_to_100_check on domain kernel.percentage is
  'A percentage lies between 0 and 100, with at most 6 decimals.';
--! EndIncluded kernel/types/percentage.sql
--! Included kernel/types/claim.sql
do $$
begin
  if to_regtype('kernel.claim') is null then
    create type kernel.claim as (
      place int,
      claimant uuid,
      family uuid,
      pot uuid,
      amount numeric,
      room numeric
    );
  end if;
end $$;
comment on type kernel.claim is
  'That somebody wants so much of a pot. One place may claim from several pots: it is met by all '
  'or not at all. Pots of different families share no place.';
comment on column kernel.claim.place is 'Its turn.';
comment on column kernel.claim.claimant is
  'Whose later claims fall with this one; null if each stands for itself.';
comment on column kernel.claim.family is 'Pots that one place may claim from together.';
comment on column kernel.claim.pot is 'What it wants a part of.';
comment on column kernel.claim.amount is 'How much; nothing is always met.';
comment on column kernel.claim.room is 'How much is in the pot before the first claim.';
--! EndIncluded kernel/types/claim.sql
--! Included kernel/views/error_codes.sql
-- A view over values: the codes are part of the definition, not data that a tenant could hold.
create or replace view kernel.error_codes with (security_invoker = true) as
  select code, word, http_status, meaning
  from (values
    ('INPUT', 'invalid_input', 422, 'A field is missing, malformed or out of range.'),
    ('NOTFD', 'not_found', 404, 'No such object in this tenant.'),
    ('FORBD', 'forbidden', 403, 'The role may not do this.'),
    ('CNFLT', 'conflict', 409, 'Another object already holds this key or period.'),
    ('TRANS', 'illegal_transition', 409, 'The object is not in a state that allows this.'),
    ('IDEMP', 'idempotency_conflict', 409, 'The key was used with another request.'),
    ('CRHLD', 'credit_hold', 409, 'The account is on hold or over its credit limit.'),
    ('QATAB', 'quantity_above_tiers', 422, 'The quantity lies above the last price tier.'),
    ('SEATS', 'invalid_seats', 422, 'Seats outside the product''s minimum, maximum or increment.'),
    ('NOPRC', 'price_not_found', 422, 'No price is valid for this product, currency and day.'),
    ('CYCLE', 'hierarchy_cycle', 422, 'An account cannot stand below itself.'),
    ('DEPTH', 'hierarchy_too_deep', 422, 'The hierarchy has at most 5 levels.'),
    ('NOTHG', 'nothing_to_bill', 409, 'Nothing is due for this contract and period.'),
    ('POEXH', 'purchase_order_exhausted', 409, 'The purchase order has too little left.'),
    ('POEXP', 'purchase_order_expired', 409, 'The purchase order is not valid on this day.'),
    ('PONAP', 'purchase_order_not_approved', 409, 'The purchase order is not approved.'),
    ('POREQ', 'purchase_order_required', 409, 'The account is billed on purchase orders alone.'),
    ('OVRAP', 'over_application', 409, 'More than the payment or the invoice has left.'),
    ('NORAT', 'exchange_rate_missing', 422, 'No exchange rate is known for this day.'),
    ('NOSBX', 'not_a_sandbox', 409, 'Only the clock of a sandbox tenant can be moved.'),
    ('SUSPD', 'tenant_suspended', 403, 'The tenant is suspended or closed.')
  ) as listed (code, word, http_status, meaning);
comment on view kernel.error_codes is 'The stable error codes with their word and HTTP status.';
comment on column kernel.error_codes.code is 'SQLSTATE raised by the database.';
comment on column kernel.error_codes.word is 'Stable word that the API shows.';
comment on column kernel.error_codes.http_status is 'HTTP status of the answer.';
comment on column kernel.error_codes.meaning is 'When it is raised.';
grant select on kernel.error_codes to tenor_viewer, tenor_operator, tenor_worker;
--! EndIncluded kernel/views/error_codes.sql
--! Included kernel/internal/fail.sql
-- The pointer travels in the error's column field, so that the edge can name the input field.
create or replace function kernel.fail(code text, message text, pointer text default '')
  returns void
  language plpgsql immutable security invoker set search_path to ''
as $$
begin
  raise exception using errcode = code, message = message, column = pointer;
end $$;
comment on function kernel.fail is
  'Refuse: a code of kernel.error_codes, a sentence that helps, the input field it is about.';
--! EndIncluded kernel/internal/fail.sql
--! Included kernel/internal/tg__append_only.sql
create or replace function kernel.tg__append_only()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  perform kernel.fail('FORBD', format('%I.%I is append-only.', tg_table_schema, tg_table_name));
  return null;
end $$;
comment on function kernel.tg__append_only is 'Refuses update, delete and truncate.';
--! EndIncluded kernel/internal/tg__append_only.sql
--! Included kernel/queries/minor_unit.sql
-- ISO 4217 (list one, 2026-01-01): every currency has two decimals but these.
create or replace function kernel.minor_unit(currency text)
  returns int
  language sql immutable parallel safe
return case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX',
      'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    when currency in ('CLF', 'UYW') then 4
    else 2
  end;
comment on function kernel.minor_unit is 'Decimals of a currency, as ISO 4217 lists them.';
grant execute on function kernel.minor_unit to tenor_tenant, tenor_operator;
--! EndIncluded kernel/queries/minor_unit.sql
--! Included kernel/queries/is_currency.sql
-- ISO 4217 (list one): money that can be owed. No metals and test codes; of the funds those in
-- which contracts are written (CLF, UYI).
create or replace function kernel.is_currency(currency text)
  returns boolean
  language sql immutable parallel safe
return currency = any (array[
    'AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD', 'AWG', 'AZN', 'BAM', 'BBD', 'BDT', 'BGN',
    'BHD', 'BIF', 'BMD', 'BND', 'BOB', 'BRL', 'BSD', 'BTN', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF',
    'CHF', 'CLF', 'CLP', 'CNY', 'COP', 'CRC', 'CUP', 'CVE', 'CZK', 'DJF', 'DKK', 'DOP', 'DZD',
    'EGP', 'ERN', 'ETB', 'EUR', 'FJD', 'FKP', 'GBP', 'GEL', 'GHS', 'GIP', 'GMD', 'GNF', 'GTQ',
    'GYD', 'HKD', 'HNL', 'HTG', 'HUF', 'IDR', 'ILS', 'INR', 'IQD', 'IRR', 'ISK', 'JMD', 'JOD',
    'JPY', 'KES', 'KGS', 'KHR', 'KMF', 'KPW', 'KRW', 'KWD', 'KYD', 'KZT', 'LAK', 'LBP', 'LKR',
    'LRD', 'LSL', 'LYD', 'MAD', 'MDL', 'MGA', 'MKD', 'MMK', 'MNT', 'MOP', 'MRU', 'MUR', 'MVR',
    'MWK', 'MXN', 'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK', 'NPR', 'NZD', 'OMR', 'PAB', 'PEN',
    'PGK', 'PHP', 'PKR', 'PLN', 'PYG', 'QAR', 'RON', 'RSD', 'RUB', 'RWF', 'SAR', 'SBD', 'SCR',
    'SDG', 'SEK', 'SGD', 'SHP', 'SLE', 'SOS', 'SRD', 'SSP', 'STN', 'SVC', 'SYP', 'SZL', 'THB',
    'TJS', 'TMT', 'TND', 'TOP', 'TRY', 'TTD', 'TWD', 'TZS', 'UAH', 'UGX', 'USD', 'UYI', 'UYU',
    'UYW', 'UZS', 'VED', 'VES', 'VND', 'VUV', 'WST', 'XAF', 'XCD', 'XCG', 'XOF', 'XPF', 'YER',
    'ZAR', 'ZMW', 'ZWG'
  ]);
comment on function kernel.is_currency is 'Is this an ISO 4217 code of money in use?';
grant execute on function kernel.is_currency to tenor_tenant, tenor_operator;
--! EndIncluded kernel/queries/is_currency.sql
--! Included kernel/queries/round_amount.sql
-- Half away from zero, which is how numeric rounds. The result carries the currency's decimals,
-- so that 119880 USD reads 119880.00 wherever it is printed.
create or replace function kernel.round_amount(amount numeric, currency text)
  returns numeric
  language sql immutable parallel safe
return round(amount, kernel.minor_unit(currency));
comment on function kernel.round_amount is
  'An exact amount rounded once, half away from zero, to the minor unit of its currency.';
grant execute on function kernel.round_amount to tenor_tenant, tenor_operator;
--! EndIncluded kernel/queries/round_amount.sql
--! Included kernel/queries/split_amount.sql
-- Largest remainder (Hamilton's method), ties to the first part; done on whole minor units with
-- exact quotients and remainders, so that the parts always add up to the whole. Weights may be
-- negative, as the nets of credits are; weights that add up to nothing share alike.
create or replace function kernel.split_amount(amount numeric, weights numeric[], currency text)
  returns numeric[]
  language sql immutable parallel safe set search_path to ''
as $$
  with parts as (
    select place, case when sum(weight) over () = 0 then 1 else weight end as weight
    from unnest(weights) with ordinality as part (weight, place)
  ),
  shares as (
    select place, units, abs(sum(weight) over ()) as divisor,
      units * weight * sign(sum(weight) over ()) as product
    from parts
    cross join (
      select abs(kernel.round_amount(amount, currency)) * 10::numeric ^ kernel.minor_unit(currency)
    ) as whole (units)
  ),
  floors as (
    select place, units, divisor, product,
      div(product, divisor) - (mod(product, divisor) < 0)::int as floor
    from shares
  ),
  ranked as (
    select place, floor,
      row_number() over (order by product - floor * divisor desc, place)
        <= units - sum(floor) over () as gets_one_more
    from floors
  )
  select array_agg(
    kernel.round_amount(
      sign(amount) * (floor + gets_one_more::int) / 10::numeric ^ kernel.minor_unit(currency),
      currency)
    order by place)
  from ranked
$$;
comment on function kernel.split_amount is
  'Splits an amount by weights with largest remainder, ties to the first; parts add up exactly.';
grant execute on function kernel.split_amount to tenor_tenant, tenor_operator;
--! EndIncluded kernel/queries/split_amount.sql
--! Included kernel/queries/nth_date.sql
-- Always counted from the anchor, so that a month-end never drifts: Jan 31, Feb 28, Mar 31.
create or replace function kernel.nth_date(anchor date, months int, n int)
  returns date
  language sql immutable parallel safe
return (anchor + make_interval(months => months * n))::date;
comment on function kernel.nth_date is
  'The anchor plus n intervals of so many months, clamped to the last day of the month.';
grant execute on function kernel.nth_date to tenor_tenant, tenor_operator;
--! EndIncluded kernel/queries/nth_date.sql
--! Included kernel/queries/periods.sql
-- Only the periods around the searched days are made, however far the anchor lies back.
create or replace function kernel.periods(anchor date, months int, search daterange)
  returns table (n int, whole daterange)
  language sql immutable parallel safe
begin atomic
  select
    k.n,
    daterange(kernel.nth_date(anchor, months, k.n), kernel.nth_date(anchor, months, k.n + 1))
  from generate_series(
    ((extract(year from lower(search)) - extract(year from anchor))::int * 12
      + (extract(month from lower(search)) - extract(month from anchor))::int) / months - 2,
    ((extract(year from upper(search)) - extract(year from anchor))::int * 12
      + (extract(month from upper(search)) - extract(month from anchor))::int) / months + 1
  ) as k (n)
  where daterange(kernel.nth_date(anchor, months, k.n), kernel.nth_date(anchor, months, k.n + 1))
    && search;
end;
comment on function kernel.periods is
  'The whole periods, counted from an anchor, that touch the searched days.';
grant execute on function kernel.periods to tenor_tenant, tenor_operator;
--! EndIncluded kernel/queries/periods.sql
--! Included kernel/queries/last_day.sql
-- Inside, periods are half-open; people read the last day itself.
create or replace function kernel.last_day(period daterange)
  returns date
  language sql immutable parallel safe
return upper(period) - 1;
comment on function kernel.last_day is 'The last day of a period, inclusive, as people read it.';
grant execute on function kernel.last_day to tenor_tenant, tenor_operator;
--! EndIncluded kernel/queries/last_day.sql
--! Included kernel/queries/months_of.sql
create or replace function kernel.months_of(frequency text)
  returns int
  language sql immutable parallel safe
return case frequency
    when 'monthly' then 1 when 'month' then 1
    when 'quarterly' then 3 when 'quarter' then 3
    when 'semi_annual' then 6
    when 'annual' then 12 when 'year' then 12
  end;
comment on function kernel.months_of is
  'Months in a billing frequency or price interval; null for custom and one-time.';
grant execute on function kernel.months_of to tenor_tenant, tenor_operator;
--! EndIncluded kernel/queries/months_of.sql
--! Included kernel/internal/unmet_claims.sql
-- First come, first served; who gets nothing leaves the room to those behind. That is a running
-- sum over what is met, which no window knows. So it goes in rounds: what stands before the first
-- claim of a family that does not fit is met for certain, and of the rest falls at once whatever is
-- larger than the room that is left then. Rounds are few: each leaves only smaller claims.
create or replace function kernel.unmet_claims(claims kernel.claim[])
  returns int[]
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_open kernel.claim[] := claims;
  v_unmet int[] := '{}';
  v_fallen int[];
begin
  loop
    with running as (
      select c.*, sum(c.amount) over (partition by c.pot order by c.place) as so_far
      from unnest(v_open) as c
    ),
    first_unmet as (
      select r.family, min(r.place) as place
      from running as r
      where r.amount > 0 and r.so_far > r.room
      group by r.family
    ),
    left_over as (
      select r.pot, f.place,
        max(r.room) - coalesce(sum(r.amount) filter (where r.place < f.place), 0) as room
      from running as r
      join first_unmet as f on f.family = r.family
      group by r.pot, f.place
    ),
    unmet as (
      select r.place, r.claimant
      from running as r
      join left_over as l on l.pot = r.pot
      where r.place >= l.place and r.amount > 0 and r.amount > l.room
    )
    select array_agg(distinct c.place)
    into v_fallen
    from unnest(v_open) as c
    left join (
      select u.claimant, min(u.place) as place from unmet as u group by u.claimant
    ) as theirs on theirs.claimant = c.claimant
    where c.place > theirs.place or c.place in (select u.place from unmet as u);

    exit when v_fallen is null;
    v_unmet := v_unmet || v_fallen;
    v_open := array(select c from unnest(v_open) as c where c.place <> all (v_fallen));
  end loop;
  return v_unmet;
end $$;
comment on function kernel.unmet_claims is
  'The places of claims that their pots cannot meet, first come, first served.';
--! EndIncluded kernel/internal/unmet_claims.sql
--! Included kernel/queries/real_time.sql
-- What machines do is timed by the wall clock; what is owed goes by the tenant's clock alone. Some
-- moment of the statement will do, hence stable.
create or replace function kernel.real_time()
  returns timestamptz
  language sql stable parallel safe
return clock_timestamp();
comment on function kernel.real_time is 'Wall-clock time, for runs and jobs; never for a due date.';
grant execute on function kernel.real_time to tenor_tenant;
--! EndIncluded kernel/queries/real_time.sql
--! EndIncluded kernel/index.sql
--! Included tenancy/index.sql
--! Included tenancy/schema.sql
create schema if not exists tenancy;
comment on schema tenancy is 'Whose data it is, who may touch it, what day it is.';
grant usage on schema tenancy to tenor_tenant, tenor_operator;
--! EndIncluded tenancy/schema.sql
--! Included tenancy/types/clock_advance.sql
do $$
begin
  if to_regtype('tenancy.clock_advance') is null then
    create type tenancy.clock_advance as (now timestamptz, work jsonb);
  end if;
end $$;
comment on type tenancy.clock_advance is
  'Where the clock stands, and counters of the work done, such as invoices_created.';
--! EndIncluded tenancy/types/clock_advance.sql
--! Included tenancy/types/clock_reading.sql
do $$
begin
  if to_regtype('tenancy.clock_reading') is null then
    create type tenancy.clock_reading as (
      now timestamptz, today date, time_zone text, sandbox boolean);
  end if;
end $$;
comment on type tenancy.clock_reading is 'The tenant''s clock: instant, business day, time zone.';
--! EndIncluded tenancy/types/clock_reading.sql
--! Included tenancy/types/due_tenant.sql
do $$
begin
  if to_regtype('tenancy.due_tenant') is null then
    create type tenancy.due_tenant as (tenant_id uuid, today date);
  end if;
end $$;
comment on type tenancy.due_tenant is 'A live tenant and its business day.';
--! EndIncluded tenancy/types/due_tenant.sql
--! Included tenancy/queries/is_operator.sql
-- The operator, or the worker between tenants (its scheduler). The setting `role` outlives the
-- change of user inside a definer function, and only a member of that role can have set it.
create or replace function tenancy.is_operator()
  returns boolean
  language sql stable parallel safe
return case coalesce(current_setting('role', true), '')
    when 'tenor_operator' then true
    when 'tenor_worker' then coalesce(current_setting('tenor.tenant_id', true), '') = ''
    else false
  end;
comment on function tenancy.is_operator is
  E'@behavior -*\nDoes the platform itself act, outside any tenant?';
grant execute on function tenancy.is_operator to tenor_tenant, tenor_operator;
--! EndIncluded tenancy/queries/is_operator.sql
--! Included tenancy/tables/analysts.sql
-- An analyst's login and the one tenant it reads. The wall for logins that can set any variable:
-- current_tenant_id() believes this table, not the session.
create table if not exists tenancy.analysts (
  tenant_id uuid not null,
  login_name name not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, login_name)
);
comment on table tenancy.analysts is 'Database logins of analysts, each bound to one tenant.';
comment on column tenancy.analysts.tenant_id is 'The tenant whose rows the login sees.';
comment on column tenancy.analysts.login_name is 'Name of the database role.';
comment on column tenancy.analysts.created_at is 'When it was bound.';

-- Who may touch it: no tenant_isolation, since current_tenant_id() itself reads here; a login
-- finds its own row, the operator binds and unbinds.
alter table tenancy.analysts enable row level security;
alter table tenancy.analysts force row level security;
drop policy if exists owner_own_login on tenancy.analysts;
create policy owner_own_login on tenancy.analysts for select to tenor_owner
  using (login_name = session_user);
drop policy if exists owner_for_operator on tenancy.analysts;
create policy owner_for_operator on tenancy.analysts to tenor_owner
  using ((select tenancy.is_operator()));
--! EndIncluded tenancy/tables/analysts.sql
--! Included tenancy/queries/analyst_tenant_id.sql
-- A definer, since the table of analysts is nobody's to read. It finds the caller's own row alone.
create or replace function tenancy.analyst_tenant_id()
  returns uuid
  language sql stable parallel safe security definer set search_path to ''
as $$
  select a.tenant_id from tenancy.analysts as a where a.login_name = session_user
$$;
comment on function tenancy.analyst_tenant_id is
  E'@behavior -*\nThe tenant to which the session''s login is bound.';
grant execute on function tenancy.analyst_tenant_id to tenor_tenant, tenor_operator;
--! EndIncluded tenancy/queries/analyst_tenant_id.sql
--! Included tenancy/queries/current_tenant_id.sql
-- Only the gateway's word is taken for the tenant. Any other login is an analyst, whose tenant
-- stands in a table, because a variable that a login can set is no wall. Inlined into policies and
-- defaults, where a call would cost ten times as much.
create or replace function tenancy.current_tenant_id()
  returns uuid
  language sql stable parallel safe
return case when pg_has_role(session_user, 'tenor_gateway', 'member')
    then nullif(current_setting('tenor.tenant_id', true), '')::uuid
    else tenancy.analyst_tenant_id()
  end;
comment on function tenancy.current_tenant_id is
  E'@behavior -*\nThe tenant in which this transaction acts; null for the operator.';
grant execute on function tenancy.current_tenant_id to tenor_tenant, tenor_operator;
--! EndIncluded tenancy/queries/current_tenant_id.sql
--! Included tenancy/queries/is_time_zone.sql
-- Postgres also takes abbreviations and POSIX strings such as FOO+5, which no calendar knows.
create or replace function tenancy.is_time_zone(time_zone text)
  returns boolean
  language plpgsql immutable security invoker set search_path to ''
as $$
begin
  perform '2026-01-01 00:00+00'::timestamptz at time zone time_zone;
  return time_zone = 'UTC' or time_zone ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$';
exception when invalid_parameter_value then
  return false;
end $$;
comment on function tenancy.is_time_zone is
  E'@behavior -*\nIs this a name of the IANA time zone database?';
grant execute on function tenancy.is_time_zone to tenor_tenant, tenor_operator;
--! EndIncluded tenancy/queries/is_time_zone.sql
--! Included tenancy/internal/tg__touch.sql
create or replace function tenancy.tg__touch()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  new.updated_at := pg_catalog.now();
  return new;
end $$;
comment on function tenancy.tg__touch is 'Keeps updated_at, in real time.';
--! EndIncluded tenancy/internal/tg__touch.sql
--! Included tenancy/tables/tenants.sql
-- Our clients. A sandbox tenant has a clock of its own; a live tenant's clock is the wall clock.
create table if not exists tenancy.tenants (
  id uuid not null default uuidv7() primary key,
  slug text not null,
  name text not null,
  status text not null default 'active',
  currency text not null,
  time_zone text not null,
  locale text not null default 'en-US',
  sandbox boolean not null default false,
  clock_at timestamptz,
  invoice_number_format text not null default 'INV-{YYYY}-{SEQ:3}',
  payment_terms_days int not null default 30,
  finalize_after_days int,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenants_slug_key unique (slug),
  constraint tenants_slug_is_a_word_check check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  constraint tenants_name_length_check check (length(btrim(name)) between 1 and 200),
  constraint tenants_status_check check (status in ('active', 'suspended', 'closed')),
  constraint tenants_currency_check check (kernel.is_currency(currency)),
  constraint tenants_time_zone_check check (tenancy.is_time_zone(time_zone)),
  constraint tenants_locale_check check (locale ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$'),
  constraint tenants_sandbox_has_clock_check check (sandbox = (clock_at is not null)),
  constraint tenants_invoice_number_format_check check (
    length(invoice_number_format) <= 60
    and regexp_count(invoice_number_format, '\{SEQ(:[1-9])?\}') = 1
    and regexp_replace(invoice_number_format, '\{(YYYY|YY|MM|SEQ(:[1-9])?)\}', '', 'g')
      ~ '^[A-Za-z0-9 ./_-]*$'),
  constraint tenants_payment_terms_days_check check (payment_terms_days between 0 and 365),
  constraint tenants_finalize_after_days_check check (finalize_after_days between 0 and 60)
);
comment on table tenancy.tenants is 'Our clients, with the settings that the whole house reads.';
comment on column tenancy.tenants.id is 'Identifies the tenant; the tenant_id of all its rows.';
comment on column tenancy.tenants.slug is 'Short name for URLs and commands, unique.';
comment on column tenancy.tenants.name is 'Name of the company.';
comment on column tenancy.tenants.status is 'active, suspended (reads only) or closed.';
comment on column tenancy.tenants.currency is 'Default currency, ISO 4217.';
comment on column tenancy.tenants.time_zone is 'IANA time zone that decides the business day.';
comment on column tenancy.tenants.locale is 'How documents write numbers and dates, BCP 47.';
comment on column tenancy.tenants.sandbox is 'Whether the tenant has a clock that can be moved.';
comment on column tenancy.tenants.clock_at is 'The sandbox clock; null for a live tenant.';
comment on column tenancy.tenants.invoice_number_format is
  'Invoice numbers: text with {YYYY} or {YY}, {MM} and once {SEQ} or {SEQ:width}.';
comment on column tenancy.tenants.payment_terms_days is 'Default days from issue to due date.';
comment on column tenancy.tenants.finalize_after_days is
  'Days after which invoices that a run made are finalised; 0 at once, null by hand.';
comment on column tenancy.tenants.created_at is 'When it was provisioned, real time.';
comment on column tenancy.tenants.updated_at is 'When it last changed, real time.';
comment on constraint tenants_slug_key on tenancy.tenants is 'A tenant with this slug exists.';
comment on constraint tenants_slug_is_a_word_check on tenancy.tenants is
  'A slug has 1 to 63 lower-case letters, digits and inner hyphens.';
comment on constraint tenants_name_length_check on tenancy.tenants is
  'A name has 1 to 200 characters.';
comment on constraint tenants_currency_check on tenancy.tenants is
  'The currency is no ISO 4217 code in use.';
comment on constraint tenants_time_zone_check on tenancy.tenants is
  'The time zone is no name of the IANA database, such as America/New_York.';
comment on constraint tenants_locale_check on tenancy.tenants is
  'The locale is no BCP 47 tag such as en-US.';
comment on constraint tenants_sandbox_has_clock_check on tenancy.tenants is
  'Only a sandbox has a clock of its own.';
comment on constraint tenants_invoice_number_format_check on tenancy.tenants is
  'An invoice number format holds {SEQ} or {SEQ:1} to {SEQ:9} once; {YYYY}, {YY}, {MM} if wanted.';
comment on constraint tenants_finalize_after_days_check on tenancy.tenants is
  'Drafts wait 0 to 60 days, or for a person.';
comment on constraint tenants_payment_terms_days_check on tenancy.tenants is
  'Payment terms are 0 to 365 days.';

-- Who may touch it: a tenant sees itself, the operator sees all. Admins change settings.
alter table tenancy.tenants enable row level security;
alter table tenancy.tenants force row level security;
drop policy if exists owner_own_tenant on tenancy.tenants;
create policy owner_own_tenant on tenancy.tenants to tenor_owner
  using (id = (select tenancy.current_tenant_id()));
drop policy if exists owner_for_operator on tenancy.tenants;
create policy owner_for_operator on tenancy.tenants to tenor_owner
  using ((select tenancy.is_operator()));
drop policy if exists select_member on tenancy.tenants;
create policy select_member on tenancy.tenants for select to tenor_viewer
  using (id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on tenancy.tenants;
create policy update_admin on tenancy.tenants for update to tenor_admin
  using (id = (select tenancy.current_tenant_id()));
drop policy if exists select_operator on tenancy.tenants;
create policy select_operator on tenancy.tenants for select to tenor_operator
  using ((select tenancy.is_operator()));
grant select on tenancy.tenants to tenor_viewer, tenor_operator;
grant update (name, locale, invoice_number_format, payment_terms_days, finalize_after_days)
  on tenancy.tenants to tenor_admin;
-- Currency and time zone stay as provisioned: past invoices and due dates were made with them.

create or replace trigger _100_touch before update on tenancy.tenants
  for each row execute function tenancy.tg__touch();
--! EndIncluded tenancy/tables/tenants.sql
--! Included tenancy/queries/now.sql
-- The one clock of the domain. A sandbox stands still until it is moved.
create or replace function tenancy.now()
  returns timestamptz
  language sql stable parallel safe security definer set search_path to ''
as $$
  select coalesce(
    (select t.clock_at from tenancy.tenants as t where t.id = (select tenancy.current_tenant_id())),
    pg_catalog.now())
$$;
comment on function tenancy.now is E'@behavior -*\nThe tenant''s clock.';
grant execute on function tenancy.now to tenor_tenant;
--! EndIncluded tenancy/queries/now.sql
--! Included tenancy/queries/today.sql
-- The business day depends on where one stands: an account in Kolkata is a day ahead of New York.
create or replace function tenancy.today(time_zone text default null)
  returns date
  language sql stable parallel safe security definer set search_path to ''
as $$
  select (coalesce(t.clock_at, pg_catalog.now())
    at time zone coalesce(today.time_zone, t.time_zone))::date
  from tenancy.tenants as t
  where t.id = (select tenancy.current_tenant_id())
$$;
comment on function tenancy.today is
  E'@behavior -*\nThe business day in a time zone, by default the tenant''s own, on its clock.';
grant execute on function tenancy.today to tenor_tenant;
--! EndIncluded tenancy/queries/today.sql
--! Included tenancy/tables/members.sql
-- People inside a tenant, known by the subject of their tokens.
create table if not exists tenancy.members (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  subject text not null,
  name text,
  email text,
  role text not null,
  status text not null default 'active',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint members_subject_key unique (tenant_id, subject),
  constraint members_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint members_subject_length_check check (length(subject) between 1 and 255),
  constraint members_name_length_check check (length(name) between 1 and 200),
  constraint members_email_check check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254),
  constraint members_role_check
    check (role in ('viewer', 'sales', 'finance', 'approver', 'admin')),
  constraint members_status_check check (status in ('active', 'removed'))
);
comment on table tenancy.members is 'People of a tenant and the role they have.';
comment on column tenancy.members.tenant_id is 'The tenant.';
comment on column tenancy.members.id is 'Identifies the member.';
comment on column tenancy.members.subject is 'The sub claim of the member''s tokens.';
comment on column tenancy.members.name is 'Name of the person.';
comment on column tenancy.members.email is 'Where the person is reached.';
comment on column tenancy.members.role is 'viewer, sales, finance, approver or admin.';
comment on column tenancy.members.status is 'active or removed.';
comment on column tenancy.members.created_at is 'When the member was added.';
comment on column tenancy.members.updated_at is 'When the member last changed.';
comment on constraint members_subject_key on tenancy.members is
  'A member with this subject exists.';
comment on constraint members_subject_length_check on tenancy.members is
  'A subject has 1 to 255 characters.';
comment on constraint members_name_length_check on tenancy.members is
  'A name has 1 to 200 characters.';
comment on constraint members_email_check on tenancy.members is 'This is no e-mail address.';
comment on constraint members_role_check on tenancy.members is
  'A role is viewer, sales, finance, approver or admin.';
comment on constraint members_status_check on tenancy.members is
  'A member is active or removed.';

-- Who may touch it: members read, admins add and change.
alter table tenancy.members enable row level security;
alter table tenancy.members force row level security;
drop policy if exists tenant_isolation on tenancy.members;
create policy tenant_isolation on tenancy.members as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tenancy.members;
create policy owner_all on tenancy.members to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tenancy.members;
create policy select_member on tenancy.members for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists insert_admin on tenancy.members;
create policy insert_admin on tenancy.members for insert to tenor_admin
  with check (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on tenancy.members;
create policy update_admin on tenancy.members for update to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tenancy.members to tenor_viewer;
grant insert (subject, name, email, role), update (name, email, role, status)
  on tenancy.members to tenor_admin;

create or replace trigger _100_touch before update on tenancy.members
  for each row execute function tenancy.tg__touch();
--! EndIncluded tenancy/tables/members.sql
--! Included tenancy/tables/brands.sql
-- How a tenant looks on paper. One row a tenant, made when it is provisioned.
create table if not exists tenancy.brands (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_name text,
  line1 text,
  line2 text,
  city text,
  state text,
  postal_code text,
  country text,
  tax_id text,
  email text,
  phone text,
  website text,
  primary_color text not null default '#1f3a5f',
  accent_color text not null default '#2f6fde',
  logo bytea,
  logo_type text,
  footer text,
  payment_instructions text,
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint brands_one_per_tenant_key unique (tenant_id),
  constraint brands_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint brands_lengths_check check (
    length(legal_name) <= 200 and length(line1) <= 200 and length(line2) <= 200
    and length(city) <= 100 and length(state) <= 100 and length(postal_code) <= 20
    and length(tax_id) <= 100 and length(email) <= 254 and length(phone) <= 50
    and length(website) <= 200 and length(footer) <= 2000
    and length(payment_instructions) <= 2000),
  constraint brands_country_check check (country ~ '^[A-Z]{2}$'),
  constraint brands_colors_check
    check (primary_color ~ '^#[0-9a-fA-F]{6}$' and accent_color ~ '^#[0-9a-fA-F]{6}$'),
  constraint brands_logo_check check (
    (logo is null) = (logo_type is null)
    and logo_type in ('image/png', 'image/jpeg')
    and octet_length(logo) between 1 and 524288)
);
comment on table tenancy.brands is 'How a tenant looks on its documents.';
comment on column tenancy.brands.tenant_id is 'The tenant.';
comment on column tenancy.brands.id is 'Identifies the brand.';
comment on column tenancy.brands.legal_name is 'Name on documents; the tenant''s name if null.';
comment on column tenancy.brands.line1 is 'Address, first line.';
comment on column tenancy.brands.line2 is 'Address, second line.';
comment on column tenancy.brands.city is 'City.';
comment on column tenancy.brands.state is 'State or province.';
comment on column tenancy.brands.postal_code is 'Postal code.';
comment on column tenancy.brands.country is 'Country, ISO 3166-1 alpha-2.';
comment on column tenancy.brands.tax_id is 'The seller''s tax registration.';
comment on column tenancy.brands.email is
  'Where customers ask about invoices; mail is sent from it.';
comment on column tenancy.brands.phone is 'Phone on documents.';
comment on column tenancy.brands.website is 'Website on documents.';
comment on column tenancy.brands.primary_color is 'Colour of headings, #rrggbb.';
comment on column tenancy.brands.accent_color is 'Colour of accents, #rrggbb.';
comment on column tenancy.brands.logo is 'PNG or JPEG of at most 512 kB.';
comment on column tenancy.brands.logo_type is 'image/png or image/jpeg.';
comment on column tenancy.brands.footer is 'Small print at the foot of every page.';
comment on column tenancy.brands.payment_instructions is 'How to pay, printed on invoices.';
comment on column tenancy.brands.updated_at is 'When it last changed.';
comment on constraint brands_country_check on tenancy.brands is
  'A country is an ISO 3166-1 code of two capital letters.';
comment on constraint brands_colors_check on tenancy.brands is 'A colour reads #rrggbb.';
comment on constraint brands_logo_check on tenancy.brands is
  'A logo is a PNG or JPEG of at most 512 kB.';
comment on constraint brands_lengths_check on tenancy.brands is
  'A text of the brand is too long.';

-- Who may touch it: members read, admins change.
alter table tenancy.brands enable row level security;
alter table tenancy.brands force row level security;
drop policy if exists tenant_isolation on tenancy.brands;
create policy tenant_isolation on tenancy.brands as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tenancy.brands;
create policy owner_all on tenancy.brands to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tenancy.brands;
create policy select_member on tenancy.brands for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on tenancy.brands;
create policy update_admin on tenancy.brands for update to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tenancy.brands to tenor_viewer;
grant update (legal_name, line1, line2, city, state, postal_code, country, tax_id, email, phone,
  website, primary_color, accent_color, logo, logo_type, footer, payment_instructions)
  on tenancy.brands to tenor_admin;

create or replace trigger _100_touch before update on tenancy.brands
  for each row execute function tenancy.tg__touch();
--! EndIncluded tenancy/tables/brands.sql
--! Included tenancy/tables/duties.sql
-- Work that falls due by the calendar. Higher contexts enter their routine here, so that moving
-- the clock can call up without knowing who lives there. Belongs to the house, to no tenant.
create table if not exists tenancy.duties (
  name text not null primary key,
  position int not null,
  routine text not null,
  constraint duties_routine_check check (routine ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table tenancy.duties is 'Routines that do what is due on a tenant''s day, in order.';
comment on column tenancy.duties.name is 'Name of the duty.';
comment on column tenancy.duties.position is 'Order within a day.';
comment on column tenancy.duties.routine is
  'schema.function, without arguments, returning counters.';

-- Who may touch it: our own functions.
alter table tenancy.duties enable row level security;
alter table tenancy.duties force row level security;
drop policy if exists owner_all on tenancy.duties;
create policy owner_all on tenancy.duties to tenor_owner using (name is not null);
--! EndIncluded tenancy/tables/duties.sql
--! Included tenancy/internal/register_duty.sql
create or replace function tenancy.register_duty(name text, "position" int, routine text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into tenancy.duties as d (name, "position", routine)
  values (register_duty.name, register_duty."position", register_duty.routine)
  on conflict on constraint duties_pkey do update
  set "position" = excluded."position", routine = excluded.routine
$$;
comment on function tenancy.register_duty is 'Enters a routine into the daily work; repeatable.';
--! EndIncluded tenancy/internal/register_duty.sql
--! Included tenancy/internal/add_counters.sql
create or replace function tenancy.add_counters(a jsonb, b jsonb)
  returns jsonb
  language sql immutable security invoker set search_path to ''
as $$
  select coalesce(jsonb_object_agg(key, total), '{}')
  from (
    select key, sum(value::bigint) as total
    from (select * from jsonb_each_text(a) union all select * from jsonb_each_text(b)) as counter
    group by key
  ) as summed
$$;
comment on function tenancy.add_counters is 'Adds two objects of counters, key by key.';
--! EndIncluded tenancy/internal/add_counters.sql
--! Included tenancy/internal/slug_of.sql
create or replace function tenancy.slug_of(name text)
  returns text
  language sql immutable security invoker set search_path to ''
as $$
  select left(btrim(regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g'), '-'), 63)
$$;
comment on function tenancy.slug_of is 'A name as a slug: lower-case words joined by hyphens.';
--! EndIncluded tenancy/internal/slug_of.sql
--! Included tenancy/queries/clock.sql
create or replace function tenancy.clock()
  returns tenancy.clock_reading
  language sql stable security definer set search_path to ''
as $$
  select tenancy.now(), tenancy.today(), t.time_zone, t.sandbox
  from tenancy.tenants as t
  where t.id = (select tenancy.current_tenant_id())
$$;
comment on function tenancy.clock is 'What time it is for this tenant.';
grant execute on function tenancy.clock to tenor_viewer, tenor_worker;
--! EndIncluded tenancy/queries/clock.sql
--! Included tenancy/queries/due_tenants.sql
-- Sandboxes are left out: their days come when their clock is moved.
create or replace function tenancy.due_tenants()
  returns setof tenancy.due_tenant
  language sql stable security definer set search_path to ''
as $$
  select t.id, (pg_catalog.now() at time zone t.time_zone)::date
  from tenancy.tenants as t
  where t.status = 'active' and not t.sandbox
$$;
comment on function tenancy.due_tenants is
  'Live tenants with their business day, for the scheduler.';
grant execute on function tenancy.due_tenants to tenor_worker;
--! EndIncluded tenancy/queries/due_tenants.sql
--! Included tenancy/commands/perform_duties.sql
-- Everything due now, duty by duty. Each duty is idempotent, so that two calls at once, or a call
-- after a crash, do nothing twice.
create or replace function tenancy.perform_duties()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_duty tenancy.duties;
  v_done jsonb;
  v_work jsonb := '{}';
begin
  for v_duty in select * from tenancy.duties order by "position", name loop
    execute format('select %s()', v_duty.routine) into v_done;
    v_work := tenancy.add_counters(v_work, v_done);
  end loop;
  return v_work;
end $$;
comment on function tenancy.perform_duties is
  'Does the tenant''s work that is due by its clock; answers with counters.';
grant execute on function tenancy.perform_duties to tenor_worker;
--! EndIncluded tenancy/commands/perform_duties.sql
--! Included tenancy/commands/advance_clock.sql
-- Stops at every midnight of the tenant on the way, so that work happens in the order in which it
-- falls due. A loop over days, not over rows: each day's work is set-based.
create or replace function tenancy.advance_clock("to" timestamptz)
  returns tenancy.clock_advance
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant tenancy.tenants;
  v_stop timestamptz;
  v_work jsonb := '{}';
begin
  select * into v_tenant from tenancy.tenants as t
  where t.id = tenancy.current_tenant_id() for update;
  if not found then
    perform kernel.fail('NOTFD', 'No tenant acts here.');
  elsif not v_tenant.sandbox then
    perform kernel.fail('NOSBX', 'The clock of a live tenant is the wall clock.', 'to');
  elsif advance_clock."to" is null then
    perform kernel.fail('INPUT', 'Say to which instant the clock shall move.', 'to');
  elsif advance_clock."to" < v_tenant.clock_at then
    perform kernel.fail('INPUT', 'The clock never moves back.', 'to');
  elsif advance_clock."to" > v_tenant.clock_at + interval '5 years' then
    perform kernel.fail('INPUT', 'Move the clock by 5 years at most.', 'to');
  end if;

  v_stop := v_tenant.clock_at;
  while v_stop < advance_clock."to" loop
    v_stop := least(
      advance_clock."to",
      (((v_stop at time zone v_tenant.time_zone)::date + 1)::timestamp
        at time zone v_tenant.time_zone));
    update tenancy.tenants as t set clock_at = v_stop where t.id = v_tenant.id;
    v_work := tenancy.add_counters(v_work, tenancy.perform_duties());
  end loop;
  return (v_stop, v_work)::tenancy.clock_advance;
end $$;
comment on function tenancy.advance_clock is
  'Moves a sandbox tenant''s clock forward and does everything that falls due on the way.';
grant execute on function tenancy.advance_clock to tenor_admin, tenor_worker;
--! EndIncluded tenancy/commands/advance_clock.sql
--! Included tenancy/commands/provision_tenant.sql
-- One call, one transaction: the tenant, its brand, its first admin; higher contexts watch the
-- insert and add what is theirs (chart of accounts, events).
create or replace function tenancy.provision_tenant(
  name text,
  slug text default null,
  currency text default 'USD',
  time_zone text default 'UTC',
  locale text default 'en-US',
  sandbox boolean default false,
  clock_at timestamptz default null,
  invoice_number_format text default 'INV-{YYYY}-{SEQ:3}',
  payment_terms_days int default 30,
  admin_subject text default null,
  admin_email text default null
)
  returns tenancy.tenants
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_id uuid := uuidv7();
  v_tenant tenancy.tenants;
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the platform operator provisions tenants.');
  end if;
  -- The new tenant's own rows are written inside its own wall.
  perform set_config('tenor.tenant_id', v_id::text, true);

  insert into tenancy.tenants (id, slug, name, currency, time_zone, locale, sandbox, clock_at,
    invoice_number_format, payment_terms_days)
  values (
    v_id,
    coalesce(provision_tenant.slug, tenancy.slug_of(provision_tenant.name)),
    provision_tenant.name, provision_tenant.currency, provision_tenant.time_zone,
    provision_tenant.locale, provision_tenant.sandbox,
    case when provision_tenant.sandbox
      then coalesce(provision_tenant.clock_at, pg_catalog.now()) else provision_tenant.clock_at end,
    provision_tenant.invoice_number_format, provision_tenant.payment_terms_days)
  returning * into v_tenant;

  insert into tenancy.brands (tenant_id, legal_name) values (v_id, v_tenant.name);
  if admin_subject is not null then
    insert into tenancy.members (tenant_id, subject, email, role)
    values (v_id, admin_subject, admin_email, 'admin');
  end if;

  perform set_config('tenor.tenant_id', '', true);
  return v_tenant;
end $$;
comment on function tenancy.provision_tenant is
  'Opens a tenant with settings, brand, chart of accounts and first admin. A sandbox gets a clock.';
grant execute on function tenancy.provision_tenant to tenor_operator;
--! EndIncluded tenancy/commands/provision_tenant.sql
--! Included tenancy/commands/bind_analyst.sql
-- The login itself is made by the database's administrator; binding it to a tenant is ours.
create or replace function tenancy.bind_analyst(login_name text, tenant_slug text)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid;
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the platform operator binds analysts.');
  end if;
  select t.id into v_tenant_id from tenancy.tenants as t where t.slug = tenant_slug;
  if not found then
    perform kernel.fail('NOTFD', 'No tenant has this slug.', 'tenant_slug');
  end if;
  -- One tenant a login: the wall would fail closed on two.
  delete from tenancy.analysts as a where a.login_name = bind_analyst.login_name;
  insert into tenancy.analysts (tenant_id, login_name)
  values (v_tenant_id, bind_analyst.login_name);
end $$;
comment on function tenancy.bind_analyst is 'Binds a database login to the one tenant it may read.';
grant execute on function tenancy.bind_analyst to tenor_operator;
--! EndIncluded tenancy/commands/bind_analyst.sql
--! EndIncluded tenancy/index.sql
--! Included audit/index.sql
--! Included audit/schema.sql
create schema if not exists audit;
comment on schema audit is 'What was done: every change, who made it, sealed.';
grant usage on schema audit to tenor_tenant, tenor_operator;
--! EndIncluded audit/schema.sql
--! Included audit/types/finding.sql
do $$
begin
  if to_regtype('audit.finding') is null then
    create type audit.finding as (seal_id bigint, entry_id bigint, problem text);
  end if;
end $$;
comment on type audit.finding is 'A broken place in the audit log.';
--! EndIncluded audit/types/finding.sql
--! Included audit/tables/entries.sql
-- Every change of a watched table, by month. Written by triggers alone, sealed in batches later.
create table if not exists audit.entries (
  tenant_id uuid not null,
  id bigint not null generated always as identity,
  recorded_at timestamptz not null default clock_timestamp(),
  transaction_id xid8 not null default pg_current_xact_id(),
  actor text,
  actor_role text,
  request_id text,
  client_ip text,
  table_name text not null,
  operation text not null,
  row_id uuid,
  old_values jsonb,
  new_values jsonb,
  primary key (tenant_id, id, recorded_at),
  constraint entries_operation_check check (operation in ('insert', 'update', 'delete'))
) partition by range (recorded_at);
create index if not exists entries_row_idx on audit.entries (tenant_id, row_id, id);
create index if not exists entries_recorded_at_idx on audit.entries (tenant_id, recorded_at, id);
-- Sealing takes entries by finished transaction.
create index if not exists entries_transaction_idx
  on audit.entries (tenant_id, (transaction_id::text::bigint), id);
comment on table audit.entries is
  E'@name audit_entries\nThe audit log: one row per changed row, append-only.';
comment on column audit.entries.tenant_id is 'The tenant.';
comment on column audit.entries.id is 'Rises with every entry; gaps come from rolled-back changes.';
comment on column audit.entries.recorded_at is 'When, in real time.';
comment on column audit.entries.transaction_id is 'The transaction that made the change.';
comment on column audit.entries.actor is 'Who: the sub claim, or worker.';
comment on column audit.entries.actor_role is 'The database role that acted.';
comment on column audit.entries.request_id is 'The request or job in which it happened.';
comment on column audit.entries.client_ip is 'From where.';
comment on column audit.entries.table_name is 'The changed table, schema.name.';
comment on column audit.entries.operation is 'insert, update or delete.';
comment on column audit.entries.row_id is 'The changed row.';
comment on column audit.entries.old_values is 'The row before.';
comment on column audit.entries.new_values is 'The row after.';

-- Who may touch it: admins read; nobody changes it, our own functions included (see triggers).
alter table audit.entries enable row level security;
alter table audit.entries force row level security;
drop policy if exists tenant_isolation on audit.entries;
create policy tenant_isolation on audit.entries as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on audit.entries;
create policy owner_all on audit.entries to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_admin on audit.entries;
create policy select_admin on audit.entries for select to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on audit.entries to tenor_admin;

create or replace trigger _300_append_only before update or delete or truncate on audit.entries
  for each statement execute function kernel.tg__append_only();
--! EndIncluded audit/tables/entries.sql
--! Included audit/tables/seals.sql
-- A chain per tenant: each seal covers the entries of finished transactions since the one before.
create table if not exists audit.seals (
  tenant_id uuid not null,
  id bigint not null,
  from_transaction bigint not null,
  to_transaction bigint not null,
  entry_count int not null,
  entry_ids bigint[] not null,
  entry_hashes bytea not null,
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id)
);
comment on table audit.seals is 'Seals over the audit log, a hash chain per tenant.';
comment on column audit.seals.tenant_id is 'The tenant.';
comment on column audit.seals.id is 'Place in the tenant''s chain, from 1, without gaps.';
comment on column audit.seals.from_transaction is 'First transaction covered, inclusive.';
comment on column audit.seals.to_transaction is 'Last transaction covered, exclusive.';
comment on column audit.seals.entry_count is 'How many entries are covered.';
comment on column audit.seals.entry_ids is 'The covered entries in order.';
comment on column audit.seals.entry_hashes is 'SHA-256 of each covered entry, 32 bytes each.';
comment on column audit.seals.previous_hash is 'Hash of the seal before; empty for the first.';
comment on column audit.seals.hash is 'SHA-256 over the previous hash and the entry hashes.';
comment on column audit.seals.sealed_at is 'When it was sealed, real time.';

-- Who may touch it: admins read; nobody changes it.
alter table audit.seals enable row level security;
alter table audit.seals force row level security;
drop policy if exists tenant_isolation on audit.seals;
create policy tenant_isolation on audit.seals as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on audit.seals;
create policy owner_all on audit.seals to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_admin on audit.seals;
create policy select_admin on audit.seals for select to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on audit.seals to tenor_admin;

create or replace trigger _300_append_only before update or delete or truncate on audit.seals
  for each statement execute function kernel.tg__append_only();
--! EndIncluded audit/tables/seals.sql
--! Included audit/internal/open_partition.sql
-- A partition can be named directly, so that it carries the wall and the seal itself.
create or replace function audit.open_partition(month date)
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_start date := date_trunc('month', month)::date;
  v_name text := 'entries_' || to_char(month, 'YYYY_MM');
begin
  if to_regclass('audit.' || v_name) is not null then
    return;
  end if;
  execute format(
    'create table audit.%I partition of audit.entries for values from (%L) to (%L)',
    v_name, v_start::timestamp at time zone 'UTC',
    (v_start + interval '1 month')::timestamp at time zone 'UTC');
  execute format('comment on table audit.%I is %L', v_name,
    'The audit log of ' || to_char(month, 'YYYY-MM') || '.');
  execute format('alter table audit.%I enable row level security', v_name);
  execute format('alter table audit.%I force row level security', v_name);
  execute format('create policy owner_all on audit.%I to tenor_owner
    using (tenant_id = (select tenancy.current_tenant_id()))', v_name);
  execute format('create trigger _300_append_only before update or delete or truncate on audit.%I
    for each statement execute function kernel.tg__append_only()', v_name);
end $$;
comment on function audit.open_partition is 'Opens the partition of one month; repeatable.';
--! EndIncluded audit/internal/open_partition.sql
--! Included audit/internal/kept.sql
-- Taking nothing away still copies the whole value; most tables have nothing to hide.
create or replace function audit.kept(image jsonb, redact text[])
  returns jsonb
  language sql immutable parallel safe
return case when cardinality(redact) = 0 then image else image - redact end;
comment on function audit.kept is 'A row''s image without the columns that must not be kept.';
--! EndIncluded audit/internal/kept.sql
--! Included audit/internal/tg__record.sql
-- Statement-level with transition tables: half the price of row triggers. Names of columns that
-- must not be kept (secrets) come as the trigger's arguments.
create or replace function audit.tg__record()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_actor text := nullif(current_setting('tenor.subject', true), '');
  v_role text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
  v_request_id text := nullif(current_setting('tenor.request_id', true), '');
  v_client_ip text := nullif(current_setting('tenor.client_ip', true), '');
  v_table text := tg_table_schema || '.' || tg_table_name;
  -- Null when the trigger has no arguments.
  v_redact text[] := coalesce(tg_argv, '{}');
begin
  if tg_op = 'INSERT' then
    insert into audit.entries (tenant_id, actor, actor_role, request_id, client_ip, table_name,
      operation, row_id, new_values)
    select n.tenant_id, v_actor, v_role, v_request_id, v_client_ip, v_table,
      'insert', n.id, audit.kept(to_jsonb(n), v_redact)
    from new_rows as n;
  elsif tg_op = 'UPDATE' then
    insert into audit.entries (tenant_id, actor, actor_role, request_id, client_ip, table_name,
      operation, row_id, old_values, new_values)
    select n.tenant_id, v_actor, v_role, v_request_id, v_client_ip, v_table,
      'update', n.id, audit.kept(to_jsonb(o), v_redact), audit.kept(to_jsonb(n), v_redact)
    from new_rows as n
    join old_rows as o using (tenant_id, id)
    where o is distinct from n;
  else
    insert into audit.entries (tenant_id, actor, actor_role, request_id, client_ip, table_name,
      operation, row_id, old_values)
    select o.tenant_id, v_actor, v_role, v_request_id, v_client_ip, v_table,
      'delete', o.id, audit.kept(to_jsonb(o), v_redact)
    from old_rows as o;
  end if;
  return null;
end $$;
comment on function audit.tg__record is 'Writes changed rows to the audit log.';
--! EndIncluded audit/internal/tg__record.sql
--! Included audit/internal/tg_tenants__record.sql
-- The tenants table is keyed by the tenant itself.
create or replace function audit.tg_tenants__record()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into audit.entries (tenant_id, actor, actor_role, request_id, client_ip, table_name,
    operation, row_id, old_values, new_values)
  values (
    new.id, nullif(current_setting('tenor.subject', true), ''),
    coalesce(nullif(current_setting('role', true), 'none'), session_user),
    nullif(current_setting('tenor.request_id', true), ''),
    nullif(current_setting('tenor.client_ip', true), ''),
    'tenancy.tenants', lower(tg_op), new.id,
    case when tg_op = 'UPDATE' then to_jsonb(old) end, to_jsonb(new));
  return null;
end $$;
comment on function audit.tg_tenants__record is 'Writes changed tenants to the audit log.';
--! EndIncluded audit/internal/tg_tenants__record.sql
--! Included audit/internal/watch.sql
-- A trigger with transition tables takes one event, hence three.
create or replace function audit.watch(watched regclass, redact text[] default '{}')
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_arguments text := coalesce(
    (select string_agg(quote_literal(name), ', ') from unnest(redact) as name), '');
begin
  execute format('create or replace trigger _900_audit_insert after insert on %s
    referencing new table as new_rows for each statement execute function audit.tg__record(%s)',
    watched, v_arguments);
  execute format('create or replace trigger _900_audit_update after update on %s
    referencing old table as old_rows new table as new_rows
    for each statement execute function audit.tg__record(%s)', watched, v_arguments);
  execute format('create or replace trigger _900_audit_delete after delete on %s
    referencing old table as old_rows for each statement execute function audit.tg__record(%s)',
    watched, v_arguments);
end $$;
comment on function audit.watch is
  'Puts a table with tenant_id and id under audit; columns named in redact are never kept.';
--! EndIncluded audit/internal/watch.sql
--! Included audit/internal/entry_hash.sql
-- jsonb prints its keys in one fixed order, which makes the text canonical.
create or replace function audit.entry_hash(entry audit.entries)
  returns bytea
  language sql stable security invoker set search_path to ''
as $$
  select sha256(convert_to(
    jsonb_build_array(entry.tenant_id, entry.id, extract(epoch from entry.recorded_at),
      entry.transaction_id::text, entry.actor, entry.actor_role, entry.request_id, entry.client_ip,
      entry.table_name, entry.operation, entry.row_id, entry.old_values, entry.new_values)::text,
    'UTF8'))
$$;
comment on function audit.entry_hash is 'SHA-256 of an audit entry in its canonical text.';
--! EndIncluded audit/internal/entry_hash.sql
--! Included audit/commands/keep_partitions.sql
create or replace function audit.keep_partitions()
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform audit.open_partition((now() + make_interval(months => ahead))::date)
  from generate_series(0, 3) as ahead;
end $$;
comment on function audit.keep_partitions is 'Opens the partitions of this and the next 3 months.';
grant execute on function audit.keep_partitions to tenor_worker;
--! EndIncluded audit/commands/keep_partitions.sql
--! Included audit/commands/seal.sql
-- Entries of transactions still running could slip in behind a seal; so it stops at the oldest
-- transaction that is still open, and what follows waits for the next seal.
create or replace function audit.seal()
  returns audit.seals
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_last audit.seals;
  v_horizon bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  v_seal audit.seals;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit.seal:' || v_tenant_id, 0));
  select * into v_last from audit.seals as s
  where s.tenant_id = v_tenant_id order by s.id desc limit 1;

  insert into audit.seals (tenant_id, id, from_transaction, to_transaction, entry_count, entry_ids,
    entry_hashes, previous_hash, hash)
  select
    v_tenant_id, coalesce(v_last.id, 0) + 1, coalesce(v_last.to_transaction, 0),
    v_horizon, count(*), array_agg(fresh.id order by fresh.transaction_id, fresh.id),
    string_agg(fresh.hash, ''::bytea order by fresh.transaction_id, fresh.id),
    coalesce(v_last.hash, ''::bytea),
    sha256(coalesce(v_last.hash, ''::bytea)
      || string_agg(fresh.hash, ''::bytea order by fresh.transaction_id, fresh.id))
  from (
    select e.id, e.transaction_id::text::bigint as transaction_id, audit.entry_hash(e) as hash
    from audit.entries as e
    where e.tenant_id = v_tenant_id
      and e.transaction_id::text::bigint >= coalesce(v_last.to_transaction, 0)
      and e.transaction_id::text::bigint < v_horizon
  ) as fresh
  having count(*) > 0
  returning * into v_seal;
  return v_seal;
end $$;
comment on function audit.seal is
  'Seals the tenant''s new audit entries. Keep the returned hash elsewhere too: it is the head.';
grant execute on function audit.seal to tenor_worker;
--! EndIncluded audit/commands/seal.sql
--! Included audit/queries/verify.sql
-- The chain shows changed, missing and added entries. A chain that was cut or written anew as a
-- whole shows only against a head that was kept elsewhere: pass it.
create or replace function audit.verify(head text default null)
  returns setof audit.finding
  language sql stable security definer set search_path to ''
as $$
  with chain as (
    select
      s.*,
      lag(s.hash, 1, ''::bytea) over (order by s.id) as expected_previous,
      row_number() over (order by s.id) as expected_id,
      lag(s.to_transaction, 1, 0::bigint) over (order by s.id) as expected_from
    from audit.seals as s
    where s.tenant_id = (select tenancy.current_tenant_id())
  ),
  sealed as (
    select c.id as seal_id, listed.entry_id,
      substring(c.entry_hashes from (listed.place::int - 1) * 32 + 1 for 32) as hash
    from chain as c
    cross join unnest(c.entry_ids) with ordinality as listed (entry_id, place)
  ),
  present as (
    select e.id, c.id as seal_id, audit.entry_hash(e) as hash
    from audit.entries as e
    join chain as c on e.transaction_id::text::bigint >= c.from_transaction
      and e.transaction_id::text::bigint < c.to_transaction
    where e.tenant_id = (select tenancy.current_tenant_id())
  ),
  findings as (
    select coalesce(s.seal_id, p.seal_id) as seal_id, coalesce(s.entry_id, p.id) as entry_id,
      case when p.id is null then 'entry is missing'
        when s.entry_id is null then 'entry was added after sealing'
        else 'entry was changed' end as problem
    from sealed as s
    full join present as p on p.id = s.entry_id
    where p.hash is distinct from s.hash
    union all
    select c.id, null,
      case when c.id <> c.expected_id then 'a seal is missing before this one'
        else 'seal does not follow from the one before' end
    from chain as c
    where c.id <> c.expected_id
      or c.from_transaction <> c.expected_from
      or c.previous_hash <> c.expected_previous
      or c.hash <> sha256(c.previous_hash || c.entry_hashes)
      or octet_length(c.entry_hashes) <> 32 * c.entry_count
    union all
    select null, null, 'the kept head is not in the chain: it was cut or written anew'
    where head is not null
      and not exists (select from chain as c where encode(c.hash, 'hex') = lower(head))
  )
  select (f.seal_id, f.entry_id, f.problem)::audit.finding
  from findings as f
  order by f.seal_id nulls last, f.entry_id nulls first
$$;
comment on function audit.verify is
  'Broken places of the audit log, first one first; none in health. Takes a head kept elsewhere.';
grant execute on function audit.verify to tenor_admin;
--! EndIncluded audit/queries/verify.sql
--! Included audit/watches/tenancy.sql
-- Tenancy stands below and cannot ask for its own audit.
select audit.watch('tenancy.members');
select audit.watch('tenancy.brands', redact => array['logo']);

create or replace trigger _900_audit after insert or update on tenancy.tenants
  for each row execute function audit.tg_tenants__record();
--! EndIncluded audit/watches/tenancy.sql
select audit.keep_partitions();
--! EndIncluded audit/index.sql
--! Included events/index.sql
--! Included events/schema.sql
create schema if not exists events;
comment on schema events is 'What was said: events, jobs, mail, answers given once.';
grant usage on schema events to tenor_tenant, tenor_operator;
--! EndIncluded events/schema.sql
--! Included events/types/new_job.sql
do $$
begin
  if to_regtype('events.new_job') is null then
    create type events.new_job as (
      task text, payload jsonb, run_at timestamptz, job_key text, max_attempts int, priority int);
  end if;
end $$;
comment on type events.new_job is 'A job to be queued; task and payload suffice.';
--! EndIncluded events/types/new_job.sql
--! Included events/types/new_event.sql
do $$
begin
  if to_regtype('events.new_event') is null then
    create type events.new_event as (
      type text, object_type text, object_id uuid, object jsonb, previous jsonb);
  end if;
end $$;
comment on type events.new_event is 'An event to be published.';
--! EndIncluded events/types/new_event.sql
--! Included events/types/queue_status.sql
do $$
begin
  if to_regtype('events.queue_status') is null then
    create type events.queue_status as (
      task text, queued bigint, running bigint, completed bigint, failed bigint,
      oldest_queued_at timestamptz);
  end if;
end $$;
comment on type events.queue_status is 'How many jobs of a task are in which state.';
--! EndIncluded events/types/queue_status.sql
--! Included events/types/idempotent_answer.sql
do $$
begin
  if to_regtype('events.idempotent_answer') is null then
    create type events.idempotent_answer as (outcome text, status int, body text);
  end if;
end $$;
comment on type events.idempotent_answer is
  'outcome new, replay or conflict; with replay the first answer.';
--! EndIncluded events/types/idempotent_answer.sql
--! Included events/tables/jobs.sql
-- What a tenant asked to be done later. The queue itself (graphile_worker) forgets finished jobs
-- and knows no tenants; this is what people see.
create table if not exists events.jobs (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  task text not null,
  payload jsonb not null default '{}',
  job_key text,
  status text not null default 'queued',
  attempts int not null default 0,
  max_attempts int not null default 25,
  result jsonb,
  error text,
  requested_by text default nullif(current_setting('tenor.subject', true), ''),
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint jobs_status_check check (status in ('queued', 'running', 'completed', 'failed'))
);
-- A job between two attempts does not keep a newer one from being tried at once.
create unique index if not exists jobs_waiting_key on events.jobs (tenant_id, job_key)
  where status = 'queued' and attempts = 0 and job_key is not null;
create index if not exists jobs_status_idx on events.jobs (tenant_id, status, task);
comment on table events.jobs is 'Work for later: queued, running, completed or failed.';
comment on column events.jobs.tenant_id is 'The tenant.';
comment on column events.jobs.id is 'Identifies the job.';
comment on column events.jobs.task is 'The task, such as billing/render_invoice.';
comment on column events.jobs.payload is 'What it works on: ids alone.';
comment on column events.jobs.job_key is 'Of jobs that wait with the same key there is one.';
comment on column events.jobs.status is 'queued, running, completed or failed.';
comment on column events.jobs.attempts is 'How often it was tried.';
comment on column events.jobs.max_attempts is 'After so many attempts it stays failed.';
comment on column events.jobs.result is 'What came out.';
comment on column events.jobs.error is 'Why the last attempt failed.';
comment on column events.jobs.requested_by is 'Who asked for it.';
comment on column events.jobs.created_at is 'When it was asked for, real time.';
comment on column events.jobs.started_at is 'When the last attempt began, real time.';
comment on column events.jobs.finished_at is 'When it was completed or given up, real time.';

-- Who may touch it: members read; jobs are made and moved by commands alone.
alter table events.jobs enable row level security;
alter table events.jobs force row level security;
drop policy if exists tenant_isolation on events.jobs;
create policy tenant_isolation on events.jobs as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on events.jobs;
create policy owner_all on events.jobs to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on events.jobs;
create policy select_member on events.jobs for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on events.jobs to tenor_viewer;
--! EndIncluded events/tables/jobs.sql
--! Included events/internal/enqueue_many.sql
-- One statement for any number. A job that waits with the same key already serves; one that waits
-- for another attempt is over, since the queue puts the newer one in its place.
create or replace function events.enqueue_many(new_jobs events.new_job[])
  returns setof events.jobs
  language sql volatile security definer set search_path to ''
as $$
  with asked as materialized (
    select uuidv7() as id, tenancy.current_tenant_id() as tenant_id, j.task,
      coalesce(j.payload, '{}') as payload, j.run_at, j.job_key,
      coalesce(j.max_attempts, 25) as max_attempts, j.priority
    from unnest(new_jobs) as j
  ),
  queued as (
    insert into events.jobs (tenant_id, id, task, payload, job_key, max_attempts)
    select a.tenant_id, a.id, a.task, a.payload, a.job_key, a.max_attempts
    from asked as a
    on conflict (tenant_id, job_key)
      where status = 'queued' and attempts = 0 and job_key is not null do nothing
    returning *
  ),
  replaced as (
    update events.jobs as j
    set status = 'failed', job_key = null, finished_at = clock_timestamp()
    from queued as q
    where j.tenant_id = q.tenant_id and j.job_key = q.job_key and j.task = q.task
      and j.status = 'queued' and j.attempts > 0
  ),
  handed_over as (
    select count(*)
    from (
      select array_agg((
        q.task,
        q.payload || jsonb_build_object('tenant_id', q.tenant_id, 'job_id', q.id),
        null,
        a.run_at,
        q.max_attempts::smallint,
        q.tenant_id || ':' || q.job_key,
        a.priority::smallint,
        null
      )::graphile_worker.job_spec) as specs
      from queued as q
      join asked as a on a.id = q.id
      having count(*) > 0
    ) as batch
    cross join lateral graphile_worker.add_jobs(batch.specs)
  )
  select q.* from queued as q where (select * from handed_over) is not null
$$;
comment on function events.enqueue_many is
  'Queues jobs of the current tenant, in this transaction.';
--! EndIncluded events/internal/enqueue_many.sql
--! Included events/internal/enqueue.sql
create or replace function events.enqueue(
  task text,
  payload jsonb default '{}',
  run_at timestamptz default null,
  job_key text default null,
  max_attempts int default null
)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_job events.jobs;
begin
  select * into v_job
  from events.enqueue_many(array[
    (task, payload, run_at, job_key, max_attempts, null)::events.new_job]);
  if not found then
    select * into v_job from events.jobs as j
    where j.tenant_id = tenancy.current_tenant_id()
      and j.job_key = enqueue.job_key and j.status = 'queued' and j.attempts = 0;
  end if;
  return v_job;
end $$;
comment on function events.enqueue is
  'Queues one job of the current tenant; with a key, a job that waits already is answered.';
--! EndIncluded events/internal/enqueue.sql
--! Included events/tables/subscriptions.sql
-- Which task hears which event. Belongs to the house, to no tenant; entered by higher contexts.
create table if not exists events.subscriptions (
  event_type text not null,
  task text not null,
  id_key text not null,
  primary key (event_type, task)
);
comment on table events.subscriptions is 'Tasks that are queued when an event is published.';
comment on column events.subscriptions.event_type is 'The event, noun.past_participle.';
comment on column events.subscriptions.task is 'The task to queue.';
comment on column events.subscriptions.id_key is 'Name under which the object''s id is passed.';

-- Who may touch it: our own functions.
alter table events.subscriptions enable row level security;
alter table events.subscriptions force row level security;
drop policy if exists owner_all on events.subscriptions;
create policy owner_all on events.subscriptions to tenor_owner using (task is not null);
--! EndIncluded events/tables/subscriptions.sql
--! Included events/internal/subscribe.sql
create or replace function events.subscribe(event_type text, task text, id_key text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into events.subscriptions as s (event_type, task, id_key)
  values (subscribe.event_type, subscribe.task, subscribe.id_key)
  on conflict on constraint subscriptions_pkey do update set id_key = excluded.id_key
$$;
comment on function events.subscribe is 'A task shall hear an event; repeatable.';
--! EndIncluded events/internal/subscribe.sql
--! Included events/internal/tg_events__notify_tasks.sql
-- The queue lives in the same database: what hears an event is queued with it or not at all.
create or replace function events.tg_events__notify_tasks()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_jobs events.new_job[];
begin
  select array_agg((
      s.task,
      jsonb_build_object(s.id_key, n.object_id, 'event_id', n.id),
      null, null, null, null
    )::events.new_job)
  into v_jobs
  from new_rows as n
  join events.subscriptions as s on s.event_type = n.type;
  if v_jobs is not null then
    perform events.enqueue_many(v_jobs);
  end if;
  return null;
end $$;
comment on function events.tg_events__notify_tasks is 'Queues the tasks that hear an event.';
--! EndIncluded events/internal/tg_events__notify_tasks.sql
--! Included events/tables/events.sql
-- The outbox: written in the transaction of the change, so that nothing is said that did not
-- happen, and nothing happens unsaid.
create table if not exists events.events (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  type text not null,
  object_type text not null,
  object_id uuid not null,
  data jsonb not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint events_type_check check (type ~ '^[a-z_]+\.[a-z_]+$')
);
create index if not exists events_object_idx on events.events (tenant_id, object_id, id);
create index if not exists events_type_idx on events.events (tenant_id, type, id);
comment on table events.events is
  'What happened, for webhooks and tasks, in the order it was said.';
comment on column events.events.tenant_id is 'The tenant.';
comment on column events.events.id is 'Identifies the event; rises with time.';
comment on column events.events.type is 'noun.past_participle, such as invoice.finalized.';
comment on column events.events.object_type is 'What it is about, such as invoice.';
comment on column events.events.object_id is 'Which one it is about.';
comment on column events.events.data is '{object, previous?}: the object as it stood then.';
comment on column events.events.created_at is 'When, by the tenant''s clock.';

-- Who may touch it: members read; events are published by commands alone and never change.
alter table events.events enable row level security;
alter table events.events force row level security;
drop policy if exists tenant_isolation on events.events;
create policy tenant_isolation on events.events as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on events.events;
create policy owner_all on events.events to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on events.events;
create policy select_member on events.events for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on events.events to tenor_viewer;

create or replace trigger _300_append_only before update or delete or truncate on events.events
  for each statement execute function kernel.tg__append_only();
create or replace trigger _500_notify_tasks after insert on events.events
  referencing new table as new_rows
  for each statement execute function events.tg_events__notify_tasks();
--! EndIncluded events/tables/events.sql
--! Included events/internal/publish_many.sql
create or replace function events.publish_many(new_events events.new_event[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  -- Materialized, or the clock would be read for every event.
  with tenant (id, now) as materialized (
    select tenancy.current_tenant_id(), tenancy.now()
  )
  insert into events.events (tenant_id, type, object_type, object_id, data, created_at)
  select
    tenant.id, e.type, e.object_type, e.object_id,
    jsonb_build_object('object', e.object - 'tenant_id')
      || case when e.previous is null then '{}'
        else jsonb_build_object('previous', e.previous - 'tenant_id') end,
    tenant.now
  from unnest(new_events) with ordinality
    as e (type, object_type, object_id, object, previous, place)
  cross join tenant
  order by e.place
$$;
comment on function events.publish_many is 'Publishes events in the order given, in one statement.';
--! EndIncluded events/internal/publish_many.sql
--! Included events/internal/publish.sql
create or replace function events.publish(
  type text, object_type text, object_id uuid, object jsonb, previous jsonb default null
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select events.publish_many(array[
    (type, object_type, object_id, object, previous)::events.new_event])
$$;
comment on function events.publish is
  'Says that something happened, in the transaction in which it happens.';
--! EndIncluded events/internal/publish.sql
--! Included events/tables/emails.sql
-- Mail that went out, or was captured where no mail service is configured: nothing pretends to
-- have been sent.
create table if not exists events.emails (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  kind text not null,
  object_type text not null,
  object_id uuid not null,
  to_addresses text[] not null,
  cc_addresses text[] not null default '{}',
  subject text,
  status text not null default 'queued',
  provider_message_id text,
  file_key text,
  error text,
  created_at timestamptz not null default tenancy.now(),
  sent_at timestamptz,
  primary key (tenant_id, id),
  constraint emails_status_check check (status in ('queued', 'sent', 'captured', 'failed'))
);
create index if not exists emails_object_idx on events.emails (tenant_id, object_id, id);
comment on table events.emails is 'Mail to customers, with what became of it.';
comment on column events.emails.tenant_id is 'The tenant.';
comment on column events.emails.id is 'Identifies the mail; the mail service gets it too.';
comment on column events.emails.kind is 'invoice, reminder, receipt, renewal_alert and so on.';
comment on column events.emails.object_type is 'What it is about, such as invoice.';
comment on column events.emails.object_id is 'Which one it is about.';
comment on column events.emails.to_addresses is 'To whom.';
comment on column events.emails.cc_addresses is 'With copies to whom.';
comment on column events.emails.subject is 'Its subject line.';
comment on column events.emails.status is 'queued, sent, captured (no mail service set) or failed.';
comment on column events.emails.provider_message_id is 'The mail service''s id.';
comment on column events.emails.file_key is 'Where a captured mail lies.';
comment on column events.emails.error is 'Why it failed.';
comment on column events.emails.created_at is 'When it was written, by the tenant''s clock.';
comment on column events.emails.sent_at is
  'When it went out or was captured, by the tenant''s clock.';

-- Who may touch it: members read.
alter table events.emails enable row level security;
alter table events.emails force row level security;
drop policy if exists tenant_isolation on events.emails;
create policy tenant_isolation on events.emails as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on events.emails;
create policy owner_all on events.emails to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on events.emails;
create policy select_member on events.emails for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on events.emails to tenor_viewer;
--! EndIncluded events/tables/emails.sql
--! Included events/internal/caller_id.sql
-- The operator stands outside the tenants and keeps its answers under the nil id.
create or replace function events.caller_id()
  returns uuid
  language sql stable security definer set search_path to ''
as $$
  select case when tenancy.is_operator() then '00000000-0000-0000-0000-000000000000'
    else tenancy.current_tenant_id() end
$$;
comment on function events.caller_id is 'The tenant whose answers are kept; nil for the operator.';
--! EndIncluded events/internal/caller_id.sql
--! Included events/tables/idempotency_keys.sql
-- Answers that were given once. Claim, effect and answer commit together: after a crash there is
-- all of it or nothing.
create table if not exists events.idempotency_keys (
  tenant_id uuid not null,
  subject text not null,
  key text not null,
  route text not null,
  body_hash text not null,
  status int,
  body text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, subject, key),
  constraint idempotency_keys_key_length_check check (length(key) between 1 and 255)
);
create index if not exists idempotency_keys_created_at_idx
  on events.idempotency_keys (tenant_id, created_at);
comment on table events.idempotency_keys is 'Requests by Idempotency-Key and their first answer.';
comment on column events.idempotency_keys.tenant_id is 'The tenant; all zeros for the operator.';
comment on column events.idempotency_keys.subject is 'Who asked.';
comment on column events.idempotency_keys.key is 'The Idempotency-Key.';
comment on column events.idempotency_keys.route is 'Method and path that were asked.';
comment on column events.idempotency_keys.body_hash is 'SHA-256 of the request''s body.';
comment on column events.idempotency_keys.status is 'Status of the first answer.';
comment on column events.idempotency_keys.body is 'Body of the first answer.';
comment on column events.idempotency_keys.created_at is 'When, real time; kept for 24 hours.';
comment on constraint idempotency_keys_key_length_check on events.idempotency_keys is
  'An Idempotency-Key has 1 to 255 characters.';

-- Who may touch it: our own functions, each caller its own keys.
alter table events.idempotency_keys enable row level security;
alter table events.idempotency_keys force row level security;
drop policy if exists owner_all on events.idempotency_keys;
create policy owner_all on events.idempotency_keys to tenor_owner
  using (tenant_id = (select events.caller_id()));
--! EndIncluded events/tables/idempotency_keys.sql
--! Included events/commands/start_job.sql
create or replace function events.start_job(job_id uuid)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  update events.jobs as j
  set status = 'running', attempts = j.attempts + 1, started_at = clock_timestamp(), error = null
  where j.tenant_id = (select tenancy.current_tenant_id()) and j.id = start_job.job_id
$$;
comment on function events.start_job is 'The worker begins a job.';
grant execute on function events.start_job to tenor_worker;
--! EndIncluded events/commands/start_job.sql
--! Included events/commands/finish_job.sql
create or replace function events.finish_job(job_id uuid, result jsonb)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  update events.jobs as j
  set status = 'completed', result = finish_job.result, error = null,
    finished_at = clock_timestamp()
  where j.tenant_id = (select tenancy.current_tenant_id()) and j.id = finish_job.job_id
$$;
comment on function events.finish_job is 'The worker is done with a job.';
grant execute on function events.finish_job to tenor_worker;
--! EndIncluded events/commands/finish_job.sql
--! Included events/commands/fail_job.sql
-- Between attempts a job counts as queued again. When a newer one of its key came while it ran, the
-- queue does not try it again (graphile_worker.add_jobs): it is over.
create or replace function events.fail_job(job_id uuid, error text, is_final boolean)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_is_over boolean := is_final or exists (
    select
    from events.jobs as j
    join events.jobs as newer
      on newer.tenant_id = j.tenant_id and newer.task = j.task and newer.job_key = j.job_key
      and newer.status in ('queued', 'running', 'completed') and newer.id > j.id
    where j.tenant_id = v_tenant_id and j.id = fail_job.job_id
  );
begin
  update events.jobs as j
  set status = case when v_is_over then 'failed' else 'queued' end,
    job_key = case when v_is_over then null else j.job_key end,
    error = left(fail_job.error, 1000),
    finished_at = case when v_is_over then clock_timestamp() end
  where j.tenant_id = v_tenant_id and j.id = fail_job.job_id;
end $$;
comment on function events.fail_job is 'An attempt failed; the last one leaves the job failed.';
grant execute on function events.fail_job to tenor_worker;
--! EndIncluded events/commands/fail_job.sql
--! Included events/commands/retry_job.sql
create or replace function events.retry_job(job_id uuid)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_job events.jobs;
begin
  select * into v_job from events.jobs as j
  where j.tenant_id = tenancy.current_tenant_id() and j.id = retry_job.job_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No job has this id.', 'job_id');
  elsif v_job.status <> 'failed' then
    perform kernel.fail('TRANS', 'Only a failed job can be tried again.', 'job_id');
  end if;
  update events.jobs as j
  set status = 'queued', attempts = 0, error = null, finished_at = null
  where j.tenant_id = v_job.tenant_id and j.id = v_job.id
  returning * into v_job;
  perform graphile_worker.add_job(
    v_job.task,
    (v_job.payload || jsonb_build_object('tenant_id', v_job.tenant_id, 'job_id', v_job.id))::json,
    max_attempts => v_job.max_attempts);
  return v_job;
end $$;
comment on function events.retry_job is 'Tries a failed job again, with all its attempts.';
grant execute on function events.retry_job to tenor_admin, tenor_finance;
--! EndIncluded events/commands/retry_job.sql
--! Included events/commands/enqueue_for_tenants.sql
-- The scheduler's fan-out: one job a tenant, as no job sees more than one.
create or replace function events.enqueue_for_tenants(task text, with_sandboxes boolean)
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_specs graphile_worker.job_spec[];
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the scheduler does this.');
  end if;
  select array_agg((
      enqueue_for_tenants.task, json_build_object('tenant_id', t.id), null, null, null,
      enqueue_for_tenants.task || ':' || t.id, null, null
    )::graphile_worker.job_spec)
  into v_specs
  from tenancy.tenants as t
  where t.status = 'active' and (with_sandboxes or not t.sandbox);
  perform graphile_worker.add_jobs(v_specs) where v_specs is not null;
  return coalesce(cardinality(v_specs), 0);
end $$;
comment on function events.enqueue_for_tenants is 'Queues a task once for every active tenant.';
grant execute on function events.enqueue_for_tenants to tenor_worker;
--! EndIncluded events/commands/enqueue_for_tenants.sql
--! Included events/commands/queue_clock_advance.sql
-- For a way so long that nobody waits for its end. The clock says for itself whether it may move.
create or replace function events.queue_clock_advance("to" timestamptz)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  return events.enqueue(
    'tenancy/advance_clock', jsonb_build_object('to', queue_clock_advance."to"),
    max_attempts => 1);
end $$;
comment on function events.queue_clock_advance is
  'Moves a sandbox tenant''s clock forward in the background; the job''s result counts the work.';
grant execute on function events.queue_clock_advance to tenor_admin;
--! EndIncluded events/commands/queue_clock_advance.sql
--! Included events/commands/record_email.sql
-- A mail that is already out stays out: a repeated job changes nothing.
create or replace function events.record_email(
  email_id uuid, status text, subject text, provider_message_id text default null,
  file_key text default null, error text default null
)
  returns events.emails
  language sql volatile security definer set search_path to ''
as $$
  update events.emails as e
  set status = record_email.status,
    subject = coalesce(record_email.subject, e.subject),
    provider_message_id = record_email.provider_message_id,
    file_key = record_email.file_key,
    error = left(record_email.error, 1000),
    sent_at = case when record_email.status in ('sent', 'captured') then tenancy.now() end
  where e.tenant_id = (select tenancy.current_tenant_id())
    and e.id = email_id and e.status in ('queued', 'failed')
  returning *
$$;
comment on function events.record_email is 'Records what became of a mail.';
grant execute on function events.record_email to tenor_worker;
--! EndIncluded events/commands/record_email.sql
--! Included events/commands/claim_idempotency_key.sql
-- Two requests with one key meet at the unique row: the second waits until the first is decided.
create or replace function events.claim_idempotency_key(key text, route text, body_hash text)
  returns events.idempotent_answer
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_caller uuid := events.caller_id();
  v_subject text := coalesce(current_setting('tenor.subject', true), '');
  v_kept events.idempotency_keys;
begin
  delete from events.idempotency_keys as k
  where k.tenant_id = v_caller and k.subject = v_subject
    and k.key = claim_idempotency_key.key and k.created_at < now() - interval '24 hours';

  insert into events.idempotency_keys (tenant_id, subject, key, route, body_hash)
  values (v_caller, v_subject, claim_idempotency_key.key, claim_idempotency_key.route,
    claim_idempotency_key.body_hash)
  on conflict (tenant_id, subject, key) do nothing;
  if found then
    return ('new', null, null)::events.idempotent_answer;
  end if;

  select * into v_kept from events.idempotency_keys as k
  where k.tenant_id = v_caller and k.subject = v_subject and k.key = claim_idempotency_key.key;
  if v_kept.route = claim_idempotency_key.route
    and v_kept.body_hash = claim_idempotency_key.body_hash
    and v_kept.status is not null then
    return ('replay', v_kept.status, v_kept.body)::events.idempotent_answer;
  end if;
  return ('conflict', null, null)::events.idempotent_answer;
end $$;
comment on function events.claim_idempotency_key is
  'Claims a key for this request, or answers what was answered before.';
grant execute on function events.claim_idempotency_key to tenor_worker;
--! EndIncluded events/commands/claim_idempotency_key.sql
--! Included events/commands/keep_idempotent_answer.sql
create or replace function events.keep_idempotent_answer(key text, status int, body text)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  update events.idempotency_keys as k
  set status = keep_idempotent_answer.status, body = keep_idempotent_answer.body
  where k.tenant_id = (select events.caller_id())
    and k.subject = coalesce(current_setting('tenor.subject', true), '')
    and k.key = keep_idempotent_answer.key
$$;
comment on function events.keep_idempotent_answer is 'Keeps the answer to a claimed key.';
grant execute on function events.keep_idempotent_answer to tenor_worker;
--! EndIncluded events/commands/keep_idempotent_answer.sql
--! Included events/commands/forget_answers.sql
create or replace function events.forget_answers()
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  with forgotten as (
    delete from events.idempotency_keys as k
    where k.tenant_id = (select events.caller_id()) and k.created_at < now() - interval '24 hours'
    returning 1
  )
  select jsonb_build_object('answers_forgotten', count(*)) from forgotten
$$;
comment on function events.forget_answers is 'Deletes answers older than 24 hours.';
select tenancy.register_duty('forget answers', 900, 'events.forget_answers');
--! EndIncluded events/commands/forget_answers.sql
--! Included events/queries/queue_statuses.sql
create or replace function events.queue_statuses()
  returns setof events.queue_status
  language sql stable security invoker set search_path to ''
as $$
  select (
    j.task,
    count(*) filter (where j.status = 'queued'),
    count(*) filter (where j.status = 'running'),
    count(*) filter (where j.status = 'completed'),
    count(*) filter (where j.status = 'failed'),
    min(j.created_at) filter (where j.status = 'queued')
  )::events.queue_status
  from events.jobs as j
  group by j.task
  order by j.task
$$;
comment on function events.queue_statuses is 'The tenant''s jobs, counted by task and state.';
grant execute on function events.queue_statuses to tenor_viewer;
--! EndIncluded events/queries/queue_statuses.sql
--! Included events/queries/queue_depths.sql
-- Numbers of the whole platform, without any tenant's data in them.
create or replace function events.queue_depths()
  returns table (task text, waiting bigint, running bigint, dead bigint)
  language sql stable security definer set search_path to ''
as $$
  select
    t.identifier,
    count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts),
    count(*) filter (where j.locked_at is not null),
    count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts)
  from graphile_worker._private_jobs as j
  join graphile_worker._private_tasks as t on t.id = j.task_id
  group by t.identifier
$$;
comment on function events.queue_depths is 'Depth of the platform''s queue by task, for metrics.';
grant execute on function events.queue_depths to tenor_worker;
--! EndIncluded events/queries/queue_depths.sql
--! Included events/watches/tenancy.sql
-- Tenancy stands below and cannot publish: we watch it.
create or replace function events.tg_tenants__publish()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform events.publish('tenant.provisioned', 'tenant', new.id, to_jsonb(new));
  return null;
end $$;
comment on function events.tg_tenants__publish is 'Publishes tenant.provisioned.';

create or replace trigger _800_publish after insert on tenancy.tenants
  for each row execute function events.tg_tenants__publish();
--! EndIncluded events/watches/tenancy.sql
--! EndIncluded events/index.sql
--! Included ledger/index.sql
--! Included ledger/schema.sql
create schema if not exists ledger;
comment on schema ledger is 'Double entry: what is owned, owed and earned, balanced by its shape.';
grant usage on schema ledger to tenor_tenant;
--! EndIncluded ledger/schema.sql
--! Included ledger/types/posting.sql
-- Postings that name the same source and kind make one journal.
do $$
begin
  if to_regtype('ledger.posting') is null then
    create type ledger.posting as (
      source_type text,
      source_id uuid,
      kind text,
      description text,
      posted_on date,
      currency text,
      debit_code text,
      debit_subject_id uuid,
      credit_code text,
      credit_subject_id uuid,
      amount kernel.amount
    );
  end if;
end $$;
comment on type ledger.posting is 'One transfer to be booked, with the source that explains it.';
comment on column ledger.posting.source_type is 'What explains it, such as billing.invoice.';
comment on column ledger.posting.source_id is 'The row that explains it.';
comment on column ledger.posting.kind is 'What happened to the source, such as finalized.';
comment on column ledger.posting.description is 'For people; the journal keeps the first one.';
comment on column ledger.posting.posted_on is 'Day in the books, one for the whole journal.';
comment on column ledger.posting.currency is 'ISO 4217.';
comment on column ledger.posting.debit_code is 'Code of the ledger account to debit.';
comment on column ledger.posting.debit_subject_id is 'What the debit is about, such as an invoice.';
comment on column ledger.posting.credit_code is 'Code of the ledger account to credit.';
comment on column ledger.posting.credit_subject_id is 'What the credit is about.';
comment on column ledger.posting.amount is 'Above zero; a posting of zero is skipped.';
--! EndIncluded ledger/types/posting.sql
--! Included ledger/types/trial_balance_line.sql
do $$
begin
  if to_regtype('ledger.trial_balance_line') is null then
    create type ledger.trial_balance_line as (
      code text,
      currency text,
      name text,
      kind text,
      debit kernel.amount,
      credit kernel.amount,
      balance kernel.amount
    );
  end if;
end $$;
comment on type ledger.trial_balance_line is 'A ledger account with its totals.';
comment on column ledger.trial_balance_line.code is 'Code of the ledger account.';
comment on column ledger.trial_balance_line.currency is 'ISO 4217.';
comment on column ledger.trial_balance_line.name is 'Name of the ledger account.';
comment on column ledger.trial_balance_line.kind is 'asset, liability, equity, revenue or expense.';
comment on column ledger.trial_balance_line.debit is 'Sum of all debits.';
comment on column ledger.trial_balance_line.credit is 'Sum of all credits.';
comment on column ledger.trial_balance_line.balance is 'Positive on the account''s normal side.';
--! EndIncluded ledger/types/trial_balance_line.sql
--! Included ledger/types/mismatch.sql
do $$
begin
  if to_regtype('ledger.mismatch') is null then
    create type ledger.mismatch as (
      rule text,
      code text,
      currency text,
      subject_id uuid,
      in_books numeric,
      expected numeric
    );
  end if;
end $$;
comment on type ledger.mismatch is
  'A place where the books disagree with themselves or with a sub-ledger.';
comment on column ledger.mismatch.rule is 'The rule that is broken, or the name of the sub-ledger.';
comment on column ledger.mismatch.code is 'Code of the ledger account.';
comment on column ledger.mismatch.currency is 'ISO 4217.';
comment on column ledger.mismatch.subject_id is
  'The subject of a sub-ledger; else the journal or transfer.';
comment on column ledger.mismatch.in_books is 'What the transfers say.';
comment on column ledger.mismatch.expected is 'What the sub-ledger says, or the mirrored journal.';
--! EndIncluded ledger/types/mismatch.sql
--! Included ledger/tables/ledger_accounts.sql
-- Where money rests: one set per currency, opened with the tenant or with the currency's first use.
create table if not exists ledger.ledger_accounts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  code text not null,
  currency text not null,
  name text not null,
  kind text not null,
  normal_side text not null generated always as (
    case when kind in ('asset', 'expense') then 'debit' else 'credit' end) stored,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint ledger_accounts_code_key unique (tenant_id, code, currency),
  -- What transfers point at, so that a transfer stays within one currency.
  constraint ledger_accounts_currency_key unique (tenant_id, id, currency),
  constraint ledger_accounts_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint ledger_accounts_code_is_a_word_check check (code ~ '^[a-z][a-z_]{0,62}$'),
  constraint ledger_accounts_currency_check check (kernel.is_currency(currency)),
  constraint ledger_accounts_name_length_check check (length(name) between 1 and 200),
  constraint ledger_accounts_kind_check
    check (kind in ('asset', 'liability', 'equity', 'revenue', 'expense'))
);
comment on table ledger.ledger_accounts is 'Where the money of the books rests.';
comment on column ledger.ledger_accounts.tenant_id is 'The tenant.';
comment on column ledger.ledger_accounts.id is 'Identifies the ledger account.';
comment on column ledger.ledger_accounts.code is 'What it holds, such as cash or receivable.';
comment on column ledger.ledger_accounts.currency is 'ISO 4217; it holds no other.';
comment on column ledger.ledger_accounts.name is 'Name for people.';
comment on column ledger.ledger_accounts.kind is 'asset, liability, equity, revenue or expense.';
comment on column ledger.ledger_accounts.normal_side is
  'debit or credit: the side on which its balance is positive.';
comment on column ledger.ledger_accounts.created_at is 'When it was opened.';
comment on constraint ledger_accounts_code_key on ledger.ledger_accounts is
  'A ledger account with this code and currency exists.';
comment on constraint ledger_accounts_currency_check on ledger.ledger_accounts is
  'The currency is no ISO 4217 code in use.';

-- Who may touch it: members and analysts read, postings open what they need.
alter table ledger.ledger_accounts enable row level security;
alter table ledger.ledger_accounts force row level security;
drop policy if exists tenant_isolation on ledger.ledger_accounts;
create policy tenant_isolation on ledger.ledger_accounts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on ledger.ledger_accounts;
create policy owner_all on ledger.ledger_accounts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on ledger.ledger_accounts;
create policy select_member on ledger.ledger_accounts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on ledger.ledger_accounts;
create policy select_analyst on ledger.ledger_accounts for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on ledger.ledger_accounts to tenor_viewer, tenor_analyst;
-- Nothing can be changed or removed: a balance that stands in the books keeps its name.

create or replace trigger _300_append_only before update or delete or truncate
  on ledger.ledger_accounts for each statement execute function kernel.tg__append_only();
select audit.watch('ledger.ledger_accounts');
--! EndIncluded ledger/tables/ledger_accounts.sql
--! Included ledger/tables/journals.sql
-- A journal says why its transfers happened: it names its source row, once. Never changed; a
-- mistake is reversed, once.
create table if not exists ledger.journals (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  source_type text not null,
  source_id uuid not null,
  kind text not null,
  description text,
  posted_on date not null,
  reverses_journal_id uuid,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  -- What makes posting idempotent.
  constraint journals_source_key unique (tenant_id, source_type, source_id, kind),
  constraint journals_reverses_once_key unique (tenant_id, reverses_journal_id),
  constraint journals_reverses_fkey foreign key (tenant_id, reverses_journal_id)
    references ledger.journals (tenant_id, id),
  constraint journals_source_type_check check (source_type ~ '^[a-z_]+\.[a-z_]+$'),
  constraint journals_kind_check check (kind ~ '^[a-z][a-z_]*(\.reversal)?$'),
  constraint journals_reversal_has_kind_check
    check ((reverses_journal_id is not null) = (kind like '%.reversal')),
  constraint journals_description_length_check check (length(description) <= 1000)
);
create index if not exists journals_posted_on_idx on ledger.journals (tenant_id, posted_on, id);
comment on table ledger.journals is
  'Journals: groups of transfers with the source that explains them.';
comment on column ledger.journals.tenant_id is 'The tenant.';
comment on column ledger.journals.id is 'Identifies the journal.';
comment on column ledger.journals.source_type is 'What it books, such as billing.invoice.';
comment on column ledger.journals.source_id is 'The row it books.';
comment on column ledger.journals.kind is 'What happened to the source, such as finalized.';
comment on column ledger.journals.description is 'For people; for a reversal the reason.';
comment on column ledger.journals.posted_on is 'Day in the books.';
comment on column ledger.journals.reverses_journal_id is 'The journal that this one takes back.';
comment on column ledger.journals.created_at is 'When it was booked.';
comment on constraint journals_source_key on ledger.journals is
  'A journal for this source and kind exists.';
comment on constraint journals_reverses_fkey on ledger.journals is
  E'@fieldName reverses\n@foreignSingleFieldName reversal\nNo journal has this id.';
comment on constraint journals_reverses_once_key on ledger.journals is
  'A journal is reversed once.';

-- Who may touch it: members and analysts read; our own functions add, and change nothing.
alter table ledger.journals enable row level security;
alter table ledger.journals force row level security;
drop policy if exists tenant_isolation on ledger.journals;
create policy tenant_isolation on ledger.journals as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on ledger.journals;
create policy owner_all on ledger.journals to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on ledger.journals;
create policy select_member on ledger.journals for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on ledger.journals;
create policy select_analyst on ledger.journals for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on ledger.journals to tenor_viewer, tenor_analyst;
revoke update, delete, truncate on ledger.journals from tenor_owner;
-- A foreign key locks the row it points at, for which its owner needs update on some column.
grant update (id) on ledger.journals to tenor_owner;

create or replace trigger _300_append_only before update or delete or truncate on ledger.journals
  for each statement execute function kernel.tg__append_only();
-- Not watched by audit: it never changes, and its source row is in the audit log already.
--! EndIncluded ledger/tables/journals.sql
--! Included ledger/tables/transfers.sql
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
  constraint transfers_journal_fkey foreign key (tenant_id, journal_id)
    references ledger.journals (tenant_id, id),
  constraint transfers_debit_account_fkey foreign key (tenant_id, debit_account_id, currency)
    references ledger.ledger_accounts (tenant_id, id, currency),
  constraint transfers_credit_account_fkey foreign key (tenant_id, credit_account_id, currency)
    references ledger.ledger_accounts (tenant_id, id, currency),
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
-- Not watched by audit: it never changes, and the journal's source is in the audit log already.
--! EndIncluded ledger/tables/transfers.sql
--! Included ledger/tables/subledgers.sql
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
--! EndIncluded ledger/tables/subledgers.sql
--! Included ledger/views/chart_of_accounts.sql
-- A view over values: every tenant keeps the same books. A code added here is opened for the
-- tenants that are already there by its first posting.
create or replace view ledger.chart_of_accounts with (security_invoker = true) as
  select code, name, kind
  from (values
    ('cash', 'Cash', 'asset'),
    ('receivable', 'Accounts receivable', 'asset'),
    ('customer_balance', 'Customer balances', 'liability'),
    ('unapplied_cash', 'Unapplied cash', 'liability'),
    ('tax_payable', 'Tax payable', 'liability'),
    ('deferred_revenue', 'Deferred revenue', 'liability'),
    ('exchange_clearing', 'Exchange clearing', 'equity'),
    ('revenue', 'Revenue', 'revenue'),
    ('exchange_gain_loss', 'Exchange gains and losses', 'revenue'),
    ('bad_debt', 'Bad debt', 'expense'),
    ('rounding', 'Rounding differences', 'expense')
  ) as listed (code, name, kind);
comment on view ledger.chart_of_accounts is 'What every tenant has in each currency.';
comment on column ledger.chart_of_accounts.code is 'Word by which postings name it.';
comment on column ledger.chart_of_accounts.name is 'Name for people.';
comment on column ledger.chart_of_accounts.kind is 'asset, liability, equity, revenue or expense.';
--! EndIncluded ledger/views/chart_of_accounts.sql
--! Included ledger/views/entries.sql
-- For people, who read a journal as debits and credits: a row per side of each transfer.
create or replace view ledger.entries with (security_invoker = true) as
  select
    t.id as transfer_id,
    t.journal_id,
    side.side,
    a.code,
    a.name,
    t.currency,
    case side.side when 'debit' then t.amount end::kernel.amount as debit,
    case side.side when 'credit' then t.amount end::kernel.amount as credit,
    side.subject_id,
    t.posted_on,
    j.source_type,
    j.source_id,
    j.kind,
    j.description,
    side.ledger_account_id
  from ledger.transfers as t
  cross join lateral (values
    ('debit', t.debit_account_id, t.debit_subject_id),
    ('credit', t.credit_account_id, t.credit_subject_id)
  ) as side (side, ledger_account_id, subject_id)
  join ledger.journals as j on j.tenant_id = t.tenant_id and j.id = t.journal_id
  join ledger.ledger_accounts as a
    on a.tenant_id = t.tenant_id and a.id = side.ledger_account_id;
comment on view ledger.entries is
  E'@name ledger_entries\nThe books as accountants read them: a row per debit and credit.';
comment on column ledger.entries.transfer_id is 'The transfer; both its sides carry it.';
comment on column ledger.entries.journal_id is 'The journal.';
comment on column ledger.entries.side is 'debit or credit.';
comment on column ledger.entries.code is 'Code of the ledger account.';
comment on column ledger.entries.name is 'Name of the ledger account.';
comment on column ledger.entries.currency is 'ISO 4217.';
comment on column ledger.entries.debit is 'The amount, on the debit side.';
comment on column ledger.entries.credit is 'The amount, on the credit side.';
comment on column ledger.entries.subject_id is 'What this side is about, such as an invoice.';
comment on column ledger.entries.posted_on is 'Day in the books.';
comment on column ledger.entries.source_type is 'What the journal books, such as billing.invoice.';
comment on column ledger.entries.source_id is 'The row that the journal books.';
comment on column ledger.entries.kind is 'What happened to the source.';
comment on column ledger.entries.description is 'For people; for a reversal the reason.';
comment on column ledger.entries.ledger_account_id is 'The ledger account.';
grant select on ledger.entries to tenor_viewer, tenor_analyst;
--! EndIncluded ledger/views/entries.sql
--! Included ledger/internal/register_subledger.sql
create or replace function ledger.register_subledger(name text, account_code text, routine text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into ledger.subledgers as s (name, account_code, routine)
  values (
    register_subledger.name, register_subledger.account_code, register_subledger.routine)
  on conflict on constraint subledgers_pkey do update
  set account_code = excluded.account_code, routine = excluded.routine
$$;
comment on function ledger.register_subledger is
  'Enters a routine whose balances the books must agree with; repeatable.';
--! EndIncluded ledger/internal/register_subledger.sql
--! Included ledger/internal/open_accounts.sql
-- Two first uses of a currency at once: the second waits for the first and then finds its accounts.
-- All insert in one order, so that they never wait for each other.
create or replace function ledger.open_accounts(tenant_id uuid, currencies text[])
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into ledger.ledger_accounts (tenant_id, code, currency, name, kind, created_at)
  select open_accounts.tenant_id, c.code, wanted.currency, c.name, c.kind, tenancy.now()
  from unnest(currencies) as wanted (currency)
  cross join ledger.chart_of_accounts as c
  order by wanted.currency, c.code
  on conflict on constraint ledger_accounts_code_key do nothing
$$;
comment on function ledger.open_accounts is
  'Opens the chart of accounts in each of the currencies; what is open stays as it is.';
--! EndIncluded ledger/internal/open_accounts.sql
--! Included ledger/internal/unopened_currencies.sql
-- By code too, so that a code new in the chart is opened where its currency is in use already.
create or replace function ledger.unopened_currencies(postings ledger.posting[])
  returns text[]
  language sql stable security invoker set search_path to ''
as $$
  select array_agg(distinct used.currency)
  from (
    select distinct p.currency, side.code
    from unnest(postings) as p
    cross join lateral (values (p.debit_code), (p.credit_code)) as side (code)
    where p.amount <> 0
  ) as used
  where not exists (
    select from ledger.ledger_accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.code = used.code
      and a.currency = used.currency)
$$;
comment on function ledger.unopened_currencies is
  'Currencies of the postings in which a ledger account that they name is missing; null if none.';
--! EndIncluded ledger/internal/unopened_currencies.sql
--! Included ledger/internal/post.sql
-- One journal per (source_type, source_id, kind), one statement for one posting or ten thousand.
-- A source that has its journal already, or gets it at this very moment, is left alone: of two
-- transactions the second waits for the first and adds nothing.
-- Hash joins only: the planner cannot know how many postings come, and a nested loop over ten
-- thousand of them is a hundred million steps.
create or replace function ledger.post(postings ledger.posting[])
  returns int
  language plpgsql volatile security invoker set search_path to '' set enable_nestloop to off
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_unopened text[] := ledger.unopened_currencies(postings);
  v_journals int;
begin
  -- A statement of its own: the next one must see accounts that another transaction opened.
  if v_unopened is not null then
    perform ledger.open_accounts(v_tenant_id, v_unopened);
  end if;

  with wanted as (
    select * from unnest(postings) with ordinality as posting (source_type, source_id, kind,
      description, posted_on, currency, debit_code, debit_subject_id, credit_code,
      credit_subject_id, amount, place)
    where amount <> 0
  ),
  journal as (
    insert into ledger.journals (tenant_id, source_type, source_id, kind, description, posted_on,
      created_at)
    select distinct on (source_type, source_id, kind)
      v_tenant_id, source_type, source_id, kind, description, posted_on, v_now
    from wanted
    order by source_type, source_id, kind, place
    on conflict on constraint journals_source_key do nothing
    returning id, source_type, source_id, kind, posted_on
  ),
  transfer as (
    insert into ledger.transfers (tenant_id, journal_id, debit_account_id, debit_subject_id,
      credit_account_id, credit_subject_id, amount, currency, posted_on)
    select v_tenant_id, journal.id, debit.id, wanted.debit_subject_id,
      credit.id, wanted.credit_subject_id, wanted.amount, wanted.currency, journal.posted_on
    from wanted
    join journal using (source_type, source_id, kind)
    -- Outer joins: an unknown code must fail on the not-null column, not vanish from the books.
    left join ledger.ledger_accounts as debit
      on debit.tenant_id = v_tenant_id and debit.code = wanted.debit_code
        and debit.currency = wanted.currency
    left join ledger.ledger_accounts as credit
      on credit.tenant_id = v_tenant_id and credit.code = wanted.credit_code
        and credit.currency = wanted.currency
    order by wanted.place
  )
  select count(*) into v_journals from journal;
  return v_journals;
end $$;
comment on function ledger.post is
  'Books postings, one journal per source and kind; answers how many journals are new.';
--! EndIncluded ledger/internal/post.sql
--! Included ledger/internal/reverse_journal.sql
-- The same transfers, the other way round, never before the day of what they take back. Zero
-- amounts have no journal, so that there may be nothing to reverse.
create or replace function ledger.reverse_journal(
  source_type text,
  source_id uuid,
  kind text,
  reason text,
  posted_on date
)
  returns int
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_journals int;
begin
  with reversal as (
    insert into ledger.journals (tenant_id, source_type, source_id, kind, description, posted_on,
      reverses_journal_id, created_at)
    select v_tenant_id, j.source_type, j.source_id, j.kind || '.reversal', reason,
      greatest(reverse_journal.posted_on, j.posted_on), j.id, tenancy.now()
    from ledger.journals as j
    where j.tenant_id = v_tenant_id
      and j.source_type = reverse_journal.source_type
      and j.source_id = reverse_journal.source_id
      and j.kind = reverse_journal.kind
      and j.reverses_journal_id is null
    on conflict do nothing
    returning journals.id, journals.reverses_journal_id, journals.posted_on
  ),
  transfer as (
    insert into ledger.transfers (tenant_id, journal_id, debit_account_id, debit_subject_id,
      credit_account_id, credit_subject_id, amount, currency, posted_on)
    select v_tenant_id, reversal.id, t.credit_account_id, t.credit_subject_id,
      t.debit_account_id, t.debit_subject_id, t.amount, t.currency, reversal.posted_on
    from reversal
    join ledger.transfers as t
      on t.tenant_id = v_tenant_id and t.journal_id = reversal.reverses_journal_id
  )
  select count(*) into v_journals from reversal;
  return v_journals;
end $$;
comment on function ledger.reverse_journal is
  'Takes a journal back, once: 1 when it does so now, 0 when there is none or it has been done.';
--! EndIncluded ledger/internal/reverse_journal.sql
--! Included ledger/internal/tg_tenants__open_ledger.sql
create or replace function ledger.tg_tenants__open_ledger()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  perform ledger.open_accounts(new.id, array[new.currency]);
  return null;
end $$;
comment on function ledger.tg_tenants__open_ledger is
  'Opens the chart of accounts of a new tenant in its own currency.';
--! EndIncluded ledger/internal/tg_tenants__open_ledger.sql
--! Included ledger/internal/subject_balances.sql
create or replace function ledger.subject_balances(code text)
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security invoker set search_path to ''
as $$
  with account as (
    select a.id, a.currency, case a.normal_side when 'debit' then 1 else -1 end as direction
    from ledger.ledger_accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.code = subject_balances.code
  ),
  side as (
    select t.currency, t.debit_subject_id as subject_id, account.direction * t.amount as amount
    from account
    join ledger.transfers as t
      on t.tenant_id = (select tenancy.current_tenant_id()) and t.debit_account_id = account.id
    union all
    select t.currency, t.credit_subject_id, -account.direction * t.amount
    from account
    join ledger.transfers as t
      on t.tenant_id = (select tenancy.current_tenant_id()) and t.credit_account_id = account.id
  )
  select side.currency, side.subject_id, sum(side.amount)
  from side
  group by side.currency, side.subject_id
$$;
comment on function ledger.subject_balances is
  'What the books say about each subject of a ledger account, positive on its normal side.';
--! EndIncluded ledger/internal/subject_balances.sql
--! Included ledger/internal/find_broken_transfers.sql
-- Keys and checks make all of these impossible. Whoever gets past them, as a superuser can, is
-- found here; of several wounds the first one is told.
create or replace function ledger.find_broken_transfers()
  returns setof ledger.mismatch
  language sql stable security invoker set search_path to ''
as $$
  select checked.rule, checked.code, checked.currency, checked.id, checked.amount, null::numeric
  from (
    select t.id, t.currency, t.amount::numeric, coalesce(debit.code, credit.code) as code,
      case
        when j.id is null then 'transfer without a journal'
        when debit.id is null or credit.id is null then 'transfer without a ledger account'
        when t.currency <> debit.currency or t.currency <> credit.currency
          then 'transfer between currencies'
        when t.posted_on <> j.posted_on then 'transfer on another day than its journal'
        when t.amount <= 0 then 'transfer of nothing or less'
      end as rule
    from ledger.transfers as t
    left join ledger.journals as j on j.tenant_id = t.tenant_id and j.id = t.journal_id
    left join ledger.ledger_accounts as debit
      on debit.tenant_id = t.tenant_id and debit.id = t.debit_account_id
    left join ledger.ledger_accounts as credit
      on credit.tenant_id = t.tenant_id and credit.id = t.credit_account_id
    where t.tenant_id = (select tenancy.current_tenant_id())
  ) as checked
  where checked.rule is not null
$$;
comment on function ledger.find_broken_transfers is 'Transfers that break the shape of the books.';
--! EndIncluded ledger/internal/find_broken_transfers.sql
--! Included ledger/internal/find_broken_journals.sql
create or replace function ledger.find_broken_journals()
  returns setof ledger.mismatch
  language sql stable security invoker set search_path to ''
as $$
  -- A reversal and what it reverses, both under the reversal's id.
  with pair as (
    select j.id, part.journal_id, part.is_reversal
    from ledger.journals as j
    cross join lateral (values (j.id, true), (j.reverses_journal_id, false))
      as part (journal_id, is_reversal)
    where j.tenant_id = (select tenancy.current_tenant_id()) and j.reverses_journal_id is not null
  ),
  side as (
    select pair.id, pair.is_reversal, t.currency, part.account_id, part.subject_id, part.amount
    from pair
    join ledger.transfers as t
      on t.tenant_id = (select tenancy.current_tenant_id()) and t.journal_id = pair.journal_id
    cross join lateral (values
      (t.debit_account_id, t.debit_subject_id, t.amount::numeric),
      (t.credit_account_id, t.credit_subject_id, -t.amount)
    ) as part (account_id, subject_id, amount)
  )
  select 'journal without transfers', null::text, null::text, j.id, 0::numeric, null::numeric
  from ledger.journals as j
  where j.tenant_id = (select tenancy.current_tenant_id())
    and not exists (
      select from ledger.transfers as t
      where t.tenant_id = (select tenancy.current_tenant_id()) and t.journal_id = j.id)
  union all
  select 'reversal differs from its journal', a.code, side.currency, side.id,
    coalesce(sum(side.amount) filter (where side.is_reversal), 0),
    coalesce(-sum(side.amount) filter (where not side.is_reversal), 0)
  from side
  left join ledger.ledger_accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = side.account_id
  group by side.id, a.code, side.currency, side.account_id, side.subject_id
  having sum(side.amount) <> 0
$$;
comment on function ledger.find_broken_journals is
  'Journals without transfers, and reversals that do not mirror what they reverse.';
--! EndIncluded ledger/internal/find_broken_journals.sql
--! Included ledger/queries/balance.sql
-- Positive on the account's normal side: cash in hand, tax owed, revenue earned.
create or replace function ledger.balance(code text, currency text, as_of date default null)
  returns kernel.amount
  language sql stable parallel safe security invoker set search_path to ''
as $$
  select kernel.round_amount(
    case a.normal_side when 'debit' then 1 else -1 end * (debit.total - credit.total), a.currency)
  from ledger.ledger_accounts as a
  cross join lateral (
    select coalesce(sum(t.amount), 0) as total
    from ledger.transfers as t
    where t.tenant_id = a.tenant_id and t.debit_account_id = a.id and t.currency = a.currency
      and (as_of is null or t.posted_on <= as_of)
  ) as debit
  cross join lateral (
    select coalesce(sum(t.amount), 0) as total
    from ledger.transfers as t
    where t.tenant_id = a.tenant_id and t.credit_account_id = a.id and t.currency = a.currency
      and (as_of is null or t.posted_on <= as_of)
  ) as credit
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.code = balance.code
    and a.currency = balance.currency
$$;
comment on function ledger.balance is
  E'@name ledger_balance\nBalance of a ledger account at the end of a day, by default of all days.';
grant execute on function ledger.balance to tenor_viewer, tenor_analyst;
--! EndIncluded ledger/queries/balance.sql
--! Included ledger/queries/trial_balance.sql
-- Every ledger account, also those at zero: in each currency debits and credits add up alike.
create or replace function ledger.trial_balance(as_of date default null)
  returns setof ledger.trial_balance_line
  language sql stable parallel safe security invoker set search_path to ''
as $$
  with side as (
    select t.debit_account_id as id, sum(t.amount) as debit, 0 as credit
    from ledger.transfers as t
    where t.tenant_id = (select tenancy.current_tenant_id())
      and (as_of is null or t.posted_on <= as_of)
    group by t.debit_account_id
    union all
    select t.credit_account_id, 0, sum(t.amount)
    from ledger.transfers as t
    where t.tenant_id = (select tenancy.current_tenant_id())
      and (as_of is null or t.posted_on <= as_of)
    group by t.credit_account_id
  ),
  total as (
    select id, sum(debit) as debit, sum(credit) as credit from side group by id
  )
  select a.code, a.currency, a.name, a.kind,
    kernel.round_amount(coalesce(t.debit, 0), a.currency),
    kernel.round_amount(coalesce(t.credit, 0), a.currency),
    kernel.round_amount(
      case a.normal_side when 'debit' then 1 else -1 end
        * (coalesce(t.debit, 0) - coalesce(t.credit, 0)), a.currency)
  from ledger.ledger_accounts as a
  left join total as t using (id)
  where a.tenant_id = (select tenancy.current_tenant_id())
  order by a.currency, a.code
$$;
comment on function ledger.trial_balance is
  'All ledger accounts with their totals at the end of a day, by default of all days.';
grant execute on function ledger.trial_balance to tenor_viewer, tenor_analyst;
--! EndIncluded ledger/queries/trial_balance.sql
--! Included ledger/queries/find_discrepancies.sql
-- Definer, since the sub-ledgers are internal to contexts above; forced RLS still answers for one
-- tenant only. A loop over sub-ledgers, not over rows: each is compared in one statement.
create or replace function ledger.find_discrepancies()
  returns setof ledger.mismatch
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_subledger ledger.subledgers;
begin
  return query select * from ledger.find_broken_transfers();
  return query select * from ledger.find_broken_journals();
  for v_subledger in select * from ledger.subledgers as s order by s.name loop
    return query execute format(
      'select $1, $2, currency, subject_id, sum(in_books), sum(expected)
      from (
        select currency, subject_id, balance as in_books, 0 as expected
        from ledger.subject_balances($2)
        union all
        select currency, subject_id, 0, balance from %s()
      ) as compared
      group by currency, subject_id
      having sum(in_books) <> sum(expected)', v_subledger.routine)
      using v_subledger.name, v_subledger.account_code;
  end loop;
end $$;
comment on function ledger.find_discrepancies is
  E'@behavior -*\nCompares the books with themselves and with every sub-ledger.';
grant execute on function ledger.find_discrepancies to tenor_viewer, tenor_analyst;
--! EndIncluded ledger/queries/find_discrepancies.sql
--! Included ledger/views/discrepancies.sql
create or replace view ledger.discrepancies with (security_invoker = true) as
  select rule, code, currency, subject_id, in_books::kernel.amount as in_books,
    expected::kernel.amount as expected
  from ledger.find_discrepancies();
comment on view ledger.discrepancies is
  'Where the books disagree with themselves or with a sub-ledger: empty in health.';
comment on column ledger.discrepancies.rule is
  'The rule that is broken, or the name of the sub-ledger that disagrees.';
comment on column ledger.discrepancies.code is 'Code of the ledger account.';
comment on column ledger.discrepancies.currency is 'ISO 4217.';
comment on column ledger.discrepancies.subject_id is
  'The subject of a sub-ledger, such as an invoice; else the journal or transfer.';
comment on column ledger.discrepancies.in_books is 'What the transfers say.';
comment on column ledger.discrepancies.expected is
  'What the sub-ledger says; for a reversal, its journal turned round.';
grant select on ledger.discrepancies to tenor_viewer, tenor_analyst;
--! EndIncluded ledger/views/discrepancies.sql
--! Included ledger/watches/tenants.sql
create or replace trigger _500_open_ledger after insert on tenancy.tenants
  for each row execute function ledger.tg_tenants__open_ledger();
--! EndIncluded ledger/watches/tenants.sql
--! EndIncluded ledger/index.sql
--! Included customers/index.sql
--! Included customers/schema.sql
create schema if not exists customers;
comment on schema customers is 'Who buys: accounts, their hierarchy, addresses and contacts.';
grant usage on schema customers to tenor_tenant;
--! EndIncluded customers/schema.sql
--! Included customers/types/postal_address.sql
do $$
begin
  if to_regtype('customers.postal_address') is null then
    create type customers.postal_address as (
      line1 text, line2 text, city text, state text, postal_code text, country text);
  end if;
end $$;
comment on type customers.postal_address is 'An address as it is given to a command.';
comment on column customers.postal_address.line1 is 'Street and number.';
comment on column customers.postal_address.line2 is 'Suite, floor, care of.';
comment on column customers.postal_address.city is 'City.';
comment on column customers.postal_address.state is 'State or province.';
comment on column customers.postal_address.postal_code is 'Postal code.';
comment on column customers.postal_address.country is 'Country, ISO 3166-1 alpha-2.';
--! EndIncluded customers/types/postal_address.sql
--! Included customers/types/hierarchy_node.sql
do $$
begin
  if to_regtype('customers.hierarchy_node') is null then
    create type customers.hierarchy_node as (
      account_id uuid, parent_account_id uuid, account_name text, depth int, path_names text[]);
  end if;
end $$;
comment on type customers.hierarchy_node is 'An account in its place below another.';
comment on column customers.hierarchy_node.account_id is 'The account.';
comment on column customers.hierarchy_node.parent_account_id is 'The account above it.';
comment on column customers.hierarchy_node.account_name is 'Name of the account.';
comment on column customers.hierarchy_node.depth is 'Level in the whole hierarchy; a root has 1.';
comment on column customers.hierarchy_node.path_names is
  'Names from the account that was asked for down to this one.';
--! EndIncluded customers/types/hierarchy_node.sql
--! Included customers/types/account_settings.sql
do $$
begin
  if to_regtype('customers.account_settings') is null then
    create type customers.account_settings as (
      time_zone text, locale text, payment_terms_days int);
  end if;
end $$;
comment on type customers.account_settings is 'What applies to an account, inherited or its own.';
comment on column customers.account_settings.time_zone is 'IANA time zone of its business day.';
comment on column customers.account_settings.locale is 'How its documents are written, BCP 47.';
comment on column customers.account_settings.payment_terms_days is
  'Days from issue to due date.';
--! EndIncluded customers/types/account_settings.sql
--! Included customers/queries/days_of_terms.sql
-- 'custom' says that the days stand beside it. What is no such word is null too.
create or replace function customers.days_of_terms(payment_terms text)
  returns int
  language sql immutable parallel safe
return case
    when payment_terms = 'due_on_receipt' then 0
    when payment_terms ~ '^net_[1-9][0-9]{0,2}$' then substr(payment_terms, 5)::int
  end;
comment on function customers.days_of_terms is
  E'@behavior -*\nDays in payment terms such as net_30; null if custom.';
grant execute on function customers.days_of_terms to tenor_tenant;
--! EndIncluded customers/queries/days_of_terms.sql
--! Included customers/internal/lock_hierarchy.sql
-- Moves and deletions of a tenant's accounts happen one after the other; creations happen beside
-- each other but not beside those. Taken before any row is locked, and in a statement of its own,
-- so that what follows sees what the one before has committed.
create or replace function customers.lock_hierarchy(
  tenant_id uuid default tenancy.current_tenant_id(), shared boolean default false
)
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_key bigint := hashtextextended('customers.hierarchy:' || tenant_id, 0);
begin
  if shared then
    perform pg_advisory_xact_lock_shared(v_key);
  else
    perform pg_advisory_xact_lock(v_key);
  end if;
end $$;
comment on function customers.lock_hierarchy is
  'Nobody else changes the shape of the hierarchy until the transaction ends.';
--! EndIncluded customers/internal/lock_hierarchy.sql
--! Included customers/internal/tg_accounts__lock_hierarchy.sql
create or replace function customers.tg_accounts__lock_hierarchy()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform customers.lock_hierarchy();
  return null;
end $$;
comment on function customers.tg_accounts__lock_hierarchy is 'One move of accounts at a time.';
--! EndIncluded customers/internal/tg_accounts__lock_hierarchy.sql
--! Included customers/internal/tg_accounts__place.sql
-- An unknown parent, another tenant's and a deleted one are answered alike.
create or replace function customers.tg_accounts__place()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_line uuid[] := '{}';
begin
  if new.parent_account_id is not null and tg_op = 'INSERT' then
    perform customers.lock_hierarchy(new.tenant_id, shared => true);
    select a.path into v_line
    from customers.accounts as a
    where a.tenant_id = new.tenant_id and a.id = new.parent_account_id and a.deleted_at is null;
  elsif new.parent_account_id is not null then
    v_line := customers.line_of(new.parent_account_id);
  end if;

  if v_line is null then
    perform kernel.fail('NOTFD', 'No account has this id.', 'parent_account_id');
  elsif new.id = any (v_line) then
    perform kernel.fail('CYCLE', 'An account cannot stand below itself.', 'parent_account_id');
  end if;
  new.path := v_line || new.id;
  return new;
end $$;
comment on function customers.tg_accounts__place is
  'Finds the place of an account below its parent.';
--! EndIncluded customers/internal/tg_accounts__place.sql
--! Included customers/internal/tg_accounts__settle_terms.sql
-- Terms and their days are one fact in two words: whoever gives one gets the other. Given both,
-- they must agree, unless the terms are custom.
create or replace function customers.tg_accounts__settle_terms()
  returns trigger
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_terms_given boolean := new.payment_terms is not null;
  v_days_given boolean := new.payment_terms_days is not null;
begin
  if tg_op = 'UPDATE' then
    v_terms_given := new.payment_terms is distinct from old.payment_terms;
    v_days_given := new.payment_terms_days is distinct from old.payment_terms_days;
  end if;
  if v_terms_given and not v_days_given and new.payment_terms is distinct from 'custom' then
    new.payment_terms_days := customers.days_of_terms(new.payment_terms);
  elsif v_days_given and not v_terms_given and new.payment_terms is distinct from 'custom' then
    new.payment_terms := case new.payment_terms_days
        when 0 then 'due_on_receipt' else 'net_' || new.payment_terms_days end;
  end if;
  return new;
end $$;
comment on function customers.tg_accounts__settle_terms is 'Keeps payment terms and days in step.';
--! EndIncluded customers/internal/tg_accounts__settle_terms.sql
--! Included customers/internal/tg_accounts__refuse_depth.sql
create or replace function customers.tg_accounts__refuse_depth()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform kernel.fail('DEPTH', 'The hierarchy has at most 5 levels.', 'parent_account_id');
  return null;
end $$;
comment on function customers.tg_accounts__refuse_depth is 'Refuses a sixth level.';
--! EndIncluded customers/internal/tg_accounts__refuse_depth.sql
--! Included customers/internal/tg_accounts__carry_subtree.sql
-- Who moves takes everybody below along, in one statement.
create or replace function customers.tg_accounts__carry_subtree()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  with recursive moved (tenant_id, id, path) as (
    select new.tenant_id, new.id, new.path
    union all
    select a.tenant_id, a.id, moved.path || a.id
    from moved
    join customers.accounts as a
      on a.tenant_id = moved.tenant_id and a.parent_account_id = moved.id
  )
  update customers.accounts as a
  set path = moved.path
  from moved
  where a.tenant_id = moved.tenant_id and a.id = moved.id and a.path <> moved.path;
  return null;
end $$;
comment on function customers.tg_accounts__carry_subtree is 'Moves the subtree of a moved account.';
--! EndIncluded customers/internal/tg_accounts__carry_subtree.sql
--! Included customers/internal/tg_accounts__announce.sql
-- People change accounts by column grants, not by commands; so the table itself says what happened.
-- An account that only came along in a move is not said to have changed.
create or replace function customers.tg_accounts__announce()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_events events.new_event[];
begin
  if tg_op = 'INSERT' then
    select array_agg(
      ('account.created', 'account', n.id, to_jsonb(n), null)::events.new_event order by n.id)
    into v_events
    from new_rows as n;
  else
    select array_agg((
        case
          when n.deleted_at is not null and o.deleted_at is null then 'account.deleted'
          when n.credit_hold and not o.credit_hold then 'account.held'
          when o.credit_hold and not n.credit_hold then 'account.released'
          else 'account.updated'
        end,
        'account', n.id, to_jsonb(n), changes.previous)::events.new_event order by n.id)
    into v_events
    from new_rows as n
    join old_rows as o using (tenant_id, id)
    cross join lateral (
      select jsonb_object_agg(f.key, f.value)
      from jsonb_each(to_jsonb(o) - '{path,depth,updated_at}'::text[]) as f
      where f.value <> to_jsonb(n) -> f.key
    ) as changes (previous)
    where changes.previous is not null;
  end if;
  if v_events is not null then
    perform events.publish_many(v_events);
  end if;
  return null;
end $$;
comment on function customers.tg_accounts__announce is 'Publishes created and changed accounts.';
--! EndIncluded customers/internal/tg_accounts__announce.sql
--! Included customers/tables/accounts.sql
-- Customers. An account may stand below another; what it leaves open it inherits from above.
create table if not exists customers.accounts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  parent_account_id uuid,
  account_name text not null,
  account_type text not null default 'enterprise',
  primary_contact_email text,
  company_size text,
  industry text,
  currency text not null,
  time_zone text,
  locale text,
  payment_terms text,
  payment_terms_days int,
  tax_id text,
  payer text not null default 'self',
  credit_limit kernel.amount,
  credit_limit_scope text not null default 'account',
  credit_hold boolean not null default false,
  hold_reason text,
  held_at timestamptz,
  requires_purchase_order boolean not null default false,
  status text not null default 'active',
  external_id text,
  metadata jsonb not null default '{}',
  path uuid[] not null,
  depth int not null generated always as (cardinality(path)) stored,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  constraint accounts_external_id_key unique (tenant_id, external_id),
  constraint accounts_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint accounts_parent_fkey foreign key (tenant_id, parent_account_id)
    references customers.accounts (tenant_id, id),
  constraint accounts_path_ends_here_check check (path[cardinality(path)] = id),
  constraint accounts_path_follows_parent_check
    check (path[cardinality(path) - 1] is not distinct from parent_account_id),
  constraint accounts_depth_check check (cardinality(path) between 1 and 5),
  constraint accounts_account_name_check
    check (length(btrim(account_name)) between 1 and 255 and account_name !~ '[[:cntrl:]]'),
  constraint accounts_account_type_check check (
    account_type in ('enterprise', 'mid-market', 'smb', 'organization', 'entity', 'team')),
  constraint accounts_primary_contact_email_check check (
    primary_contact_email ~ '^[^@\s]+@[^@\s]+$' and length(primary_contact_email) <= 254),
  constraint accounts_company_size_check check (length(company_size) between 1 and 50),
  constraint accounts_industry_check check (length(industry) between 1 and 100),
  constraint accounts_currency_check check (kernel.is_currency(currency)),
  constraint accounts_time_zone_check
    check (time_zone is null or tenancy.is_time_zone(time_zone)),
  constraint accounts_locale_check check (locale ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$'),
  constraint accounts_payment_terms_check check (
    payment_terms = 'custom' or customers.days_of_terms(payment_terms) is not null),
  constraint accounts_payment_terms_days_check check (payment_terms_days between 0 and 365),
  constraint accounts_terms_agree_check check (
    (payment_terms is null) = (payment_terms_days is null)
    and (payment_terms = 'custom'
      or customers.days_of_terms(payment_terms) is not distinct from payment_terms_days)),
  constraint accounts_tax_id_check check (length(tax_id) between 1 and 100),
  constraint accounts_payer_check check (payer in ('self', 'parent')),
  constraint accounts_credit_limit_check check (credit_limit >= 0),
  constraint accounts_credit_limit_scope_check check (credit_limit_scope in ('account', 'subtree')),
  constraint accounts_hold_has_time_check check (credit_hold = (held_at is not null)),
  constraint accounts_hold_reason_check check (length(btrim(hold_reason)) between 1 and 1000),
  constraint accounts_status_check check (status in ('pending', 'active', 'suspended', 'closed')),
  constraint accounts_external_id_check check (length(external_id) between 1 and 255),
  constraint accounts_metadata_check check (
    jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 16384)
);
create index if not exists accounts_parent_idx on customers.accounts (tenant_id, parent_account_id);
create index if not exists accounts_account_name_idx
  on customers.accounts (tenant_id, account_name, id);
create index if not exists accounts_account_type_idx
  on customers.accounts (tenant_id, account_type, id);
create index if not exists accounts_status_idx on customers.accounts (tenant_id, status, id);
create index if not exists accounts_credit_hold_idx
  on customers.accounts (tenant_id, credit_hold, id);
create index if not exists accounts_created_at_idx
  on customers.accounts (tenant_id, created_at, id);
comment on table customers.accounts is 'Customers, in a hierarchy of at most 5 levels.';
comment on column customers.accounts.tenant_id is 'The tenant.';
comment on column customers.accounts.id is 'Identifies the account.';
comment on column customers.accounts.parent_account_id is
  'The account above it. Changing it moves the account with everything below it.';
comment on column customers.accounts.account_name is 'Name of the company or part of it.';
comment on column customers.accounts.account_type is
  'enterprise, mid-market, smb, organization, entity or team.';
comment on column customers.accounts.primary_contact_email is 'Where the account is reached.';
comment on column customers.accounts.company_size is 'Employees, such as 201-1000.';
comment on column customers.accounts.industry is 'Line of business.';
comment on column customers.accounts.currency is
  'Currency of new contracts and invoices, ISO 4217; by default the tenant''s.';
comment on column customers.accounts.time_zone is
  'IANA time zone that decides its business day; inherited if null.';
comment on column customers.accounts.locale is
  'How its documents write numbers and dates, BCP 47; inherited if null.';
comment on column customers.accounts.payment_terms is
  'due_on_receipt, net_30, net_60, net_90 or other net_N, custom; inherited if null.';
comment on column customers.accounts.payment_terms_days is
  'Days from issue to due date, in step with payment_terms.';
comment on column customers.accounts.tax_id is 'VAT, EIN or other tax registration.';
comment on column customers.accounts.payer is
  'Who is billed: self, or parent (the nearest account above that pays for itself).';
comment on column customers.accounts.credit_limit is 'Most it may owe; null is no limit.';
comment on column customers.accounts.credit_limit_scope is
  'Whose debts the limit counts: account, or subtree.';
comment on column customers.accounts.credit_hold is 'Whether no new invoice is made for it.';
comment on column customers.accounts.hold_reason is 'Why it was last held or released.';
comment on column customers.accounts.held_at is 'Since when it is on hold.';
comment on column customers.accounts.requires_purchase_order is
  'Whether it is billed only on a purchase order that is entered and approved.';
comment on column customers.accounts.status is 'pending, active, suspended or closed.';
comment on column customers.accounts.external_id is 'Its id in another system, unique.';
comment on column customers.accounts.metadata is 'The tenant''s own fields: an object up to 16 kB.';
comment on column customers.accounts.path is 'Ids from the root down to this account.';
comment on column customers.accounts.depth is 'Level in the hierarchy; a root has 1.';
comment on column customers.accounts.created_at is 'When it was created.';
comment on column customers.accounts.updated_at is 'When it last changed.';
comment on column customers.accounts.deleted_at is 'When it was deleted; members see it no more.';
comment on constraint accounts_external_id_key on customers.accounts is
  'An account with this external id exists.';
comment on constraint accounts_parent_fkey on customers.accounts is
  E'@foreignFieldName subsidiaries\nNo account has this id.';
comment on constraint accounts_depth_check on customers.accounts is
  'The hierarchy has at most 5 levels.';
comment on constraint accounts_account_name_check on customers.accounts is
  'An account name has 1 to 255 characters on one line.';
comment on constraint accounts_account_type_check on customers.accounts is
  'An account type is enterprise, mid-market, smb, organization, entity or team.';
comment on constraint accounts_primary_contact_email_check on customers.accounts is
  'This is no e-mail address.';
comment on constraint accounts_company_size_check on customers.accounts is
  'A company size has 1 to 50 characters.';
comment on constraint accounts_industry_check on customers.accounts is
  'An industry has 1 to 100 characters.';
comment on constraint accounts_currency_check on customers.accounts is
  'The currency is no ISO 4217 code in use.';
comment on constraint accounts_time_zone_check on customers.accounts is
  'The time zone is no name of the IANA database, such as America/New_York.';
comment on constraint accounts_locale_check on customers.accounts is
  'The locale is no BCP 47 tag such as en-US.';
comment on constraint accounts_payment_terms_check on customers.accounts is
  'Payment terms are due_on_receipt, net_30 (or other days) or custom.';
comment on constraint accounts_payment_terms_days_check on customers.accounts is
  'Payment terms are 0 to 365 days.';
comment on constraint accounts_terms_agree_check on customers.accounts is
  'Payment terms and their days do not agree; custom terms need their days.';
comment on constraint accounts_tax_id_check on customers.accounts is
  'A tax id has 1 to 100 characters.';
comment on constraint accounts_payer_check on customers.accounts is 'A payer is self or parent.';
comment on constraint accounts_credit_limit_check on customers.accounts is
  'A credit limit is not negative.';
comment on constraint accounts_credit_limit_scope_check on customers.accounts is
  'A credit limit counts the account or its subtree.';
comment on constraint accounts_hold_reason_check on customers.accounts is
  'A reason has 1 to 1000 characters.';
comment on constraint accounts_status_check on customers.accounts is
  'An account is pending, active, suspended or closed.';
comment on constraint accounts_external_id_check on customers.accounts is
  'An external id has 1 to 255 characters.';
comment on constraint accounts_metadata_check on customers.accounts is
  'Metadata is a JSON object of at most 16 kB.';

-- Who may touch it: members read what is not deleted, sales and finance change it; credit is
-- finance's. Analysts see deleted accounts too, as the name on old invoices.
alter table customers.accounts enable row level security;
alter table customers.accounts force row level security;
drop policy if exists tenant_isolation on customers.accounts;
create policy tenant_isolation on customers.accounts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on customers.accounts;
create policy owner_all on customers.accounts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on customers.accounts;
create policy select_member on customers.accounts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()) and deleted_at is null);
drop policy if exists select_analyst on customers.accounts;
create policy select_analyst on customers.accounts for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on customers.accounts;
create policy update_sales on customers.accounts for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()) and deleted_at is null);
grant select on customers.accounts to tenor_viewer, tenor_analyst;
grant update (parent_account_id, account_name, account_type, primary_contact_email, company_size,
  industry, currency, time_zone, locale, payment_terms, payment_terms_days, tax_id, payer,
  requires_purchase_order, status, external_id, metadata)
  on customers.accounts to tenor_sales, tenor_finance;
grant update (credit_limit, credit_limit_scope) on customers.accounts to tenor_finance;
-- No insert or delete: accounts come and go through commands.

create or replace trigger _050_lock_hierarchy before update of parent_account_id
  on customers.accounts for each statement
  execute function customers.tg_accounts__lock_hierarchy();
create or replace trigger _100_place before insert or update of parent_account_id
  on customers.accounts for each row execute function customers.tg_accounts__place();
create or replace trigger _100_settle_terms
  before insert or update of payment_terms, payment_terms_days
  on customers.accounts for each row execute function customers.tg_accounts__settle_terms();
create or replace trigger _100_touch before update on customers.accounts
  for each row execute function tenancy.tg__touch();
create or replace trigger _300_refuse_depth before insert or update on customers.accounts
  for each row when (cardinality(new.path) > 5)
  execute function customers.tg_accounts__refuse_depth();
create or replace trigger _500_carry_subtree after update of parent_account_id
  on customers.accounts for each row when (new.path <> old.path)
  execute function customers.tg_accounts__carry_subtree();
create or replace trigger _900_announce_insert after insert on customers.accounts
  referencing new table as new_rows
  for each statement execute function customers.tg_accounts__announce();
create or replace trigger _900_announce_update after update on customers.accounts
  referencing old table as old_rows new table as new_rows
  for each statement execute function customers.tg_accounts__announce();
select audit.watch('customers.accounts');
--! EndIncluded customers/tables/accounts.sql
--! Included customers/internal/line_of.sql
-- Walks up instead of reading the stored path, which is stale in the middle of a statement that
-- moves several accounts.
create or replace function customers.line_of(account_id uuid)
  returns uuid[]
  language sql stable security invoker set search_path to ''
as $$
  with recursive line (tenant_id, parent_account_id, path) as (
    select a.tenant_id, a.parent_account_id, array[a.id]
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.id = line_of.account_id and a.deleted_at is null
    union all
    select a.tenant_id, a.parent_account_id, a.id || line.path
    from line
    join customers.accounts as a
      on a.tenant_id = line.tenant_id and a.id = line.parent_account_id
  )
  select line.path from line where line.parent_account_id is null
$$;
comment on function customers.line_of is 'Ids from the root down to the account; null if unknown.';
--! EndIncluded customers/internal/line_of.sql
--! Included customers/internal/find_account.sql
-- Unknown ids, other tenants' and deleted accounts are answered alike.
create or replace function customers.find_account(
  account_id uuid, pointer text default 'account_id'
)
  returns customers.accounts
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_account customers.accounts;
begin
  select * into v_account
  from customers.accounts as a
  where a.tenant_id = tenancy.current_tenant_id()
    and a.id = find_account.account_id and a.deleted_at is null;
  if not found then
    perform kernel.fail('NOTFD', 'No account has this id.', pointer);
  end if;
  return v_account;
end $$;
comment on function customers.find_account is 'The account with this id, or NOTFD.';
--! EndIncluded customers/internal/find_account.sql
--! Included customers/internal/hold_accounts.sql
-- Set-based, for billing runs that find many accounts over their limit. Ordered, so that two runs
-- lock them in one order.
create or replace function customers.hold_accounts(account_ids uuid[], reason text)
  returns int
  language sql volatile security invoker set search_path to ''
as $$
  with free as (
    select a.tenant_id, a.id
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.id = any (account_ids) and not a.credit_hold and a.deleted_at is null
    order by a.id
    for no key update
  ),
  held as (
    update customers.accounts as a
    set credit_hold = true, held_at = (select tenancy.now()), hold_reason = reason
    from free
    where a.tenant_id = free.tenant_id and a.id = free.id
    returning 1
  )
  select count(*)::int from held
$$;
comment on function customers.hold_accounts is
  'Puts accounts on hold; those on hold already stay as they are. Answers how many.';
--! EndIncluded customers/internal/hold_accounts.sql
--! Included customers/internal/tg__belongs_to_account.sql
-- A foreign key would accept a deleted account.
create or replace function customers.tg__belongs_to_account()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform customers.find_account(new.account_id);
  return new;
end $$;
comment on function customers.tg__belongs_to_account is 'Refuses what belongs to no live account.';
--! EndIncluded customers/internal/tg__belongs_to_account.sql
--! Included customers/internal/tg_addresses__keep_one_default.sql
create or replace function customers.tg_addresses__keep_one_default()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  update customers.addresses as a
  set is_default = false
  where a.tenant_id = new.tenant_id and a.account_id = new.account_id
    and a.kind = new.kind and a.is_default and a.id <> new.id;
  return new;
end $$;
comment on function customers.tg_addresses__keep_one_default is
  'A new default address takes the place of the old one.';
--! EndIncluded customers/internal/tg_addresses__keep_one_default.sql
--! Included customers/tables/addresses.sql
-- Where accounts are billed and delivered to. An account without one uses its parent's.
create table if not exists customers.addresses (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  kind text not null default 'billing',
  label text,
  is_default boolean not null default false,
  line1 text,
  line2 text,
  city text,
  state text,
  postal_code text,
  country text,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint addresses_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint addresses_account_fkey foreign key (tenant_id, account_id)
    references customers.accounts (tenant_id, id),
  -- A unique constraint cannot be partial, and a unique index cannot carry a sentence.
  constraint addresses_one_default_excl exclude using btree
    (tenant_id with =, account_id with =, kind with =) where (is_default),
  constraint addresses_kind_check check (kind in ('billing', 'shipping', 'other')),
  constraint addresses_label_check check (length(btrim(label)) between 1 and 100),
  constraint addresses_says_where_check
    check (num_nonnulls(line1, line2, city, state, postal_code, country) > 0),
  constraint addresses_lines_check check (
    length(line1) between 1 and 255 and length(line2) between 1 and 255
    and length(city) between 1 and 100 and length(state) between 1 and 100
    and length(postal_code) between 1 and 20),
  constraint addresses_country_check check (country ~ '^[A-Z]{2}$')
);
create index if not exists addresses_account_idx
  on customers.addresses (tenant_id, account_id, kind);
comment on table customers.addresses is 'Billing, shipping and other addresses of accounts.';
comment on column customers.addresses.tenant_id is 'The tenant.';
comment on column customers.addresses.id is 'Identifies the address.';
comment on column customers.addresses.account_id is 'The account that has it.';
comment on column customers.addresses.kind is 'billing, shipping or other.';
comment on column customers.addresses.label is 'What people call it, such as Munich plant.';
comment on column customers.addresses.is_default is 'The one used, of those of its kind.';
comment on column customers.addresses.line1 is 'Street and number.';
comment on column customers.addresses.line2 is 'Suite, floor, care of.';
comment on column customers.addresses.city is 'City.';
comment on column customers.addresses.state is 'State or province.';
comment on column customers.addresses.postal_code is 'Postal code.';
comment on column customers.addresses.country is 'Country, ISO 3166-1 alpha-2.';
comment on column customers.addresses.created_at is 'When it was added.';
comment on column customers.addresses.updated_at is 'When it last changed.';
comment on constraint addresses_account_fkey on customers.addresses is 'No account has this id.';
comment on constraint addresses_one_default_excl on customers.addresses is
  'Another address of this kind became the default at the same time.';
comment on constraint addresses_kind_check on customers.addresses is
  'An address is billing, shipping or other.';
comment on constraint addresses_label_check on customers.addresses is
  'A label has 1 to 100 characters.';
comment on constraint addresses_says_where_check on customers.addresses is
  'An address needs at least one line.';
comment on constraint addresses_lines_check on customers.addresses is
  'A line of an address is empty or too long.';
comment on constraint addresses_country_check on customers.addresses is
  'A country is an ISO 3166-1 code of two capital letters.';

-- Who may touch it: members read, sales and finance change; those of a deleted account vanish.
alter table customers.addresses enable row level security;
alter table customers.addresses force row level security;
drop policy if exists tenant_isolation on customers.addresses;
create policy tenant_isolation on customers.addresses as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on customers.addresses;
create policy owner_all on customers.addresses to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on customers.addresses;
create policy select_member on customers.addresses for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id())
    and exists (
      select from customers.accounts as a
      where a.tenant_id = addresses.tenant_id and a.id = addresses.account_id));
drop policy if exists insert_sales on customers.addresses;
create policy insert_sales on customers.addresses for insert to tenor_sales, tenor_finance
  with check (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on customers.addresses;
create policy update_sales on customers.addresses for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists delete_sales on customers.addresses;
create policy delete_sales on customers.addresses for delete to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on customers.addresses to tenor_viewer;
grant insert (account_id, kind, label, is_default, line1, line2, city, state, postal_code, country),
  update (kind, label, is_default, line1, line2, city, state, postal_code, country),
  delete on customers.addresses to tenor_sales, tenor_finance;

create or replace trigger _100_touch before update on customers.addresses
  for each row execute function tenancy.tg__touch();
create or replace trigger _300_belongs_to_account before insert on customers.addresses
  for each row execute function customers.tg__belongs_to_account();
-- Before, as the constraint would refuse the new default while the old one stands.
create or replace trigger _500_keep_one_default before insert or update on customers.addresses
  for each row when (new.is_default)
  execute function customers.tg_addresses__keep_one_default();
select audit.watch('customers.addresses');
--! EndIncluded customers/tables/addresses.sql
--! Included customers/internal/tg_contacts__keep_one_default.sql
create or replace function customers.tg_contacts__keep_one_default()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  update customers.contacts as c
  set is_default = false
  where c.tenant_id = new.tenant_id and c.account_id = new.account_id
    and c.kind = new.kind and c.is_default and c.id <> new.id;
  return new;
end $$;
comment on function customers.tg_contacts__keep_one_default is
  'A new default contact takes the place of the old one.';
--! EndIncluded customers/internal/tg_contacts__keep_one_default.sql
--! Included customers/tables/contacts.sql
-- People at accounts. An account without a billing contact uses its parent's.
create table if not exists customers.contacts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  kind text not null default 'billing',
  is_default boolean not null default false,
  name text,
  email text not null,
  phone text,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint contacts_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint contacts_account_fkey foreign key (tenant_id, account_id)
    references customers.accounts (tenant_id, id),
  constraint contacts_one_default_excl exclude using btree
    (tenant_id with =, account_id with =, kind with =) where (is_default),
  constraint contacts_kind_check check (kind in ('billing', 'primary', 'technical', 'other')),
  -- Names and addresses stand in mail headers, where a line break would start another header.
  constraint contacts_name_check
    check (length(btrim(name)) between 1 and 255 and name !~ '[[:cntrl:]]'),
  constraint contacts_email_check
    check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254),
  constraint contacts_phone_check check (length(phone) between 1 and 50)
);
create index if not exists contacts_account_idx on customers.contacts (tenant_id, account_id, kind);
create index if not exists contacts_email_idx on customers.contacts (tenant_id, email);
comment on table customers.contacts is
  'Billing, primary, technical and other contacts of accounts.';
comment on column customers.contacts.tenant_id is 'The tenant.';
comment on column customers.contacts.id is 'Identifies the contact.';
comment on column customers.contacts.account_id is 'The account that has it.';
comment on column customers.contacts.kind is 'billing, primary, technical or other.';
comment on column customers.contacts.is_default is 'The one used, of those of its kind.';
comment on column customers.contacts.name is 'Name of the person or department.';
comment on column customers.contacts.email is 'Where mail goes.';
comment on column customers.contacts.phone is 'Phone number.';
comment on column customers.contacts.created_at is 'When it was added.';
comment on column customers.contacts.updated_at is 'When it last changed.';
comment on constraint contacts_account_fkey on customers.contacts is 'No account has this id.';
comment on constraint contacts_one_default_excl on customers.contacts is
  'Another contact of this kind became the default at the same time.';
comment on constraint contacts_kind_check on customers.contacts is
  'A contact is billing, primary, technical or other.';
comment on constraint contacts_name_check on customers.contacts is
  'A name has 1 to 255 characters on one line.';
comment on constraint contacts_email_check on customers.contacts is 'This is no e-mail address.';
comment on constraint contacts_phone_check on customers.contacts is
  'A phone number has 1 to 50 characters.';

-- Who may touch it: members read, sales and finance change; those of a deleted account vanish.
alter table customers.contacts enable row level security;
alter table customers.contacts force row level security;
drop policy if exists tenant_isolation on customers.contacts;
create policy tenant_isolation on customers.contacts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on customers.contacts;
create policy owner_all on customers.contacts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on customers.contacts;
create policy select_member on customers.contacts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id())
    and exists (
      select from customers.accounts as a
      where a.tenant_id = contacts.tenant_id and a.id = contacts.account_id));
drop policy if exists insert_sales on customers.contacts;
create policy insert_sales on customers.contacts for insert to tenor_sales, tenor_finance
  with check (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on customers.contacts;
create policy update_sales on customers.contacts for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists delete_sales on customers.contacts;
create policy delete_sales on customers.contacts for delete to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on customers.contacts to tenor_viewer;
grant insert (account_id, kind, is_default, name, email, phone),
  update (kind, is_default, name, email, phone),
  delete on customers.contacts to tenor_sales, tenor_finance;

create or replace trigger _100_touch before update on customers.contacts
  for each row execute function tenancy.tg__touch();
create or replace trigger _300_belongs_to_account before insert on customers.contacts
  for each row execute function customers.tg__belongs_to_account();
-- Before, as the constraint would refuse the new default while the old one stands.
create or replace trigger _500_keep_one_default before insert or update on customers.contacts
  for each row when (new.is_default)
  execute function customers.tg_contacts__keep_one_default();
select audit.watch('customers.contacts');
--! EndIncluded customers/tables/contacts.sql
--! Included customers/queries/subtree_ids.sql
create or replace function customers.subtree_ids(account_id uuid)
  returns setof uuid
  language sql stable parallel safe rows 20
begin atomic
  with recursive subtree (tenant_id, id) as (
    select a.tenant_id, a.id
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.id = subtree_ids.account_id and a.deleted_at is null
    union all
    select a.tenant_id, a.id
    from subtree
    join customers.accounts as a
      on a.tenant_id = subtree.tenant_id and a.parent_account_id = subtree.id
    where a.deleted_at is null
  )
  select subtree.id from subtree;
end;
comment on function customers.subtree_ids is
  E'@behavior -*\nIds of an account and of all accounts below it.';
grant execute on function customers.subtree_ids to tenor_viewer, tenor_analyst;
--! EndIncluded customers/queries/subtree_ids.sql
--! Included customers/queries/hierarchy.sql
-- Walks by the index on the parent: row level security hides nothing of a path, but an index on
-- the path itself could not be used under it.
create or replace function customers.hierarchy(account_id uuid)
  returns setof customers.hierarchy_node
  language sql stable parallel safe rows 20
begin atomic
  with recursive subtree (tenant_id, id, parent_account_id, account_name, depth, names, ids) as (
    select a.tenant_id, a.id, a.parent_account_id, a.account_name, a.depth,
      array[a.account_name], array[a.id]
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.id = hierarchy.account_id and a.deleted_at is null
    union all
    select a.tenant_id, a.id, a.parent_account_id, a.account_name, a.depth,
      subtree.names || a.account_name, subtree.ids || a.id
    from subtree
    join customers.accounts as a
      on a.tenant_id = subtree.tenant_id and a.parent_account_id = subtree.id
    where a.deleted_at is null
  )
  select s.id, s.parent_account_id, s.account_name, s.depth, s.names
  from subtree as s
  order by s.names, s.ids;
end;
comment on function customers.hierarchy is
  'An account and all below it, each parent before its subsidiaries, by name; empty if unknown.';
grant execute on function customers.hierarchy to tenor_viewer, tenor_analyst;
--! EndIncluded customers/queries/hierarchy.sql
--! Included customers/queries/accounts_ancestors.sql
create or replace function customers.accounts_ancestors(account customers.accounts)
  returns setof customers.accounts
  language sql stable parallel safe rows 4
begin atomic
  select a.*
  from customers.accounts as a
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and a.id <> (account).id
  order by a.depth;
end;
comment on function customers.accounts_ancestors is 'The accounts above, the root first.';
grant execute on function customers.accounts_ancestors to tenor_viewer;
--! EndIncluded customers/queries/accounts_ancestors.sql
--! Included customers/queries/accounts_descendants.sql
create or replace function customers.accounts_descendants(account customers.accounts)
  returns setof customers.accounts
  language sql stable parallel safe rows 20
begin atomic
  select a.*
  from customers.accounts as a
  where a.tenant_id = (account).tenant_id
    and a.id = any (array(select customers.subtree_ids((account).id)))
    and a.id <> (account).id
  order by a.depth, a.account_name, a.id;
end;
comment on function customers.accounts_descendants is
  'All accounts below, level by level, by name.';
grant execute on function customers.accounts_descendants to tenor_viewer;
--! EndIncluded customers/queries/accounts_descendants.sql
--! Included customers/queries/payer_of.sql
-- A root pays for itself, whatever it says. Inlined, to be joined laterally.
create or replace function customers.payer_of(account customers.accounts)
  returns setof customers.accounts
  language sql stable parallel safe rows 1
begin atomic
  select a.*
  from customers.accounts as a
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and (a.payer = 'self' or a.depth = 1)
  order by a.depth desc
  limit 1;
end;
comment on function customers.payer_of is
  E'@behavior -*\nThe account that is billed for an account.';
grant execute on function customers.payer_of to tenor_viewer;
--! EndIncluded customers/queries/payer_of.sql
--! Included customers/queries/accounts_paid_by.sql
create or replace function customers.accounts_paid_by(account customers.accounts)
  returns customers.accounts
  language sql stable parallel safe
return (select a from customers.payer_of(account) as a);
comment on function customers.accounts_paid_by is
  'The account that is billed: itself, or the nearest above that pays for itself.';
grant execute on function customers.accounts_paid_by to tenor_viewer;
--! EndIncluded customers/queries/accounts_paid_by.sql
--! Included customers/queries/settings_of.sql
-- The nearest account that says it, else the tenant. Inlined, so that a run joins it laterally to
-- many accounts at the price of one index scan each.
create or replace function customers.settings_of(account customers.accounts)
  returns setof customers.account_settings
  language sql stable parallel safe rows 1
begin atomic
  select
    coalesce(
      (array_agg(a.time_zone order by a.depth desc) filter (where a.time_zone is not null))[1],
      (select t.time_zone from tenancy.tenants as t
        where t.id = (select tenancy.current_tenant_id()))),
    coalesce(
      (array_agg(a.locale order by a.depth desc) filter (where a.locale is not null))[1],
      (select t.locale from tenancy.tenants as t
        where t.id = (select tenancy.current_tenant_id()))),
    coalesce(
      (array_agg(a.payment_terms_days order by a.depth desc)
        filter (where a.payment_terms_days is not null))[1],
      (select t.payment_terms_days from tenancy.tenants as t
        where t.id = (select tenancy.current_tenant_id())))
  from customers.accounts as a
  where a.tenant_id = (account).tenant_id and a.id = any ((account).path);
end;
comment on function customers.settings_of is
  E'@behavior -*\nTime zone, locale and terms that apply to an account.';
grant execute on function customers.settings_of to tenor_viewer;
--! EndIncluded customers/queries/settings_of.sql
--! Included customers/queries/accounts_effective_time_zone.sql
create or replace function customers.accounts_effective_time_zone(account customers.accounts)
  returns text
  language sql stable parallel safe
return (select s.time_zone from customers.settings_of(account) as s);
comment on function customers.accounts_effective_time_zone is
  'Its own time zone, else the nearest parent''s, else the tenant''s.';
grant execute on function customers.accounts_effective_time_zone to tenor_viewer;
--! EndIncluded customers/queries/accounts_effective_time_zone.sql
--! Included customers/queries/accounts_effective_locale.sql
create or replace function customers.accounts_effective_locale(account customers.accounts)
  returns text
  language sql stable parallel safe
return (select s.locale from customers.settings_of(account) as s);
comment on function customers.accounts_effective_locale is
  'Its own locale, else the nearest parent''s, else the tenant''s.';
grant execute on function customers.accounts_effective_locale to tenor_viewer;
--! EndIncluded customers/queries/accounts_effective_locale.sql
--! Included customers/queries/accounts_effective_payment_terms_days.sql
create or replace function customers.accounts_effective_payment_terms_days(
  account customers.accounts
)
  returns int
  language sql stable parallel safe
return (select s.payment_terms_days from customers.settings_of(account) as s);
comment on function customers.accounts_effective_payment_terms_days is
  'Days from issue to due date: its own, else the nearest parent''s, else the tenant''s.';
grant execute on function customers.accounts_effective_payment_terms_days to tenor_viewer;
--! EndIncluded customers/queries/accounts_effective_payment_terms_days.sql
--! Included customers/queries/accounts_billing_address.sql
create or replace function customers.accounts_billing_address(account customers.accounts)
  returns customers.addresses
  language sql stable parallel safe
return (
  select d
  from customers.accounts as a
  join customers.addresses as d on d.tenant_id = a.tenant_id and d.account_id = a.id
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and d.kind = 'billing'
  order by a.depth desc, d.is_default desc, d.id
  limit 1
);
comment on function customers.accounts_billing_address is
  'Where it is billed: its own billing address, else the nearest parent''s.';
grant execute on function customers.accounts_billing_address to tenor_viewer;
--! EndIncluded customers/queries/accounts_billing_address.sql
--! Included customers/queries/shipping_address_of.sql
-- Tax follows this address, so an account's own billing address comes before a parent's shipping
-- address: a German subsidiary is not taxed in its parent's Ohio. Inlined, to be joined laterally.
create or replace function customers.shipping_address_of(account customers.accounts)
  returns setof customers.addresses
  language sql stable parallel safe rows 1
begin atomic
  select d.*
  from customers.accounts as a
  join customers.addresses as d on d.tenant_id = a.tenant_id and d.account_id = a.id
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and d.kind in ('shipping', 'billing')
  order by a.depth desc, d.kind desc, d.is_default desc, d.id
  limit 1;
end;
comment on function customers.shipping_address_of is
  E'@behavior -*\nThe address where an account is served and taxed, if there is one.';
grant execute on function customers.shipping_address_of to tenor_viewer;
--! EndIncluded customers/queries/shipping_address_of.sql
--! Included customers/queries/accounts_shipping_address.sql
create or replace function customers.accounts_shipping_address(account customers.accounts)
  returns customers.addresses
  language sql stable parallel safe
return (select d from customers.shipping_address_of(account) as d);
comment on function customers.accounts_shipping_address is
  'Where it is served and taxed: its shipping, else billing address, else the nearest parent''s.';
grant execute on function customers.accounts_shipping_address to tenor_viewer;
--! EndIncluded customers/queries/accounts_shipping_address.sql
--! Included customers/queries/accounts_billing_contact.sql
create or replace function customers.accounts_billing_contact(account customers.accounts)
  returns customers.contacts
  language sql stable parallel safe
return (
  select c
  from customers.accounts as a
  join customers.contacts as c on c.tenant_id = a.tenant_id and c.account_id = a.id
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and c.kind = 'billing'
  order by a.depth desc, c.is_default desc, c.id
  limit 1
);
comment on function customers.accounts_billing_contact is
  'Who gets the invoices: its own billing contact, else the nearest parent''s.';
grant execute on function customers.accounts_billing_contact to tenor_viewer;
--! EndIncluded customers/queries/accounts_billing_contact.sql
--! Included customers/queries/billing_email_of.sql
-- Inlined, so that a run joins it laterally to many accounts.
create or replace function customers.billing_email_of(account customers.accounts)
  returns table (email text)
  language sql stable parallel safe rows 1
begin atomic
  select coalesce(
    (select c.email
      from customers.accounts as a
      join customers.contacts as c on c.tenant_id = a.tenant_id and c.account_id = a.id
      where a.tenant_id = (account).tenant_id
        and a.id = any ((account).path) and c.kind = 'billing'
      order by a.depth desc, c.is_default desc, c.id
      limit 1),
    (select a.primary_contact_email
      from customers.accounts as a
      where a.tenant_id = (account).tenant_id
        and a.id = any ((account).path) and a.primary_contact_email is not null
      order by a.depth desc
      limit 1));
end;
comment on function customers.billing_email_of is
  E'@behavior -*\nWhere an account''s invoices are mailed.';
grant execute on function customers.billing_email_of to tenor_viewer;
--! EndIncluded customers/queries/billing_email_of.sql
--! Included customers/queries/accounts_billing_email.sql
create or replace function customers.accounts_billing_email(account customers.accounts)
  returns text
  language sql stable parallel safe
return (select found.email from customers.billing_email_of(account) as found);
comment on function customers.accounts_billing_email is
  'Where invoices are mailed: to the billing contact, else to the nearest primary contact.';
grant execute on function customers.accounts_billing_email to tenor_viewer;
--! EndIncluded customers/queries/accounts_billing_email.sql
--! Included customers/commands/set_address.sql
-- One call for a form with one address of a kind: whether there was one before makes no difference.
create or replace function customers.set_address(
  account_id uuid, kind text, address customers.postal_address
)
  returns customers.addresses
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_address customers.addresses;
begin
  -- Forms send empty lines for what was left out.
  address := (
    nullif(btrim(address.line1), ''), nullif(btrim(address.line2), ''),
    nullif(btrim(address.city), ''), nullif(btrim(address.state), ''),
    nullif(btrim(address.postal_code), ''), upper(nullif(btrim(address.country), '')));
  update customers.addresses as a
  set line1 = address.line1, line2 = address.line2, city = address.city, state = address.state,
    postal_code = address.postal_code, country = address.country
  where a.tenant_id = v_account.tenant_id and a.account_id = v_account.id
    and a.kind = set_address.kind and a.is_default
  returning * into v_address;
  if not found then
    insert into customers.addresses (account_id, kind, is_default, line1, line2, city, state,
      postal_code, country)
    values (v_account.id, kind, true, address.line1, address.line2, address.city, address.state,
      address.postal_code, address.country)
    returning * into v_address;
  end if;
  return v_address;
end $$;
comment on function customers.set_address is
  'Sets the default address of a kind (billing, shipping, other), replacing it whole.';
grant execute on function customers.set_address to tenor_sales, tenor_finance;
--! EndIncluded customers/commands/set_address.sql
--! Included customers/commands/set_contact.sql
create or replace function customers.set_contact(
  account_id uuid, kind text, email text, name text default null, phone text default null
)
  returns customers.contacts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_contact customers.contacts;
begin
  update customers.contacts as c
  set name = set_contact.name, email = set_contact.email, phone = set_contact.phone
  where c.tenant_id = v_account.tenant_id and c.account_id = v_account.id
    and c.kind = set_contact.kind and c.is_default
  returning * into v_contact;
  if not found then
    insert into customers.contacts (account_id, kind, is_default, name, email, phone)
    values (v_account.id, kind, true, name, email, phone)
    returning * into v_contact;
  end if;
  return v_contact;
end $$;
comment on function customers.set_contact is
  'Sets the default contact of a kind (billing, primary, technical, other), replacing it whole.';
grant execute on function customers.set_contact to tenor_sales, tenor_finance;
--! EndIncluded customers/commands/set_contact.sql
--! Included customers/commands/create_account.sql
-- A credit limit is finance's to give; sales would lend to its own customers.
create or replace function customers.create_account(
  account_name text,
  parent_account_id uuid default null,
  account_type text default null,
  primary_contact_email text default null,
  billing_contact_name text default null,
  billing_contact_email text default null,
  company_size text default null,
  industry text default null,
  currency text default null,
  time_zone text default null,
  locale text default null,
  payment_terms text default null,
  payment_terms_days int default null,
  tax_id text default null,
  payer text default null,
  credit_limit kernel.amount default null,
  credit_limit_scope text default null,
  requires_purchase_order boolean default null,
  status text default null,
  external_id text default null,
  billing_address customers.postal_address default null,
  shipping_address customers.postal_address default null,
  metadata jsonb default null
)
  returns customers.accounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts;
begin
  if credit_limit is not null and current_setting('role') = 'tenor_sales' then
    perform kernel.fail('FORBD', 'A credit limit is given by finance.', 'credit_limit');
  elsif billing_contact_name is not null and billing_contact_email is null then
    perform kernel.fail('INPUT', 'A billing contact needs an e-mail address.',
      'billing_contact_email');
  end if;

  insert into customers.accounts (parent_account_id, account_name, account_type,
    primary_contact_email, company_size, industry, currency, time_zone, locale, payment_terms,
    payment_terms_days, tax_id, payer, credit_limit, credit_limit_scope,
    requires_purchase_order, status, external_id, metadata)
  values (
    parent_account_id, account_name, coalesce(account_type, 'enterprise'), primary_contact_email,
    company_size, industry,
    coalesce(currency, (
      select t.currency from tenancy.tenants as t where t.id = tenancy.current_tenant_id())),
    time_zone, locale, payment_terms, payment_terms_days, tax_id, coalesce(payer, 'self'),
    credit_limit, coalesce(credit_limit_scope, 'account'),
    coalesce(requires_purchase_order, false), coalesce(status, 'active'), external_id,
    coalesce(metadata, '{}'))
  returning * into v_account;

  if billing_contact_email is not null then
    perform customers.set_contact(v_account.id, 'billing', billing_contact_email,
      billing_contact_name);
  end if;
  if billing_address is distinct from null then
    perform customers.set_address(v_account.id, 'billing', billing_address);
  end if;
  if shipping_address is distinct from null then
    perform customers.set_address(v_account.id, 'shipping', shipping_address);
  end if;
  return v_account;
end $$;
comment on function customers.create_account is
  'Creates a customer, below a parent if one is named, with its first addresses and contact.';
grant execute on function customers.create_account to tenor_sales, tenor_finance;
--! EndIncluded customers/commands/create_account.sql
--! Included customers/commands/delete_account.sql
-- Nothing is lost: old invoices still name it. Its external id is free again.
create or replace function customers.delete_account(account_id uuid)
  returns customers.accounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts;
begin
  perform customers.lock_hierarchy();
  v_account := customers.find_account(account_id);
  if exists (
    select from customers.accounts as a
    where a.tenant_id = v_account.tenant_id and a.parent_account_id = v_account.id
      and a.deleted_at is null
  ) then
    perform kernel.fail('CNFLT', 'The account has subsidiaries; move or delete them first.',
      'account_id');
  end if;

  update customers.accounts as a
  set deleted_at = tenancy.now(), status = 'closed', external_id = null
  where a.tenant_id = v_account.tenant_id and a.id = v_account.id
  returning * into v_account;
  return v_account;
end $$;
comment on function customers.delete_account is
  'Deletes an account without subsidiaries: it is found no more, its history stays.';
grant execute on function customers.delete_account to tenor_sales, tenor_finance;
--! EndIncluded customers/commands/delete_account.sql
--! Included customers/commands/hold_account.sql
create or replace function customers.hold_account(account_id uuid, reason text)
  returns customers.accounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
begin
  if nullif(btrim(reason), '') is null then
    perform kernel.fail('INPUT', 'A hold needs a reason.', 'reason');
  elsif customers.hold_accounts(array[v_account.id], reason) = 0 then
    perform kernel.fail('TRANS', 'The account is on hold already.', 'account_id');
  end if;
  return customers.find_account(v_account.id);
end $$;
comment on function customers.hold_account is
  'Puts an account on credit hold: no new invoice is made for it until it is released.';
grant execute on function customers.hold_account to tenor_finance;
--! EndIncluded customers/commands/hold_account.sql
--! Included customers/commands/release_account.sql
create or replace function customers.release_account(account_id uuid, reason text)
  returns customers.accounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
begin
  if nullif(btrim(reason), '') is null then
    perform kernel.fail('INPUT', 'A release needs a reason.', 'reason');
  end if;
  update customers.accounts as a
  set credit_hold = false, held_at = null, hold_reason = reason
  where a.tenant_id = v_account.tenant_id and a.id = v_account.id and a.credit_hold
  returning * into v_account;
  if not found then
    perform kernel.fail('TRANS', 'The account is not on hold.', 'account_id');
  end if;
  return v_account;
end $$;
comment on function customers.release_account is 'Releases an account from credit hold.';
grant execute on function customers.release_account to tenor_finance;
--! EndIncluded customers/commands/release_account.sql
--! EndIncluded customers/index.sql
--! Included catalog/index.sql
--! Included catalog/schema.sql
create schema if not exists catalog;
comment on schema catalog is
  'What is sold: products, their prices over time, and what a quantity costs.';
grant usage on schema catalog to tenor_tenant;
--! EndIncluded catalog/schema.sql
--! Included catalog/types/tier.sql
do $$
begin
  if to_regtype('catalog.tier') is null then
    create type catalog.tier as (
      up_to kernel.quantity, unit_price kernel.unit_price, flat_fee kernel.amount);
  end if;
end $$;
comment on type catalog.tier is
  'A price tier: the quantities above the tier before, up to its end.';
comment on column catalog.tier.up_to is 'Last quantity of the tier, inclusive; null is and above.';
comment on column catalog.tier.unit_price is 'Price of one unit; of the whole step if stairstep.';
comment on column catalog.tier.flat_fee is 'Fee due once when the tier is entered; null is none.';
--! EndIncluded catalog/types/tier.sql
--! Included catalog/types/volume_tier_input.sql
do $$
begin
  if to_regtype('catalog.volume_tier_input') is null then
    create type catalog.volume_tier_input as (
      min kernel.quantity, max kernel.quantity, price kernel.unit_price);
  end if;
end $$;
comment on type catalog.volume_tier_input is
  'A tier as many price lists write it: 51 to 200 at 89.';
comment on column catalog.volume_tier_input.min is 'First quantity of the tier.';
comment on column catalog.volume_tier_input.max is 'Last quantity of the tier; null is and above.';
comment on column catalog.volume_tier_input.price is 'Price of one unit.';
--! EndIncluded catalog/types/volume_tier_input.sql
--! Included catalog/types/price_terms.sql
do $$
begin
  if to_regtype('catalog.price_terms') is null then
    create type catalog.price_terms as (
      pricing_model text, unit_price kernel.unit_price, tiers catalog.tier[],
      package_size kernel.quantity, free_units kernel.quantity);
  end if;
end $$;
comment on type catalog.price_terms is 'All that decides what a quantity costs.';
comment on column catalog.price_terms.pricing_model is
  'flat, per_unit, volume, graduated, package or stairstep.';
comment on column catalog.price_terms.unit_price is
  'The price if flat, of a unit if per_unit, of a package if package; else the list price.';
comment on column catalog.price_terms.tiers is 'Tiers of volume, graduated and stairstep prices.';
comment on column catalog.price_terms.package_size is 'Units in a package.';
comment on column catalog.price_terms.free_units is 'Units before the first package is due.';
--! EndIncluded catalog/types/price_terms.sql
--! Included catalog/types/price_step.sql
do $$
begin
  if to_regtype('catalog.price_step') is null then
    create type catalog.price_step as (
      tier int, from_quantity numeric, up_to numeric, quantity numeric, unit_price numeric,
      flat_fee numeric, amount numeric);
  end if;
end $$;
comment on type catalog.price_step is 'One term of a price: quantity x unit price + flat fee.';
comment on column catalog.price_step.tier is 'Place of the tier, from 1.';
comment on column catalog.price_step.from_quantity is 'The tier holds what lies above this.';
comment on column catalog.price_step.up_to is 'Last quantity of the tier; null is and above.';
comment on column catalog.price_step.quantity is 'Units, or packages, priced by this step.';
comment on column catalog.price_step.unit_price is 'Price of one of them.';
comment on column catalog.price_step.flat_fee is 'Fee added once.';
comment on column catalog.price_step.amount is 'What the step costs, exact.';
--! EndIncluded catalog/types/price_step.sql
--! Included catalog/types/price_preview.sql
do $$
begin
  if to_regtype('catalog.price_preview') is null then
    create type catalog.price_preview as (
      pricing_model text, currency text, quantity kernel.quantity, amount kernel.amount,
      breakdown catalog.price_step[]);
  end if;
end $$;
comment on type catalog.price_preview is 'What a quantity would cost, step by step.';
comment on column catalog.price_preview.pricing_model is 'The model that was applied.';
comment on column catalog.price_preview.currency is 'Currency of the amount.';
comment on column catalog.price_preview.quantity is 'The quantity that was priced.';
comment on column catalog.price_preview.amount is 'The price, rounded once to the minor unit.';
comment on column catalog.price_preview.breakdown is 'How it comes about, exact.';
--! EndIncluded catalog/types/price_preview.sql
--! Included catalog/queries/price_breakdown.sql
-- One rule for every model, written so that the planner inlines it: a run over a million lines
-- stays one join. Whatever lies above a bounded last tier has no price and gives no step. Tiers
-- hold what is above the tier before, so that 100.5 stands above a tier up to 100; nought stands
-- in the first. Whole packages come from div and mod, as a quotient would be rounded.
create or replace function catalog.price_breakdown(
  pricing_model text, unit_price numeric, tiers catalog.tier[], package_size numeric,
  free_units numeric, quantity numeric
)
  returns setof catalog.price_step
  language sql immutable parallel safe rows 2
begin atomic
  select s.tier, s.lower_bound, s.up_to, s.units, s.unit_price, s.flat_fee,
    s.units * s.unit_price + s.flat_fee
  from (
    select
      t.place::int as tier,
      coalesce(tiers[t.place::int - 1].up_to, 0)::numeric as lower_bound,
      t.up_to::numeric as up_to,
      case pricing_model
        when 'volume' then quantity
        when 'stairstep' then 1
        else least(quantity, t.up_to) - coalesce(tiers[t.place::int - 1].up_to, 0)
      end as units,
      coalesce(t.unit_price, 0)::numeric as unit_price,
      coalesce(t.flat_fee, 0)::numeric as flat_fee
    from unnest(tiers) with ordinality as t (up_to, unit_price, flat_fee, place)
    where pricing_model in ('volume', 'graduated', 'stairstep')
      and (t.place = 1 or quantity > tiers[t.place::int - 1].up_to)
      and coalesce(
        quantity <= case pricing_model
          when 'graduated' then tiers[cardinality(tiers)].up_to else t.up_to end,
        quantity is not null)
    union all
    select
      1, 0, null,
      case pricing_model
        when 'flat' then 1
        when 'per_unit' then quantity
        else div(greatest(quantity - coalesce(free_units, 0), 0), package_size)
          + (mod(greatest(quantity - coalesce(free_units, 0), 0), package_size) > 0)::int
      end,
      price_breakdown.unit_price, 0
    where pricing_model in ('flat', 'per_unit', 'package')
  ) as s (tier, lower_bound, up_to, units, unit_price, flat_fee);
end;
comment on function catalog.price_breakdown is
  E'@behavior -*\nThe steps of the price of a quantity, exact; none if it lies above the tiers.';
grant execute on function catalog.price_breakdown to tenor_viewer;
--! EndIncluded catalog/queries/price_breakdown.sql
--! Included catalog/queries/rate.sql
create or replace function catalog.rate(
  pricing_model text, unit_price numeric, tiers catalog.tier[], package_size numeric,
  free_units numeric, quantity numeric
)
  returns numeric
  language sql immutable parallel safe
return (
  select sum(step.amount)
  from catalog.price_breakdown(
    pricing_model, unit_price, tiers, package_size, free_units, quantity) as step
);
comment on function catalog.rate is
  E'@behavior -*\nThe exact price of a quantity, unrounded; null if it lies above the tiers.';
grant execute on function catalog.rate to tenor_viewer;
--! EndIncluded catalog/queries/rate.sql
--! Included catalog/internal/tier_faults.sql
create or replace function catalog.tier_faults(tiers catalog.tier[])
  returns table (place int, problem text)
  language sql immutable parallel safe security invoker set search_path to ''
as $$
  select 1, 'Tiers are a list of 1 to 100 tiers.'
  where coalesce(array_ndims(tiers) <> 1 or array_lower(tiers, 1) <> 1 or cardinality(tiers) > 100,
    true)
  union all
  select t.place::int, f.problem
  from unnest(tiers) with ordinality as t (up_to, unit_price, flat_fee, place)
  cross join lateral (
    select case
      when t.up_to is null and t.place < cardinality(tiers)
        then format('Only the last tier may be open; tier %s is not the last.', t.place)
      when t.up_to <= coalesce(tiers[t.place::int - 1].up_to, 0)
        then format('Tier %s must end above %s.', t.place,
          coalesce(trim_scale(tiers[t.place::int - 1].up_to), 0))
      when coalesce(t.unit_price, t.flat_fee) is null
        then format('Tier %s has no price.', t.place)
      when t.flat_fee < 0
        then format('The flat fee of tier %s is negative.', t.place)
    end
  ) as f (problem)
  where f.problem is not null and cardinality(tiers) <= 100
  order by 1
$$;
comment on function catalog.tier_faults is 'What is wrong with tiers: the tier and a sentence.';
--! EndIncluded catalog/internal/tier_faults.sql
--! Included catalog/internal/are_valid_tiers.sql
create or replace function catalog.are_valid_tiers(tiers catalog.tier[])
  returns boolean
  language sql immutable parallel safe
return not exists (select from catalog.tier_faults(tiers));
comment on function catalog.are_valid_tiers is
  'Do the tiers rise, with a price each, and only the last one open?';
--! EndIncluded catalog/internal/are_valid_tiers.sql
--! Included catalog/internal/model_of.sql
create or replace function catalog.model_of(pricing_model text)
  returns text
  language sql immutable parallel safe
return case pricing_model
    when 'seat_based' then 'per_unit'
    when 'flat_fee' then 'flat'
    when 'volume_tiered' then 'volume'
    else pricing_model
  end;
comment on function catalog.model_of is
  'A pricing model in our words: seat_based is per_unit, flat_fee flat, volume_tiered volume.';
--! EndIncluded catalog/internal/model_of.sql
--! Included catalog/internal/is_complete_price.sql
create or replace function catalog.is_complete_price(
  pricing_model text, unit_price numeric, tiers catalog.tier[], package_size numeric,
  free_units numeric
)
  returns boolean
  language sql immutable parallel safe
return case
    when pricing_model in ('flat', 'per_unit') then unit_price >= 0
    when pricing_model = 'package' then unit_price >= 0 and package_size > 0
    when pricing_model in ('volume', 'graduated', 'stairstep') then catalog.are_valid_tiers(tiers)
    else false
  end is true;
comment on function catalog.is_complete_price is
  'Has a price all that its model needs, and are its tiers in order?';
--! EndIncluded catalog/internal/is_complete_price.sql
--! Included catalog/internal/tiers_of_volume.sql
-- Both ways to write neighbours are taken: 1-50, 51-200 (counting seats) and 0-50, 50-200.
create or replace function catalog.tiers_of_volume(volume_tiers catalog.volume_tier_input[])
  returns catalog.tier[]
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_fault record;
begin
  select t.place, f.problem into v_fault
  from unnest(volume_tiers) with ordinality as t (min, max, price, place)
  left join unnest(volume_tiers) with ordinality as before (min, max, price, place)
    on before.place = t.place - 1
  cross join lateral (
    select case
      when t.place = 1 and t.min > 1
        then 'The first tier begins at 0 or 1.'
      when t.place > 1 and before.max is null
        then format('Only the last tier may be open; tier %s is not the last.', before.place)
      when t.place > 1 and t.min not in (before.max, before.max + 1)
        then format('Tier %s must begin right after tier %s, at %s.',
          t.place, before.place, trim_scale(before.max + 1))
      when t.min > t.max
        then format('Tier %s ends before it begins.', t.place)
      when t.price is null
        then format('Tier %s has no price.', t.place)
    end
  ) as f (problem)
  where f.problem is not null
  order by t.place
  limit 1;
  if found then
    perform kernel.fail('INPUT', v_fault.problem, 'volume_tiers/' || v_fault.place - 1);
  end if;
  return array(
    select (t.max, t.price, null)::catalog.tier
    from unnest(volume_tiers) with ordinality as t (min, max, price, place)
    order by t.place);
end $$;
comment on function catalog.tiers_of_volume is 'Tiers from {min, max, price}, without a gap.';
--! EndIncluded catalog/internal/tiers_of_volume.sql
--! Included catalog/internal/price_terms.sql
-- Seats with tiers are priced by volume, their unit price being the list price. What a model does
-- not use is refused rather than ignored.
create or replace function catalog.price_terms(
  pricing_model text,
  unit_price kernel.unit_price default null,
  tiers catalog.tier[] default null,
  volume_tiers catalog.volume_tier_input[] default null,
  package_size kernel.quantity default null,
  free_units kernel.quantity default null,
  price_pointer text default 'unit_price'
)
  returns catalog.price_terms
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_model text := catalog.model_of(pricing_model);
  v_tiers catalog.tier[] := coalesce(tiers, catalog.tiers_of_volume(volume_tiers));
  v_has_tiers boolean := cardinality(coalesce(tiers, '{}')) + cardinality(
    coalesce(volume_tiers, '{}')) > 0;
begin
  if v_model = 'per_unit' and v_has_tiers then
    v_model := 'volume';
  end if;
  perform kernel.fail('INPUT', f.problem, f.pointer)
  from (values
    (v_model is null or v_model not in (
        'flat', 'per_unit', 'volume', 'graduated', 'package', 'stairstep'),
      'A pricing model is flat, per_unit (seat_based), volume, graduated, package or stairstep.',
      'pricing_model'),
    (cardinality(tiers) > 0 and cardinality(volume_tiers) > 0,
      'Give tiers or volume_tiers, not both.', 'volume_tiers'),
    (v_model in ('flat', 'per_unit', 'package') and unit_price is null,
      format('The pricing model %s needs a price.', v_model), price_pointer),
    (v_model in ('flat', 'package') and v_has_tiers,
      format('The pricing model %s has no tiers.', v_model), 'tiers'),
    (v_model in ('volume', 'graduated', 'stairstep') and not v_has_tiers,
      format('The pricing model %s needs tiers.', v_model), 'tiers'),
    (v_model = 'package' and coalesce(package_size, 0) = 0,
      'The pricing model package needs a package size above 0.', 'package_size'),
    (v_model <> 'package' and package_size is not null,
      'Only the pricing model package has a package size.', 'package_size'),
    (v_model <> 'package' and free_units > 0,
      'Only the pricing model package has free units.', 'free_units')
  ) as f (is_wrong, problem, pointer)
  where f.is_wrong;

  if v_has_tiers then
    perform kernel.fail('INPUT', f.problem,
      case when cardinality(tiers) > 0 then 'tiers/' else 'volume_tiers/' end || f.place - 1)
    from catalog.tier_faults(v_tiers) as f;
  else
    v_tiers := null;
  end if;
  return (v_model, unit_price, v_tiers, package_size,
    case when v_model = 'package' then coalesce(free_units, 0) end)::catalog.price_terms;
end $$;
comment on function catalog.price_terms is
  'Checked price terms in our words, from the forms that callers may use; INPUT if they are wrong.';
--! EndIncluded catalog/internal/price_terms.sql
--! Included catalog/internal/currency_or_default.sql
create or replace function catalog.currency_or_default(currency text)
  returns text
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_currency text := coalesce(currency, (
    select t.currency from tenancy.tenants as t where t.id = tenancy.current_tenant_id()));
begin
  if not kernel.is_currency(v_currency) then
    perform kernel.fail('INPUT', 'The currency is no ISO 4217 code in use.', 'currency');
  end if;
  return v_currency;
end $$;
comment on function catalog.currency_or_default is
  'The currency, by default the tenant''s; INPUT if there is none such.';
--! EndIncluded catalog/internal/currency_or_default.sql
--! Included catalog/queries/preview_price.sql
-- Reads no tenant's row but its currency; definer only because it uses the catalog's internals.
create or replace function catalog.preview_price(
  pricing_model text,
  quantity kernel.quantity,
  unit_price kernel.unit_price default null,
  tiers catalog.tier[] default null,
  volume_tiers catalog.volume_tier_input[] default null,
  package_size kernel.quantity default null,
  free_units kernel.quantity default null,
  currency text default null
)
  returns catalog.price_preview
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_terms catalog.price_terms := catalog.price_terms(
    pricing_model, unit_price, tiers, volume_tiers, package_size, free_units);
  v_currency text := catalog.currency_or_default(currency);
  v_steps catalog.price_step[] := array(
    select step
    from catalog.price_breakdown(v_terms.pricing_model, v_terms.unit_price, v_terms.tiers,
      v_terms.package_size, v_terms.free_units, quantity) as step
    order by step.tier);
begin
  if quantity is null then
    perform kernel.fail('INPUT', 'A quantity is needed.', 'quantity');
  elsif v_steps = '{}' then
    perform kernel.fail('QATAB', 'The quantity lies above the last price tier.', 'quantity');
  end if;
  return (
    v_terms.pricing_model, v_currency, quantity,
    kernel.round_amount((select sum(step.amount) from unnest(v_steps) as step), v_currency),
    v_steps)::catalog.price_preview;
end $$;
comment on function catalog.preview_price is
  'What a quantity would cost under any price terms, rounded, with the steps that lead there.';
grant execute on function catalog.preview_price to tenor_viewer;
--! EndIncluded catalog/queries/preview_price.sql
--! Included catalog/internal/tg_products__announce.sql
create or replace function catalog.tg_products__announce()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_events events.new_event[];
begin
  if tg_op = 'INSERT' then
    select array_agg(
      ('product.created', 'product', n.id, to_jsonb(n), null)::events.new_event order by n.id)
    into v_events
    from new_rows as n;
  else
    select array_agg(
      ('product.updated', 'product', n.id, to_jsonb(n), changes.previous)::events.new_event
      order by n.id)
    into v_events
    from new_rows as n
    join old_rows as o using (tenant_id, id)
    cross join lateral (
      select jsonb_object_agg(f.key, f.value)
      from jsonb_each(to_jsonb(o) - 'updated_at') as f
      where f.value <> to_jsonb(n) -> f.key
    ) as changes (previous)
    where changes.previous is not null;
  end if;
  if v_events is not null then
    perform events.publish_many(v_events);
  end if;
  return null;
end $$;
comment on function catalog.tg_products__announce is 'Publishes created and changed products.';
--! EndIncluded catalog/internal/tg_products__announce.sql
--! Included catalog/tables/products.sql
-- What is sold. What it costs stands in prices, by currency and day.
create table if not exists catalog.products (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  name text not null,
  description text,
  sku text,
  min_seats int not null default 1,
  max_seats int,
  seat_increment int not null default 1,
  tax_category text,
  is_addon boolean not null default false,
  active boolean not null default true,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint products_sku_key unique (tenant_id, sku),
  constraint products_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint products_name_check
    check (length(btrim(name)) between 1 and 255 and name !~ '[[:cntrl:]]'),
  constraint products_description_check check (length(description) <= 5000),
  constraint products_sku_check check (length(btrim(sku)) between 1 and 100),
  constraint products_min_seats_check check (min_seats between 0 and 1000000000),
  constraint products_max_seats_check check (max_seats between 1 and 1000000000),
  constraint products_max_not_below_min_seats_check check (max_seats >= min_seats),
  constraint products_seat_increment_check check (seat_increment between 1 and 1000000),
  constraint products_tax_category_check check (length(btrim(tax_category)) between 1 and 100),
  constraint products_metadata_check check (
    jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 16384)
);
create index if not exists products_name_idx on catalog.products (tenant_id, name, id);
create index if not exists products_active_idx on catalog.products (tenant_id, active, id);
comment on table catalog.products is 'What is sold.';
comment on column catalog.products.tenant_id is 'The tenant.';
comment on column catalog.products.id is 'Identifies the product.';
comment on column catalog.products.name is 'Name on contracts and invoices.';
comment on column catalog.products.description is 'What it is.';
comment on column catalog.products.sku is 'The tenant''s own article number, unique.';
comment on column catalog.products.min_seats is 'Fewest seats billed.';
comment on column catalog.products.max_seats is
  'Most seats sold to one contract line; null is any.';
comment on column catalog.products.seat_increment is
  'Seats are sold in multiples of this; 1 leaves the quantity free.';
comment on column catalog.products.tax_category is 'What kind of good it is, for taxes.';
comment on column catalog.products.is_addon is 'Whether it is sold beside another product only.';
comment on column catalog.products.active is 'Whether it is sold; old contracts keep it.';
comment on column catalog.products.metadata is 'The tenant''s own fields: an object up to 16 kB.';
comment on column catalog.products.created_at is 'When it was created.';
comment on column catalog.products.updated_at is 'When it last changed.';
comment on constraint products_sku_key on catalog.products is 'A product with this SKU exists.';
comment on constraint products_name_check on catalog.products is
  'A product name has 1 to 255 characters on one line.';
comment on constraint products_description_check on catalog.products is
  'A description has at most 5000 characters.';
comment on constraint products_sku_check on catalog.products is 'A SKU has 1 to 100 characters.';
comment on constraint products_min_seats_check on catalog.products is
  'The fewest seats are 0 to 1,000,000,000.';
comment on constraint products_max_seats_check on catalog.products is
  'The most seats are 1 to 1,000,000,000.';
comment on constraint products_max_not_below_min_seats_check on catalog.products is
  'The most seats are fewer than the fewest.';
comment on constraint products_seat_increment_check on catalog.products is
  'A seat increment is 1 to 1,000,000.';
comment on constraint products_tax_category_check on catalog.products is
  'A tax category has 1 to 100 characters.';
comment on constraint products_metadata_check on catalog.products is
  'Metadata is a JSON object of at most 16 kB.';

-- Who may touch it: members read, sales and finance change it. Analysts read names.
alter table catalog.products enable row level security;
alter table catalog.products force row level security;
drop policy if exists tenant_isolation on catalog.products;
create policy tenant_isolation on catalog.products as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on catalog.products;
create policy owner_all on catalog.products to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on catalog.products;
create policy select_member on catalog.products for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on catalog.products;
create policy select_analyst on catalog.products for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on catalog.products;
create policy update_sales on catalog.products for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on catalog.products to tenor_viewer, tenor_analyst;
grant update (name, description, sku, min_seats, max_seats, seat_increment, tax_category, is_addon,
  active, metadata)
  on catalog.products to tenor_sales, tenor_finance;
-- No insert: a product comes with its first price. No delete: contracts and invoices name it.

create or replace trigger _100_touch before update on catalog.products
  for each row execute function tenancy.tg__touch();
create or replace trigger _900_announce_insert after insert on catalog.products
  referencing new table as new_rows
  for each statement execute function catalog.tg_products__announce();
create or replace trigger _900_announce_update after update on catalog.products
  referencing old table as old_rows new table as new_rows
  for each statement execute function catalog.tg_products__announce();
select audit.watch('catalog.products');
--! EndIncluded catalog/tables/products.sql
--! Included catalog/internal/tg_prices__keep_past.sql
-- A version may end from today on, or last longer, or be withdrawn before it begins; nothing else.
create or replace function catalog.tg_prices__keep_past()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_today date := tenancy.today();
begin
  if tg_op = 'DELETE' then
    if coalesce(lower(old.valid) <= v_today, true) then
      perform kernel.fail('TRANS', 'A price that has begun cannot be withdrawn.', 'price_id');
    end if;
    return old;
  elsif to_jsonb(new) - '{valid,valid_from,valid_to}'::text[]
      <> to_jsonb(old) - '{valid,valid_from,valid_to}'::text[]
    or lower(new.valid) is distinct from lower(old.valid)
    or least(upper(new.valid), upper(old.valid)) < v_today
  then
    perform kernel.fail('TRANS', 'The past of a price never changes.', 'price_id');
  end if;
  return new;
end $$;
comment on function catalog.tg_prices__keep_past is 'Refuses changes of prices that were valid.';
--! EndIncluded catalog/internal/tg_prices__keep_past.sql
--! Included catalog/tables/prices.sql
-- What a product costs, in a currency, over a time. A new version ends the one before it.
create table if not exists catalog.prices (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  product_id uuid not null,
  currency text not null,
  valid daterange not null,
  valid_from date generated always as (lower(valid)) stored,
  valid_to date generated always as (upper(valid) - 1) stored,
  pricing_model text not null,
  unit_price kernel.unit_price,
  tiers catalog.tier[],
  package_size kernel.quantity,
  free_units kernel.quantity,
  price_interval text not null default 'month',
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint prices_one_at_a_time_key
    unique (tenant_id, product_id, currency, valid without overlaps),
  constraint prices_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint prices_product_fkey foreign key (tenant_id, product_id)
    references catalog.products (tenant_id, id),
  constraint prices_currency_check check (kernel.is_currency(currency)),
  constraint prices_pricing_model_check check (
    pricing_model in ('flat', 'per_unit', 'volume', 'graduated', 'package', 'stairstep')),
  constraint prices_single_has_price_check check (
    pricing_model not in ('flat', 'per_unit', 'package') or unit_price is not null),
  constraint prices_tiered_has_tiers_check check (
    (pricing_model in ('volume', 'graduated', 'stairstep')) = (tiers is not null)),
  constraint prices_tiers_check check (tiers is null or catalog.are_valid_tiers(tiers)),
  constraint prices_package_has_size_check check (
    (pricing_model = 'package') = (package_size is not null and free_units is not null)
    and package_size > 0),
  constraint prices_price_interval_check check (
    price_interval in ('month', 'quarter', 'year', 'one_time'))
);
-- The temporal key is a GiST index of ranges, which no query of a member can use.
create index if not exists prices_product_idx
  on catalog.prices (tenant_id, product_id, currency, valid_from);
comment on table catalog.prices is 'Price versions of products: one at a time per currency.';
comment on column catalog.prices.tenant_id is 'The tenant.';
comment on column catalog.prices.id is 'Identifies the price version.';
comment on column catalog.prices.product_id is 'The product.';
comment on column catalog.prices.currency is 'Currency, ISO 4217.';
comment on column catalog.prices.valid is 'Days on which the version is valid, half-open.';
comment on column catalog.prices.valid_from is
  'First day on which it is valid; null is since ever.';
comment on column catalog.prices.valid_to is 'Last day on which it is valid; null is open.';
comment on column catalog.prices.pricing_model is
  'flat, per_unit, volume, graduated, package or stairstep.';
comment on column catalog.prices.unit_price is
  'The price if flat, of a unit if per_unit, of a package if package; else the list price.';
comment on column catalog.prices.tiers is 'Tiers of volume, graduated and stairstep prices.';
comment on column catalog.prices.package_size is 'Units in a package.';
comment on column catalog.prices.free_units is 'Units before the first package is due.';
comment on column catalog.prices.price_interval is
  'What the price pays for: a month, quarter or year, or once (one_time).';
comment on column catalog.prices.created_at is 'When the version was added.';
comment on constraint prices_one_at_a_time_key on catalog.prices is
  'Another price of this product and currency is valid at that time.';
comment on constraint prices_product_fkey on catalog.prices is 'No product has this id.';
comment on constraint prices_currency_check on catalog.prices is
  'The currency is no ISO 4217 code in use.';
comment on constraint prices_pricing_model_check on catalog.prices is
  'A pricing model is flat, per_unit (seat_based), volume, graduated, package or stairstep.';
comment on constraint prices_single_has_price_check on catalog.prices is
  'The pricing model needs a price.';
comment on constraint prices_tiered_has_tiers_check on catalog.prices is
  'Volume, graduated and stairstep prices have tiers, others have none.';
comment on constraint prices_tiers_check on catalog.prices is
  'Tiers rise, have a price each, and only the last may be open.';
comment on constraint prices_package_has_size_check on catalog.prices is
  'Package prices have a package size above 0, others have none.';
comment on constraint prices_price_interval_check on catalog.prices is
  'A price interval is month, quarter, year or one_time.';

-- Who may touch it: members read.
alter table catalog.prices enable row level security;
alter table catalog.prices force row level security;
drop policy if exists tenant_isolation on catalog.prices;
create policy tenant_isolation on catalog.prices as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on catalog.prices;
create policy owner_all on catalog.prices to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on catalog.prices;
create policy select_member on catalog.prices for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on catalog.prices to tenor_viewer;
-- No insert, update or delete: versions come and end through commands. No updated_at: what was
-- valid stays as it was.

create or replace trigger _300_keep_past before update or delete on catalog.prices
  for each row execute function catalog.tg_prices__keep_past();
select audit.watch('catalog.prices');
--! EndIncluded catalog/tables/prices.sql
--! Included catalog/internal/find_product.sql
create or replace function catalog.find_product(
  product_id uuid, pointer text default 'product_id'
)
  returns catalog.products
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_product catalog.products;
begin
  select * into v_product
  from catalog.products as p
  where p.tenant_id = tenancy.current_tenant_id() and p.id = find_product.product_id;
  if not found then
    perform kernel.fail('NOTFD', 'No product has this id.', pointer);
  end if;
  return v_product;
end $$;
comment on function catalog.find_product is 'The product with this id, or NOTFD.';
--! EndIncluded catalog/internal/find_product.sql
--! Included catalog/internal/find_price.sql
create or replace function catalog.find_price(
  product_id uuid, currency text, on_date date, pointer text default 'product_id'
)
  returns catalog.prices
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_price catalog.prices;
begin
  select * into v_price
  from catalog.prices as p
  where p.tenant_id = tenancy.current_tenant_id()
    and p.product_id = find_price.product_id and p.currency = find_price.currency
    and p.valid @> on_date;
  if not found then
    perform kernel.fail('NOPRC',
      format('The product has no price in %s on %s.', currency, on_date), pointer);
  end if;
  return v_price;
end $$;
comment on function catalog.find_price is 'The price valid on a day, or NOPRC.';
--! EndIncluded catalog/internal/find_price.sql
--! Included catalog/internal/check_seats.sql
-- Fewer than the minimum are not refused: the minimum is billed.
create or replace function catalog.check_seats(
  product_id uuid, seats numeric, pointer text default 'quantity'
)
  returns void
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_product catalog.products := catalog.find_product(product_id);
begin
  if seats > v_product.max_seats then
    perform kernel.fail('SEATS',
      format('%s is sold for at most %s seats.', v_product.name, v_product.max_seats), pointer);
  elsif v_product.seat_increment > 1 and mod(seats, v_product.seat_increment) <> 0 then
    perform kernel.fail('SEATS',
      format('%s is sold in steps of %s seats.', v_product.name, v_product.seat_increment),
      pointer);
  end if;
end $$;
comment on function catalog.check_seats is 'Refuses seats above the maximum or off the increment.';
--! EndIncluded catalog/internal/check_seats.sql
--! Included catalog/internal/make_room.sql
create or replace function catalog.make_room(product_id uuid, currency text, valid_from date)
  returns daterange
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_from date := coalesce(valid_from, v_today);
begin
  if not exists (
    select from catalog.prices as p
    where p.tenant_id = v_tenant_id
      and p.product_id = make_room.product_id and p.currency = make_room.currency
  ) then
    return daterange(valid_from, null);
  elsif v_from < v_today then
    perform kernel.fail('INPUT', 'A new price begins today at the earliest.', 'valid_from');
  elsif exists (
    select from catalog.prices as p
    where p.tenant_id = v_tenant_id and p.product_id = make_room.product_id
      and p.currency = make_room.currency and p.valid_from = v_from
  ) then
    perform kernel.fail('CNFLT', 'A price of this product and currency begins on this day already.',
      'valid_from');
  end if;

  update catalog.prices as p
  set valid = daterange(lower(p.valid), v_from)
  where p.tenant_id = v_tenant_id and p.product_id = make_room.product_id
    and p.currency = make_room.currency and p.valid @> v_from;
  return daterange(v_from, (
    select min(p.valid_from)
    from catalog.prices as p
    where p.tenant_id = v_tenant_id and p.product_id = make_room.product_id
      and p.currency = make_room.currency and p.valid_from > v_from));
end $$;
comment on function catalog.make_room is
  'Ends the price valid on a day and answers the days that are free from there.';
--! EndIncluded catalog/internal/make_room.sql
--! Included catalog/queries/products_price.sql
create or replace function catalog.products_price(
  product catalog.products, currency text default null, on_date date default null
)
  returns catalog.prices
  language sql stable parallel safe
return (
  select p
  from catalog.prices as p
  where p.tenant_id = (product).tenant_id and p.product_id = (product).id
    and p.currency = coalesce(products_price.currency, (
      select t.currency from tenancy.tenants as t where t.id = (product).tenant_id))
    and p.valid @> coalesce(products_price.on_date, tenancy.today())
);
comment on function catalog.products_price is
  'The price valid on a day (today) in a currency (the tenant''s).';
grant execute on function catalog.products_price to tenor_viewer;
--! EndIncluded catalog/queries/products_price.sql
--! Included catalog/commands/add_price.sql
-- The past never changes: a version begins today at the earliest, ends the one valid on that day,
-- and lasts until the next that is planned. Only the first may reach back; without a date it is
-- valid since ever, so that old contracts can be entered.
create or replace function catalog.add_price(
  product_id uuid,
  pricing_model text,
  unit_price kernel.unit_price default null,
  currency text default null,
  valid_from date default null,
  tiers catalog.tier[] default null,
  volume_tiers catalog.volume_tier_input[] default null,
  package_size kernel.quantity default null,
  free_units kernel.quantity default null,
  price_interval text default null
)
  returns catalog.prices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_product catalog.products := catalog.find_product(product_id);
  v_terms catalog.price_terms := catalog.price_terms(
    pricing_model, unit_price, tiers, volume_tiers, package_size, free_units);
  v_currency text := catalog.currency_or_default(currency);
  v_valid daterange;
  v_price catalog.prices;
begin
  perform from catalog.products as p
  where p.tenant_id = v_product.tenant_id and p.id = v_product.id
  for no key update;
  v_valid := catalog.make_room(v_product.id, v_currency, valid_from);

  insert into catalog.prices (product_id, currency, valid, pricing_model, unit_price, tiers,
    package_size, free_units, price_interval)
  values (v_product.id, v_currency, v_valid, v_terms.pricing_model, v_terms.unit_price,
    v_terms.tiers, v_terms.package_size, v_terms.free_units, coalesce(price_interval, 'month'))
  returning * into v_price;
  perform events.publish('price.added', 'price', v_price.id, to_jsonb(v_price));
  return v_price;
end $$;
comment on function catalog.add_price is
  'Adds a price version from a day on (today if none is named) and ends the one before it.';
grant execute on function catalog.add_price to tenor_sales, tenor_finance;
--! EndIncluded catalog/commands/add_price.sql
--! Included catalog/commands/withdraw_price.sql
-- The version before it lasts on, as if this one had never been planned.
create or replace function catalog.withdraw_price(price_id uuid)
  returns catalog.prices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_price catalog.prices;
begin
  select * into v_price from catalog.prices as p
  where p.tenant_id = tenancy.current_tenant_id() and p.id = withdraw_price.price_id;
  if not found then
    perform kernel.fail('NOTFD', 'No price has this id.', 'price_id');
  end if;
  perform from catalog.products as p
  where p.tenant_id = v_price.tenant_id and p.id = v_price.product_id
  for no key update;

  delete from catalog.prices as p
  where p.tenant_id = v_price.tenant_id and p.id = v_price.id
  returning * into v_price;
  update catalog.prices as p
  set valid = daterange(lower(p.valid), upper(v_price.valid))
  where p.tenant_id = v_price.tenant_id and p.product_id = v_price.product_id
    and p.currency = v_price.currency and p.valid_to = v_price.valid_from - 1;
  perform events.publish('price.withdrawn', 'price', v_price.id, to_jsonb(v_price));
  return v_price;
end $$;
comment on function catalog.withdraw_price is
  'Withdraws a price version that has not begun; the one before it lasts on.';
grant execute on function catalog.withdraw_price to tenor_sales, tenor_finance;
--! EndIncluded catalog/commands/withdraw_price.sql
--! Included catalog/commands/create_product.sql
-- Without a pricing model, or with custom, the price is agreed in each contract.
create or replace function catalog.create_product(
  name text,
  description text default null,
  sku text default null,
  pricing_model text default null,
  base_price kernel.unit_price default null,
  currency text default null,
  volume_tiers catalog.volume_tier_input[] default null,
  tiers catalog.tier[] default null,
  package_size kernel.quantity default null,
  free_units kernel.quantity default null,
  price_interval text default null,
  billing_interval text default null,
  valid_from date default null,
  min_seats int default null,
  max_seats int default null,
  seat_increment int default null,
  tax_category text default null,
  is_addon boolean default null,
  active boolean default null,
  metadata jsonb default null
)
  returns catalog.products
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_terms catalog.price_terms;
  v_product catalog.products;
begin
  if coalesce(pricing_model, 'custom') <> 'custom' then
    v_terms := catalog.price_terms(pricing_model, base_price, tiers, volume_tiers, package_size,
      free_units, price_pointer => 'base_price');
  elsif num_nonnulls(base_price, tiers, volume_tiers, package_size, free_units) > 0 then
    perform kernel.fail('INPUT', 'A price needs a pricing model; a custom one is in the contract.',
      'pricing_model');
  end if;

  insert into catalog.products (name, description, sku, min_seats, max_seats, seat_increment,
    tax_category, is_addon, active, metadata)
  values (name, description, sku, coalesce(min_seats, 1), max_seats, coalesce(seat_increment, 1),
    tax_category, coalesce(is_addon, false), coalesce(active, true), coalesce(metadata, '{}'))
  returning * into v_product;

  if v_terms.pricing_model is not null then
    perform catalog.add_price(v_product.id, v_terms.pricing_model, v_terms.unit_price, currency,
      valid_from, v_terms.tiers, null, v_terms.package_size, v_terms.free_units,
      coalesce(price_interval, billing_interval));
  end if;
  return v_product;
end $$;
comment on function catalog.create_product is
  'Creates a product with its first price; without valid_from the price is valid since ever.';
grant execute on function catalog.create_product to tenor_sales, tenor_finance;
--! EndIncluded catalog/commands/create_product.sql
--! EndIncluded catalog/index.sql
--! Included tax/index.sql
--! Included tax/schema.sql
create schema if not exists tax;
comment on schema tax is
  'What the state wants: jurisdictions, rates, registrations and exemptions.';
grant usage on schema tax to tenor_tenant;
--! EndIncluded tax/schema.sql
--! Included tax/types/assessable.sql
do $$
begin
  if to_regtype('tax.assessable') is null then
    create type tax.assessable as (
      line_key bigint, invoice_key uuid, account_id uuid, product_id uuid, tax_category text,
      amount numeric, currency text, tax_date date, is_inclusive boolean);
  end if;
end $$;
comment on type tax.assessable is 'A line to be taxed.';
comment on column tax.assessable.line_key is
  'Names the line among those given; its order among equals.';
comment on column tax.assessable.invoice_key is
  'The invoice on which tax is rounded together; may be null for one alone.';
comment on column tax.assessable.account_id is
  'The account that the line serves, whose address decides.';
comment on column tax.assessable.product_id is 'The product, whose tax category applies, if any.';
comment on column tax.assessable.tax_category is 'The tax category, if it is not the product''s.';
comment on column tax.assessable.amount is
  'After discounts, in the currency: the net, or the gross if is_inclusive.';
comment on column tax.assessable.currency is 'ISO 4217.';
comment on column tax.assessable.tax_date is 'The day whose rates apply, such as the day of issue.';
comment on column tax.assessable.is_inclusive is
  'Whether the amount holds its tax; null is as the tenant''s settings say.';
--! EndIncluded tax/types/assessable.sql
--! Included tax/types/assessment.sql
do $$
begin
  if to_regtype('tax.assessment') is null then
    create type tax.assessment as (
      line_key bigint, invoice_key uuid, place int, jurisdiction text, name text, kind text,
      rate numeric, treatment text, note text, taxable numeric, amount numeric, given numeric,
      is_inclusive boolean, currency text);
  end if;
end $$;
comment on type tax.assessment is 'A tax of a line, exact.';
comment on column tax.assessment.line_key is 'The line.';
comment on column tax.assessment.invoice_key is 'Its invoice.';
comment on column tax.assessment.place is
  'Order among the taxes of the line, from the country down; from 1.';
comment on column tax.assessment.jurisdiction is
  'Code of the jurisdiction or locality; null if none is known.';
comment on column tax.assessment.name is 'Name of the tax or its jurisdiction, as printed.';
comment on column tax.assessment.kind is
  'vat, gst, hst, pst, qst or sales; null if no rate is known.';
comment on column tax.assessment.rate is
  'Percent that is charged: 0 unless the treatment is standard.';
comment on column tax.assessment.treatment is
  'standard, zero_rated, exempt, reverse_charge, not_registered, no_rate or no_address.';
comment on column tax.assessment.note is 'Why nothing is charged, as printed; null if standard.';
comment on column tax.assessment.taxable is 'The net of the line, exact.';
comment on column tax.assessment.amount is 'The tax, exact.';
comment on column tax.assessment.given is 'The amount of the line, as it was given.';
comment on column tax.assessment.is_inclusive is 'Whether that holds the tax.';
comment on column tax.assessment.currency is 'ISO 4217.';
--! EndIncluded tax/types/assessment.sql
--! Included tax/types/tax_line.sql
do $$
begin
  if to_regtype('tax.tax_line') is null then
    create type tax.tax_line as (
      line_key bigint, invoice_key uuid, place int, jurisdiction text, name text, kind text,
      rate kernel.percentage, treatment text, note text, taxable kernel.amount,
      amount kernel.amount, currency text);
  end if;
end $$;
comment on type tax.tax_line is 'A tax of a line, in minor units: the lines add up to the invoice.';
comment on column tax.tax_line.line_key is 'The line.';
comment on column tax.tax_line.invoice_key is 'Its invoice.';
comment on column tax.tax_line.place is
  'Order among the taxes of the line, from the country down; from 1.';
comment on column tax.tax_line.jurisdiction is
  'Code of the jurisdiction or locality; null if none is known.';
comment on column tax.tax_line.name is 'Name of the tax or its jurisdiction, as printed.';
comment on column tax.tax_line.kind is
  'vat, gst, hst, pst, qst or sales; null if no rate is known.';
comment on column tax.tax_line.rate is
  'Percent that is charged: 0 unless the treatment is standard.';
comment on column tax.tax_line.treatment is
  'standard, zero_rated, exempt, reverse_charge, not_registered, no_rate or no_address.';
comment on column tax.tax_line.note is 'Why nothing is charged, as printed; null if standard.';
comment on column tax.tax_line.taxable is
  'The net of the line; with all its taxes it is the gross that was given, if so.';
comment on column tax.tax_line.amount is 'The tax.';
comment on column tax.tax_line.currency is 'ISO 4217.';
--! EndIncluded tax/types/tax_line.sql
--! Included tax/types/tax_id_status.sql
do $$
begin
  if to_regtype('tax.tax_id_status') is null then
    create type tax.tax_id_status as (
      account_id uuid, number text, country text, is_valid boolean);
  end if;
end $$;
comment on type tax.tax_id_status is 'What is known of an account''s tax id.';
comment on column tax.tax_id_status.account_id is
  'The account that has the id: itself, else the nearest above.';
comment on column tax.tax_id_status.number is 'The id, in capitals without blanks and signs.';
comment on column tax.tax_id_status.country is
  'The EU member state that gives such ids; null if it is of no known form.';
comment on column tax.tax_id_status.is_valid is
  'The last check of this id; null if it was never checked.';
--! EndIncluded tax/types/tax_id_status.sql
--! Included tax/types/tax_id_question.sql
do $$
begin
  if to_regtype('tax.tax_id_question') is null then
    create type tax.tax_id_question as (
      account_id uuid, number text, country text);
  end if;
end $$;
comment on type tax.tax_id_question is 'A tax id that is to be checked.';
comment on column tax.tax_id_question.account_id is 'The account.';
comment on column tax.tax_id_question.number is 'The id, in capitals without blanks and signs.';
comment on column tax.tax_id_question.country is 'The EU member state that gives such ids.';
--! EndIncluded tax/types/tax_id_question.sql
--! Included tax/types/rate_entry.sql
do $$
begin
  if to_regtype('tax.rate_entry') is null then
    create type tax.rate_entry as (
      id uuid, jurisdiction text, name text, category text, kind text, rate kernel.percentage,
      treatment text, is_stacked boolean, authority text, source text, valid_from date,
      valid_to date);
  end if;
end $$;
comment on type tax.rate_entry is 'A tax rate in force, by law or of the tenant''s own.';
comment on column tax.rate_entry.id is 'The tenant''s own rate; null if by law.';
comment on column tax.rate_entry.jurisdiction is 'Code of the jurisdiction or locality.';
comment on column tax.rate_entry.name is 'As printed.';
comment on column tax.rate_entry.category is 'Tax category.';
comment on column tax.rate_entry.kind is 'vat, gst, hst, pst, qst or sales.';
comment on column tax.rate_entry.rate is 'Percent of the net.';
comment on column tax.rate_entry.treatment is 'standard, zero_rated or exempt.';
comment on column tax.rate_entry.is_stacked is
  'Whether it adds to the taxes above, or replaces them.';
comment on column tax.rate_entry.authority is 'With whom a seller registers for it.';
comment on column tax.rate_entry.source is 'Who publishes it; own if it is the tenant''s.';
comment on column tax.rate_entry.valid_from is 'First day on which it is valid.';
comment on column tax.rate_entry.valid_to is 'Last day on which it is valid; null is open.';
--! EndIncluded tax/types/rate_entry.sql
--! Included tax/tables/jurisdictions.sql
-- Countries and their states, the same for every tenant. What lies below a state is a locality of
-- the tenant that sells there. Belongs to the house, to no tenant; filled by data/.
create table if not exists tax.jurisdictions (
  code text not null primary key,
  parent_code text,
  level text not null,
  name text not null,
  tax_kind text not null default 'vat',
  is_taxed_by_states boolean not null default false,
  eu_from date,
  eu_to date,
  constraint jurisdictions_parent_fkey foreign key (parent_code)
    references tax.jurisdictions (code),
  constraint jurisdictions_level_check check (level in ('country', 'state')),
  constraint jurisdictions_code_check check (
    code ~ case level when 'country' then '^[A-Z]{2}$' else '^[A-Z]{2}-[A-Z0-9]{1,3}$' end),
  constraint jurisdictions_parent_is_country_check
    check ((level = 'country') = (parent_code is null) and parent_code = left(code, 2)),
  constraint jurisdictions_tax_kind_check
    check (tax_kind in ('vat', 'gst', 'hst', 'pst', 'qst', 'sales')),
  constraint jurisdictions_eu_is_of_countries_check check (eu_from is null or level = 'country')
);
create index if not exists jurisdictions_parent_idx on tax.jurisdictions (parent_code);
comment on table tax.jurisdictions is 'Countries and states that may levy a tax.';
comment on column tax.jurisdictions.code is 'ISO 3166-1 (DE) or 3166-2 (US-CA).';
comment on column tax.jurisdictions.parent_code is 'The country of a state.';
comment on column tax.jurisdictions.level is 'country, or state (province, territory).';
comment on column tax.jurisdictions.name is 'English name.';
comment on column tax.jurisdictions.tax_kind is
  'What is levied there as a rule: vat, gst, hst, pst, qst or sales.';
comment on column tax.jurisdictions.is_taxed_by_states is
  'Whether its states levy the tax and it does not, so that an address needs its state.';
comment on column tax.jurisdictions.eu_from is 'First day as a member of the EU.';
comment on column tax.jurisdictions.eu_to is 'Last day on which EU VAT law held there.';
comment on constraint jurisdictions_parent_fkey on tax.jurisdictions is
  E'@fieldName country\n@foreignFieldName states\nNo jurisdiction has this code.';
comment on constraint jurisdictions_level_check on tax.jurisdictions is
  'A jurisdiction of the house is a country or a state.';
comment on constraint jurisdictions_code_check on tax.jurisdictions is
  'A code is of ISO 3166-1 or 3166-2.';
comment on constraint jurisdictions_parent_is_country_check on tax.jurisdictions is
  'A state belongs to the country in its code.';
comment on constraint jurisdictions_tax_kind_check on tax.jurisdictions is
  'A tax is vat, gst, hst, pst, qst or sales.';
comment on constraint jurisdictions_eu_is_of_countries_check on tax.jurisdictions is
  'Only countries are members of the EU.';

-- Who may touch it: everybody in a tenant reads; migrations write.
alter table tax.jurisdictions enable row level security;
alter table tax.jurisdictions force row level security;
drop policy if exists owner_all on tax.jurisdictions;
create policy owner_all on tax.jurisdictions to tenor_owner using (code is not null);
drop policy if exists select_member on tax.jurisdictions;
create policy select_member on tax.jurisdictions for select to tenor_viewer, tenor_analyst
  using (code is not null);
grant select on tax.jurisdictions to tenor_viewer, tenor_analyst;
--! EndIncluded tax/tables/jurisdictions.sql
--! Included tax/tables/statutory_rates.sql
-- Rates by law, the same for every tenant. One lasts until the next of its jurisdiction and
-- category begins, so that a new law is one more row. Belongs to the house; filled by data/.
create table if not exists tax.statutory_rates (
  jurisdiction text not null,
  category text not null default 'standard',
  valid_from date not null,
  kind text not null,
  rate kernel.percentage not null,
  is_stacked boolean not null default true,
  authority text not null,
  source text not null,
  known_on date not null,
  primary key (jurisdiction, category, valid_from),
  constraint statutory_rates_jurisdiction_fkey foreign key (jurisdiction)
    references tax.jurisdictions (code),
  constraint statutory_rates_authority_fkey foreign key (authority)
    references tax.jurisdictions (code),
  constraint statutory_rates_kind_check
    check (kind in ('vat', 'gst', 'hst', 'pst', 'qst', 'sales')),
  constraint statutory_rates_category_check check (category ~ '^[a-z][a-z0-9_]{0,99}$')
);
create index if not exists statutory_rates_authority_idx on tax.statutory_rates (authority);
comment on table tax.statutory_rates is 'Tax rates by law of countries and states.';
comment on column tax.statutory_rates.jurisdiction is 'Where it applies.';
comment on column tax.statutory_rates.category is
  'To which goods: standard (all that have no other), reduced (the lower of two), reduced_2, '
  'super_reduced, parking, accommodation, zero.';
comment on column tax.statutory_rates.valid_from is
  'First day; it lasts until the next of its jurisdiction and category.';
comment on column tax.statutory_rates.kind is 'vat, gst, hst, pst, qst or sales.';
comment on column tax.statutory_rates.rate is 'Percent of the net.';
comment on column tax.statutory_rates.is_stacked is
  'Whether it adds to the taxes of the jurisdictions above, or replaces them.';
comment on column tax.statutory_rates.authority is
  'With whom a seller registers for it: Ontario''s HST is Canada''s.';
comment on column tax.statutory_rates.source is 'Who publishes it.';
comment on column tax.statutory_rates.known_on is 'The day as of which it was entered.';
comment on constraint statutory_rates_jurisdiction_fkey on tax.statutory_rates is
  E'@fieldName levied_in\n@foreignFieldName rates\nNo jurisdiction has this code.';
comment on constraint statutory_rates_authority_fkey on tax.statutory_rates is
  E'@fieldName levied_by\n@foreignFieldName rates_collected\nNo jurisdiction has this code.';
comment on constraint statutory_rates_kind_check on tax.statutory_rates is
  'A tax is vat, gst, hst, pst, qst or sales.';
comment on constraint statutory_rates_category_check on tax.statutory_rates is
  'A category is a lower-case word.';

-- Who may touch it: everybody in a tenant reads; migrations write.
alter table tax.statutory_rates enable row level security;
alter table tax.statutory_rates force row level security;
drop policy if exists owner_all on tax.statutory_rates;
create policy owner_all on tax.statutory_rates to tenor_owner using (jurisdiction is not null);
drop policy if exists select_member on tax.statutory_rates;
create policy select_member on tax.statutory_rates for select to tenor_viewer, tenor_analyst
  using (jurisdiction is not null);
grant select on tax.statutory_rates to tenor_viewer, tenor_analyst;
--! EndIncluded tax/tables/statutory_rates.sql
--! Included tax/internal/keep_statutory_rates.sql
-- What a publication no longer lists goes, so that a database of yesterday and a new one know the
-- same rates. Invoices keep copies of what they charged.
create or replace function tax.keep_statutory_rates(
  source text, known_on date, rates tax.statutory_rates[]
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  merge into tax.statutory_rates as r
  using unnest(rates) as listed
  on r.jurisdiction = listed.jurisdiction and r.category = listed.category
    and r.valid_from = listed.valid_from
  when matched then update set kind = listed.kind, rate = listed.rate,
    is_stacked = listed.is_stacked, authority = listed.authority,
    source = keep_statutory_rates.source, known_on = keep_statutory_rates.known_on
  when not matched then insert (jurisdiction, category, valid_from, kind, rate, is_stacked,
      authority, source, known_on)
    values (listed.jurisdiction, listed.category, listed.valid_from, listed.kind, listed.rate,
      listed.is_stacked, listed.authority, keep_statutory_rates.source,
      keep_statutory_rates.known_on)
  when not matched by source and r.source = keep_statutory_rates.source then delete;
$$;
comment on function tax.keep_statutory_rates is
  'Makes the rates of a publication what is listed, as known on a day.';
--! EndIncluded tax/internal/keep_statutory_rates.sql
--! Included tax/data/countries.sql
-- Countries by ISO 3166-1 (249 codes, as maintained in 2025), under the names of Unicode CLDR.
-- Since when each is part of the EU: the accession treaties; for the United Kingdom the last day is
-- that of the transition period (Withdrawal Agreement, Article 126).
merge into tax.jurisdictions as j
using (
  select c.code, c.name, m.eu_from, m.eu_to, coalesce(t.tax_kind, 'vat') as tax_kind,
    c.code = 'US' as is_taxed_by_states
  from (values
    ('AD', 'Andorra'), ('AE', 'United Arab Emirates'), ('AF', 'Afghanistan'),
    ('AG', 'Antigua and Barbuda'), ('AI', 'Anguilla'), ('AL', 'Albania'), ('AM', 'Armenia'),
    ('AO', 'Angola'), ('AQ', 'Antarctica'), ('AR', 'Argentina'), ('AS', 'American Samoa'),
    ('AT', 'Austria'), ('AU', 'Australia'), ('AW', 'Aruba'), ('AX', 'Åland Islands'),
    ('AZ', 'Azerbaijan'), ('BA', 'Bosnia and Herzegovina'), ('BB', 'Barbados'),
    ('BD', 'Bangladesh'), ('BE', 'Belgium'), ('BF', 'Burkina Faso'), ('BG', 'Bulgaria'),
    ('BH', 'Bahrain'), ('BI', 'Burundi'), ('BJ', 'Benin'), ('BL', 'St. Barthélemy'),
    ('BM', 'Bermuda'), ('BN', 'Brunei'), ('BO', 'Bolivia'), ('BQ', 'Caribbean Netherlands'),
    ('BR', 'Brazil'), ('BS', 'Bahamas'), ('BT', 'Bhutan'), ('BV', 'Bouvet Island'),
    ('BW', 'Botswana'), ('BY', 'Belarus'), ('BZ', 'Belize'), ('CA', 'Canada'),
    ('CC', 'Cocos (Keeling) Islands'), ('CD', 'Congo, Democratic Republic'),
    ('CF', 'Central African Republic'), ('CG', 'Congo'), ('CH', 'Switzerland'),
    ('CI', 'Côte d''Ivoire'), ('CK', 'Cook Islands'), ('CL', 'Chile'), ('CM', 'Cameroon'),
    ('CN', 'China'), ('CO', 'Colombia'), ('CR', 'Costa Rica'), ('CU', 'Cuba'), ('CV', 'Cape Verde'),
    ('CW', 'Curaçao'), ('CX', 'Christmas Island'), ('CY', 'Cyprus'), ('CZ', 'Czechia'),
    ('DE', 'Germany'), ('DJ', 'Djibouti'), ('DK', 'Denmark'), ('DM', 'Dominica'),
    ('DO', 'Dominican Republic'), ('DZ', 'Algeria'), ('EC', 'Ecuador'), ('EE', 'Estonia'),
    ('EG', 'Egypt'), ('EH', 'Western Sahara'), ('ER', 'Eritrea'), ('ES', 'Spain'),
    ('ET', 'Ethiopia'), ('FI', 'Finland'), ('FJ', 'Fiji'), ('FK', 'Falkland Islands'),
    ('FM', 'Micronesia'), ('FO', 'Faroe Islands'), ('FR', 'France'), ('GA', 'Gabon'),
    ('GB', 'United Kingdom'), ('GD', 'Grenada'), ('GE', 'Georgia'), ('GF', 'French Guiana'),
    ('GG', 'Guernsey'), ('GH', 'Ghana'), ('GI', 'Gibraltar'), ('GL', 'Greenland'), ('GM', 'Gambia'),
    ('GN', 'Guinea'), ('GP', 'Guadeloupe'), ('GQ', 'Equatorial Guinea'), ('GR', 'Greece'),
    ('GS', 'South Georgia and South Sandwich Islands'), ('GT', 'Guatemala'), ('GU', 'Guam'),
    ('GW', 'Guinea-Bissau'), ('GY', 'Guyana'), ('HK', 'Hong Kong'),
    ('HM', 'Heard and McDonald Islands'), ('HN', 'Honduras'), ('HR', 'Croatia'), ('HT', 'Haiti'),
    ('HU', 'Hungary'), ('ID', 'Indonesia'), ('IE', 'Ireland'), ('IL', 'Israel'),
    ('IM', 'Isle of Man'), ('IN', 'India'), ('IO', 'British Indian Ocean Territory'),
    ('IQ', 'Iraq'), ('IR', 'Iran'), ('IS', 'Iceland'), ('IT', 'Italy'), ('JE', 'Jersey'),
    ('JM', 'Jamaica'), ('JO', 'Jordan'), ('JP', 'Japan'), ('KE', 'Kenya'), ('KG', 'Kyrgyzstan'),
    ('KH', 'Cambodia'), ('KI', 'Kiribati'), ('KM', 'Comoros'), ('KN', 'St. Kitts and Nevis'),
    ('KP', 'North Korea'), ('KR', 'South Korea'), ('KW', 'Kuwait'), ('KY', 'Cayman Islands'),
    ('KZ', 'Kazakhstan'), ('LA', 'Laos'), ('LB', 'Lebanon'), ('LC', 'St. Lucia'),
    ('LI', 'Liechtenstein'), ('LK', 'Sri Lanka'), ('LR', 'Liberia'), ('LS', 'Lesotho'),
    ('LT', 'Lithuania'), ('LU', 'Luxembourg'), ('LV', 'Latvia'), ('LY', 'Libya'), ('MA', 'Morocco'),
    ('MC', 'Monaco'), ('MD', 'Moldova'), ('ME', 'Montenegro'), ('MF', 'St. Martin'),
    ('MG', 'Madagascar'), ('MH', 'Marshall Islands'), ('MK', 'North Macedonia'), ('ML', 'Mali'),
    ('MM', 'Myanmar'), ('MN', 'Mongolia'), ('MO', 'Macao'), ('MP', 'Northern Mariana Islands'),
    ('MQ', 'Martinique'), ('MR', 'Mauritania'), ('MS', 'Montserrat'), ('MT', 'Malta'),
    ('MU', 'Mauritius'), ('MV', 'Maldives'), ('MW', 'Malawi'), ('MX', 'Mexico'), ('MY', 'Malaysia'),
    ('MZ', 'Mozambique'), ('NA', 'Namibia'), ('NC', 'New Caledonia'), ('NE', 'Niger'),
    ('NF', 'Norfolk Island'), ('NG', 'Nigeria'), ('NI', 'Nicaragua'), ('NL', 'Netherlands'),
    ('NO', 'Norway'), ('NP', 'Nepal'), ('NR', 'Nauru'), ('NU', 'Niue'), ('NZ', 'New Zealand'),
    ('OM', 'Oman'), ('PA', 'Panama'), ('PE', 'Peru'), ('PF', 'French Polynesia'),
    ('PG', 'Papua New Guinea'), ('PH', 'Philippines'), ('PK', 'Pakistan'), ('PL', 'Poland'),
    ('PM', 'St. Pierre and Miquelon'), ('PN', 'Pitcairn Islands'), ('PR', 'Puerto Rico'),
    ('PS', 'Palestinian Territories'), ('PT', 'Portugal'), ('PW', 'Palau'), ('PY', 'Paraguay'),
    ('QA', 'Qatar'), ('RE', 'Réunion'), ('RO', 'Romania'), ('RS', 'Serbia'), ('RU', 'Russia'),
    ('RW', 'Rwanda'), ('SA', 'Saudi Arabia'), ('SB', 'Solomon Islands'), ('SC', 'Seychelles'),
    ('SD', 'Sudan'), ('SE', 'Sweden'), ('SG', 'Singapore'), ('SH', 'St. Helena'),
    ('SI', 'Slovenia'), ('SJ', 'Svalbard and Jan Mayen'), ('SK', 'Slovakia'),
    ('SL', 'Sierra Leone'), ('SM', 'San Marino'), ('SN', 'Senegal'), ('SO', 'Somalia'),
    ('SR', 'Suriname'), ('SS', 'South Sudan'), ('ST', 'São Tomé and Príncipe'),
    ('SV', 'El Salvador'), ('SX', 'Sint Maarten'), ('SY', 'Syria'), ('SZ', 'Eswatini'),
    ('TC', 'Turks and Caicos Islands'), ('TD', 'Chad'), ('TF', 'French Southern Territories'),
    ('TG', 'Togo'), ('TH', 'Thailand'), ('TJ', 'Tajikistan'), ('TK', 'Tokelau'),
    ('TL', 'Timor-Leste'), ('TM', 'Turkmenistan'), ('TN', 'Tunisia'), ('TO', 'Tonga'),
    ('TR', 'Türkiye'), ('TT', 'Trinidad and Tobago'), ('TV', 'Tuvalu'), ('TW', 'Taiwan'),
    ('TZ', 'Tanzania'), ('UA', 'Ukraine'), ('UG', 'Uganda'), ('UM', 'U.S. Outlying Islands'),
    ('US', 'United States'), ('UY', 'Uruguay'), ('UZ', 'Uzbekistan'), ('VA', 'Vatican City'),
    ('VC', 'St. Vincent and Grenadines'), ('VE', 'Venezuela'), ('VG', 'British Virgin Islands'),
    ('VI', 'U.S. Virgin Islands'), ('VN', 'Vietnam'), ('VU', 'Vanuatu'),
    ('WF', 'Wallis and Futuna'), ('WS', 'Samoa'), ('YE', 'Yemen'), ('YT', 'Mayotte'),
    ('ZA', 'South Africa'), ('ZM', 'Zambia'), ('ZW', 'Zimbabwe')
  ) as c (code, name)
  left join (values
    ('BE', date '1958-01-01', null::date), ('DE', '1958-01-01', null), ('FR', '1958-01-01', null),
    ('IT', '1958-01-01', null), ('LU', '1958-01-01', null), ('NL', '1958-01-01', null),
    ('DK', '1973-01-01', null), ('IE', '1973-01-01', null), ('GB', '1973-01-01', '2020-12-31'),
    ('GR', '1981-01-01', null), ('ES', '1986-01-01', null), ('PT', '1986-01-01', null),
    ('AT', '1995-01-01', null), ('FI', '1995-01-01', null), ('SE', '1995-01-01', null),
    ('CY', '2004-05-01', null), ('CZ', '2004-05-01', null), ('EE', '2004-05-01', null),
    ('HU', '2004-05-01', null), ('LV', '2004-05-01', null), ('LT', '2004-05-01', null),
    ('MT', '2004-05-01', null), ('PL', '2004-05-01', null), ('SK', '2004-05-01', null),
    ('SI', '2004-05-01', null), ('BG', '2007-01-01', null), ('RO', '2007-01-01', null),
    ('HR', '2013-07-01', null)
  ) as m (code, eu_from, eu_to) on m.code = c.code
  left join (values ('US', 'sales'), ('CA', 'gst'), ('AU', 'gst'), ('NZ', 'gst')
  ) as t (code, tax_kind) on t.code = c.code
) as known
on j.code = known.code
when matched then update set name = known.name, eu_from = known.eu_from, eu_to = known.eu_to,
  tax_kind = known.tax_kind, is_taxed_by_states = known.is_taxed_by_states
when not matched then insert (code, level, name, eu_from, eu_to, tax_kind, is_taxed_by_states)
  values (known.code, 'country', known.name, known.eu_from, known.eu_to, known.tax_kind,
    known.is_taxed_by_states);
--! EndIncluded tax/data/countries.sql
--! Included tax/data/subdivisions.sql
-- States and provinces that levy taxes of their own, by ISO 3166-2 (US and CA, 2025).
merge into tax.jurisdictions as j
using (values
    ('US-AL', 'Alabama', 'sales'), ('US-AK', 'Alaska', 'sales'), ('US-AZ', 'Arizona', 'sales'),
    ('US-AR', 'Arkansas', 'sales'), ('US-CA', 'California', 'sales'),
    ('US-CO', 'Colorado', 'sales'), ('US-CT', 'Connecticut', 'sales'),
    ('US-DE', 'Delaware', 'sales'), ('US-DC', 'District of Columbia', 'sales'),
    ('US-FL', 'Florida', 'sales'), ('US-GA', 'Georgia', 'sales'), ('US-HI', 'Hawaii', 'sales'),
    ('US-ID', 'Idaho', 'sales'), ('US-IL', 'Illinois', 'sales'), ('US-IN', 'Indiana', 'sales'),
    ('US-IA', 'Iowa', 'sales'), ('US-KS', 'Kansas', 'sales'), ('US-KY', 'Kentucky', 'sales'),
    ('US-LA', 'Louisiana', 'sales'), ('US-ME', 'Maine', 'sales'), ('US-MD', 'Maryland', 'sales'),
    ('US-MA', 'Massachusetts', 'sales'), ('US-MI', 'Michigan', 'sales'),
    ('US-MN', 'Minnesota', 'sales'), ('US-MS', 'Mississippi', 'sales'),
    ('US-MO', 'Missouri', 'sales'), ('US-MT', 'Montana', 'sales'), ('US-NE', 'Nebraska', 'sales'),
    ('US-NV', 'Nevada', 'sales'), ('US-NH', 'New Hampshire', 'sales'),
    ('US-NJ', 'New Jersey', 'sales'), ('US-NM', 'New Mexico', 'sales'),
    ('US-NY', 'New York', 'sales'), ('US-NC', 'North Carolina', 'sales'),
    ('US-ND', 'North Dakota', 'sales'), ('US-OH', 'Ohio', 'sales'), ('US-OK', 'Oklahoma', 'sales'),
    ('US-OR', 'Oregon', 'sales'), ('US-PA', 'Pennsylvania', 'sales'),
    ('US-RI', 'Rhode Island', 'sales'), ('US-SC', 'South Carolina', 'sales'),
    ('US-SD', 'South Dakota', 'sales'), ('US-TN', 'Tennessee', 'sales'),
    ('US-TX', 'Texas', 'sales'), ('US-UT', 'Utah', 'sales'), ('US-VT', 'Vermont', 'sales'),
    ('US-VA', 'Virginia', 'sales'), ('US-WA', 'Washington', 'sales'),
    ('US-WV', 'West Virginia', 'sales'), ('US-WI', 'Wisconsin', 'sales'),
    ('US-WY', 'Wyoming', 'sales'), ('CA-AB', 'Alberta', 'pst'),
    ('CA-BC', 'British Columbia', 'pst'), ('CA-MB', 'Manitoba', 'pst'),
    ('CA-NB', 'New Brunswick', 'hst'), ('CA-NL', 'Newfoundland and Labrador', 'hst'),
    ('CA-NS', 'Nova Scotia', 'hst'), ('CA-NT', 'Northwest Territories', 'pst'),
    ('CA-NU', 'Nunavut', 'pst'), ('CA-ON', 'Ontario', 'hst'),
    ('CA-PE', 'Prince Edward Island', 'hst'), ('CA-QC', 'Quebec', 'qst'),
    ('CA-SK', 'Saskatchewan', 'pst'), ('CA-YT', 'Yukon', 'pst')
) as known (code, name, tax_kind)
on j.code = known.code
when matched then update set name = known.name, tax_kind = known.tax_kind
when not matched then insert (code, parent_code, level, name, tax_kind)
  values (known.code, left(known.code, 2), 'state', known.name, known.tax_kind);
--! EndIncluded tax/data/subdivisions.sql
--! Included tax/data/rates_eu.sql
-- VAT of the 27 member states, as known on 2026-01-01. To be compared with: European Commission,
-- Taxes in Europe Database (TEDB) and Your Europe, "VAT rules and rates". A change is a new row;
-- what did not change is null in it. Known from 2024 on; before that day no rate is known. Rates of
-- the mainlands: the Canaries, Madeira, Corsica and the like are for rates of the tenant's own.
--   Estonia: reduced rates from 2025-01-01, 24 % from 2025-07-01. Finland: 25.5 % from 2024-09-01,
--   13.5 % from 2026-01-01. Lithuania: 12 % from 2026-01-01 (Law XV-287). Romania: 21 % and 11 %
--   from 2025-08-01 (Law 141/2025). Slovakia: 23 % and 19 % from 2025-01-01. Malta has 12 % for a
--   few services, which has no category here.
select tax.keep_statutory_rates('European Commission, TEDB', '2026-01-01', array(
  select (v.jurisdiction, c.category, v.valid_from, 'vat', c.rate, true, v.jurisdiction, null,
    null)::tax.statutory_rates
  from (values
    ('AT', date '2024-01-01', 20, 10, 13, null::numeric, 13),
    ('BE', '2024-01-01', 21, 6, 12, null, 12), ('BG', '2024-01-01', 20, 9, null, null, null),
    ('CY', '2024-01-01', 19, 5, 9, null, null), ('CZ', '2024-01-01', 21, 12, null, null, null),
    ('DE', '2024-01-01', 19, 7, null, null, null), ('DK', '2024-01-01', 25, null, null, null, null),
    ('EE', '2024-01-01', 22, 5, 9, null, null), ('EE', '2025-01-01', null, 9, 13, null, null),
    ('EE', '2025-07-01', 24, null, null, null, null), ('ES', '2024-01-01', 21, 10, null, 4, null),
    ('FI', '2024-01-01', 24, 10, 14, null, null),
    ('FI', '2024-09-01', 25.5, null, null, null, null),
    ('FI', '2026-01-01', null, null, 13.5, null, null),
    ('FR', '2024-01-01', 20, 5.5, 10, 2.1, null), ('GR', '2024-01-01', 24, 6, 13, null, null),
    ('HR', '2024-01-01', 25, 5, 13, null, null), ('HU', '2024-01-01', 27, 5, 18, null, null),
    ('IE', '2024-01-01', 23, 9, 13.5, 4.8, 13.5), ('IT', '2024-01-01', 22, 5, 10, 4, null),
    ('LT', '2024-01-01', 21, 5, 9, null, null), ('LT', '2026-01-01', null, null, 12, null, null),
    ('LU', '2024-01-01', 17, 8, null, 3, 14), ('LV', '2024-01-01', 21, 5, 12, null, null),
    ('MT', '2024-01-01', 18, 5, 7, null, null), ('NL', '2024-01-01', 21, 9, null, null, null),
    ('PL', '2024-01-01', 23, 5, 8, null, null), ('PT', '2024-01-01', 23, 6, 13, null, 13),
    ('RO', '2024-01-01', 19, 5, 9, null, null), ('RO', '2025-08-01', 21, 11, 11, null, null),
    ('SE', '2024-01-01', 25, 6, 12, null, null), ('SI', '2024-01-01', 22, 5, 9.5, null, null),
    ('SK', '2024-01-01', 20, 5, 10, null, null), ('SK', '2025-01-01', 23, 5, 19, null, null)
  ) as v (jurisdiction, valid_from, standard, reduced, reduced_2, super_reduced, parking)
  cross join lateral (values
    ('standard', v.standard), ('reduced', v.reduced), ('reduced_2', v.reduced_2),
    ('super_reduced', v.super_reduced), ('parking', v.parking)
  ) as c (category, rate)
  where c.rate is not null
));
--! EndIncluded tax/data/rates_eu.sql
--! Included tax/data/rates_other.sql
-- VAT and GST outside the EU, as known on 2026-01-01.
--   Switzerland: Federal Tax Administration, "VAT rates in Switzerland", rates since 2024-01-01;
--   accommodation is its special rate.
--   United Kingdom: GOV.UK, "VAT rates". Norway: Skatteetaten, "Rates: VAT"; reduced_2 is food,
--   reduced passenger transport and accommodation.
--   Australia: Australian Taxation Office, "GST". New Zealand: Inland Revenue, "GST".
select tax.keep_statutory_rates('National tax authorities', '2026-01-01', array(
  select (v.jurisdiction, v.category, v.valid_from, v.kind, v.rate, true, v.jurisdiction, null,
    null)::tax.statutory_rates
  from (values
    ('CH', 'standard', date '2024-01-01', 'vat', 8.1), ('CH', 'reduced', '2024-01-01', 'vat', 2.6),
    ('CH', 'accommodation', '2024-01-01', 'vat', 3.8), ('GB', 'standard', '2011-01-04', 'vat', 20),
    ('GB', 'reduced', '1997-09-01', 'vat', 5), ('NO', 'standard', '2005-01-01', 'vat', 25),
    ('NO', 'reduced', '2018-01-01', 'vat', 12), ('NO', 'reduced_2', '2012-01-01', 'vat', 15),
    ('AU', 'standard', '2000-07-01', 'gst', 10), ('NZ', 'standard', '2010-10-01', 'gst', 15)
  ) as v (jurisdiction, category, valid_from, kind, rate)
));
--! EndIncluded tax/data/rates_other.sql
--! Included tax/data/rates_canada.sql
-- GST and HST: Canada Revenue Agency, "Charge and collect the tax: which rate to charge"; Nova
-- Scotia 14 % from 2025-04-01 by SOR/2025-77. PST: governments of British Columbia and
-- Saskatchewan, "Provincial sales tax"; Manitoba, "Retail sales tax". QST: Revenu Quebec, reckoned
-- on the price without GST since 2013. As known on 2026-01-01. The HST stands in the place of the
-- GST and is Canada's to collect; the taxes of the other provinces come on top and are their own.
select tax.keep_statutory_rates('Canada Revenue Agency and provinces', '2026-01-01', array(
  select (v.jurisdiction, 'standard', v.valid_from, v.kind, v.rate, v.is_stacked, v.authority, null,
    null)::tax.statutory_rates
  from (values
    ('CA', date '2008-01-01', 'gst', 5, true, 'CA'),
    ('CA-NB', '2016-07-01', 'hst', 15, false, 'CA'),
    ('CA-NL', '2016-07-01', 'hst', 15, false, 'CA'),
    ('CA-NS', '2010-07-01', 'hst', 15, false, 'CA'),
    ('CA-NS', '2025-04-01', 'hst', 14, false, 'CA'),
    ('CA-ON', '2010-07-01', 'hst', 13, false, 'CA'),
    ('CA-PE', '2016-10-01', 'hst', 15, false, 'CA'),
    ('CA-BC', '2013-04-01', 'pst', 7, true, 'CA-BC'),
    ('CA-MB', '2019-07-01', 'pst', 7, true, 'CA-MB'),
    ('CA-SK', '2017-03-23', 'pst', 6, true, 'CA-SK'),
    ('CA-QC', '2013-01-01', 'qst', 9.975, true, 'CA-QC')
  ) as v (jurisdiction, valid_from, kind, rate, is_stacked, authority)
));
--! EndIncluded tax/data/rates_canada.sql
--! Included tax/data/rates_us.sql
-- General sales tax of the US states, as known on 2026-01-01 from their departments of revenue; to
-- be compared with: Federation of Tax Administrators, "State Sales Tax Rates", and Tax Foundation,
-- "State and Local Sales Tax Rates" (January 2025). With levies that hold in the whole state:
-- California 6 + 1.25, Nevada 4.6 + 2.25, Utah 4.85 + 1.25, Virginia 4.3 + 1. Louisiana: 5 % from
-- 2025-01-01. District of Columbia: 6 % until 2026-09-30, then 7 % (Fiscal Year 2026 Budget Support
-- Act). Hawaii's is the general excise tax, New Mexico's the gross receipts tax. Alaska, Delaware,
-- Montana, New Hampshire and Oregon have none. Counties, cities and districts come on top, as rates
-- of the tenant's own; so does what a state does not tax, such as software as a service.
select tax.keep_statutory_rates('State revenue departments', '2026-01-01', array(
  select (v.jurisdiction, 'standard', v.valid_from, 'sales', v.rate, true, v.jurisdiction, null,
    null)::tax.statutory_rates
  from (values
    ('US-AL', date '2024-01-01', 4), ('US-AZ', '2024-01-01', 5.6), ('US-AR', '2024-01-01', 6.5),
    ('US-CA', '2024-01-01', 7.25), ('US-CO', '2024-01-01', 2.9), ('US-CT', '2024-01-01', 6.35),
    ('US-DC', '2024-01-01', 6), ('US-DC', '2026-10-01', 7), ('US-FL', '2024-01-01', 6),
    ('US-GA', '2024-01-01', 4), ('US-HI', '2024-01-01', 4), ('US-ID', '2024-01-01', 6),
    ('US-IL', '2024-01-01', 6.25), ('US-IN', '2024-01-01', 7), ('US-IA', '2024-01-01', 6),
    ('US-KS', '2024-01-01', 6.5), ('US-KY', '2024-01-01', 6), ('US-LA', '2024-01-01', 4.45),
    ('US-LA', '2025-01-01', 5), ('US-ME', '2024-01-01', 5.5), ('US-MD', '2024-01-01', 6),
    ('US-MA', '2024-01-01', 6.25), ('US-MI', '2024-01-01', 6), ('US-MN', '2024-01-01', 6.875),
    ('US-MS', '2024-01-01', 7), ('US-MO', '2024-01-01', 4.225), ('US-NE', '2024-01-01', 5.5),
    ('US-NV', '2024-01-01', 6.85), ('US-NJ', '2024-01-01', 6.625), ('US-NM', '2024-01-01', 4.875),
    ('US-NY', '2024-01-01', 4), ('US-NC', '2024-01-01', 4.75), ('US-ND', '2024-01-01', 5),
    ('US-OH', '2024-01-01', 5.75), ('US-OK', '2024-01-01', 4.5), ('US-PA', '2024-01-01', 6),
    ('US-RI', '2024-01-01', 7), ('US-SC', '2024-01-01', 6), ('US-SD', '2024-01-01', 4.2),
    ('US-TN', '2024-01-01', 7), ('US-TX', '2024-01-01', 6.25), ('US-UT', '2024-01-01', 6.1),
    ('US-VT', '2024-01-01', 6), ('US-VA', '2024-01-01', 5.3), ('US-WA', '2024-01-01', 6.5),
    ('US-WV', '2024-01-01', 6), ('US-WI', '2024-01-01', 5), ('US-WY', '2024-01-01', 4)
  ) as v (jurisdiction, valid_from, rate)
));
--! EndIncluded tax/data/rates_us.sql
--! Included tax/tables/tax_settings.sql
-- How a tenant reckons its taxes. One row a tenant, made when it is provisioned.
create table if not exists tax.tax_settings (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  rounding_mode text not null default 'invoice',
  prices_include_tax boolean not null default false,
  default_category text not null default 'standard',
  needs_tax_id_check boolean not null default false,
  provider text not null default 'builtin',
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_settings_one_per_tenant_key unique (tenant_id),
  constraint tax_settings_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint tax_settings_rounding_mode_check check (rounding_mode in ('invoice', 'line')),
  constraint tax_settings_default_category_check
    check (length(btrim(default_category)) between 1 and 100),
  constraint tax_settings_provider_check check (provider in ('builtin', 'stripe'))
);
comment on table tax.tax_settings is 'How a tenant reckons its taxes.';
comment on column tax.tax_settings.tenant_id is 'The tenant.';
comment on column tax.tax_settings.id is 'Identifies the settings.';
comment on column tax.tax_settings.rounding_mode is
  'invoice: each rate''s tax is rounded once per invoice; line: each line''s tax is rounded.';
comment on column tax.tax_settings.prices_include_tax is
  'Whether prices are gross where nothing else is said.';
comment on column tax.tax_settings.default_category is
  'Tax category of products that have none, and of lines without a product.';
comment on column tax.tax_settings.needs_tax_id_check is
  'Whether reverse charge waits for a positive check of the customer''s tax id; else its form '
  'counts until a check fails.';
comment on column tax.tax_settings.provider is
  'Who assesses: builtin (rates, registrations and exemptions kept here) or stripe (Stripe Tax).';
comment on column tax.tax_settings.updated_at is 'When they last changed.';
comment on constraint tax_settings_one_per_tenant_key on tax.tax_settings is
  'The tenant has its tax settings already.';
comment on constraint tax_settings_rounding_mode_check on tax.tax_settings is
  'Tax is rounded per invoice or per line.';
comment on constraint tax_settings_default_category_check on tax.tax_settings is
  'A tax category has 1 to 100 characters.';
comment on constraint tax_settings_provider_check on tax.tax_settings is
  'A tax provider is builtin or stripe.';

-- Who may touch it: members read, finance changes by command.
alter table tax.tax_settings enable row level security;
alter table tax.tax_settings force row level security;
drop policy if exists tenant_isolation on tax.tax_settings;
create policy tenant_isolation on tax.tax_settings as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_settings;
create policy owner_all on tax.tax_settings to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_settings;
create policy select_member on tax.tax_settings for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_settings to tenor_viewer;

create or replace trigger _100_touch before update on tax.tax_settings
  for each row execute function tenancy.tg__touch();
select audit.watch('tax.tax_settings');
--! EndIncluded tax/tables/tax_settings.sql
--! Included tax/watches/tenants.sql
-- Provisioning knows no tax: we watch it.
create or replace function tax.tg_tenants__open_settings()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into tax.tax_settings (tenant_id) values (new.id);
  return null;
end $$;
comment on function tax.tg_tenants__open_settings is 'Gives a new tenant its tax settings.';

create or replace trigger _500_open_tax_settings after insert on tenancy.tenants
  for each row execute function tax.tg_tenants__open_settings();
--! EndIncluded tax/watches/tenants.sql
--! Included tax/tables/localities.sql
-- Counties, cities and districts that tax, as far as the tenant sells there: thousands of them
-- exist in the US alone, and their rates change monthly. One stands below a state (or a country
-- without states) or below another.
create table if not exists tax.localities (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  code text not null,
  region text not null,
  level text not null,
  name text not null,
  path text[] not null,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint localities_code_key unique (tenant_id, code),
  constraint localities_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint localities_level_check check (level in ('county', 'city', 'district')),
  constraint localities_name_check
    check (length(btrim(name)) between 1 and 100 and name !~ '[[:cntrl:]]'),
  constraint localities_code_check check (
    code ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?(/[a-z0-9-]{1,60}){1,3}$' and starts_with(code, region)),
  constraint localities_path_check
    check (cardinality(path) between 1 and 3 and path[cardinality(path)] = code)
);
create index if not exists localities_region_idx on tax.localities (tenant_id, region, code);
comment on table tax.localities is 'Counties, cities and districts that levy a tax.';
comment on column tax.localities.tenant_id is 'The tenant.';
comment on column tax.localities.id is 'Identifies the locality.';
comment on column tax.localities.code is
  'Its jurisdiction code, unique: US-CA/los-angeles-county.';
comment on column tax.localities.region is 'The state, or country without states, it lies in.';
comment on column tax.localities.level is 'county, city or district.';
comment on column tax.localities.name is 'As printed, such as Los Angeles County.';
comment on column tax.localities.path is 'Codes of localities from the topmost down to this one.';
comment on column tax.localities.created_at is 'When it was added.';
comment on column tax.localities.updated_at is 'When it last changed.';
comment on constraint localities_code_key on tax.localities is
  'A locality with this name exists there.';
comment on constraint localities_level_check on tax.localities is
  'A locality is a county, city or district.';
comment on constraint localities_name_check on tax.localities is
  'A name has 1 to 100 characters on one line.';
comment on constraint localities_code_check on tax.localities is
  'The name of a locality needs a letter or digit, and it lies at most three deep.';
comment on constraint localities_path_check on tax.localities is
  'Localities lie at most three deep.';

-- Who may touch it: members read; finance adds by command and corrects names.
alter table tax.localities enable row level security;
alter table tax.localities force row level security;
drop policy if exists tenant_isolation on tax.localities;
create policy tenant_isolation on tax.localities as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.localities;
create policy owner_all on tax.localities to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.localities;
create policy select_member on tax.localities for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_finance on tax.localities;
create policy update_finance on tax.localities for update to tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.localities to tenor_viewer;
grant update (name) on tax.localities to tenor_finance;

create or replace trigger _100_touch before update on tax.localities
  for each row execute function tenancy.tg__touch();
select audit.watch('tax.localities');
--! EndIncluded tax/tables/localities.sql
--! Included tax/internal/place_key.sql
-- A US code of nine digits lies in the place of its first five.
create or replace function tax.place_key(place text, region text)
  returns text
  language sql immutable parallel safe
return case
    when place ~ '[0-9]' then regexp_replace(
      upper(case when starts_with(region, 'US') then split_part(place, '-', 1) else place end),
      '[^A-Z0-9]', '', 'g')
    else upper(btrim(regexp_replace(place, '\s+', ' ', 'g')))
  end;
comment on function tax.place_key is
  'A postal code or the name of a city as localities list it.';
--! EndIncluded tax/internal/place_key.sql
--! Included tax/tables/locality_places.sql
-- How an address is known to lie in a locality: by its postal code or the name of its city. A row
-- for each, since an index behind the wall serves equal texts, not arrays.
-- With a copy of the locality's path, which never changes: it is all that a line asks for.
create table if not exists tax.locality_places (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  locality_id uuid not null,
  region text not null,
  place text not null,
  path text[] not null,
  primary key (tenant_id, id),
  constraint locality_places_place_key unique (tenant_id, region, place, locality_id),
  constraint locality_places_locality_fkey foreign key (tenant_id, locality_id)
    references tax.localities (tenant_id, id) on delete cascade,
  constraint locality_places_place_check check (length(place) between 1 and 100)
);
create index if not exists locality_places_locality_idx
  on tax.locality_places (tenant_id, locality_id);
comment on table tax.locality_places is 'Postal codes and cities of localities.';
comment on column tax.locality_places.tenant_id is 'The tenant.';
comment on column tax.locality_places.id is 'Identifies the row.';
comment on column tax.locality_places.locality_id is 'The locality.';
comment on column tax.locality_places.region is 'The state or country, as of the locality.';
comment on column tax.locality_places.place is
  'A postal code or the name of a city, in capitals, as tax.place_key writes it.';
comment on column tax.locality_places.path is
  'Codes of localities down to this one, as of the locality.';
comment on constraint locality_places_place_key on tax.locality_places is
  'The locality has this place already.';
comment on constraint locality_places_locality_fkey on tax.locality_places is
  'No locality has this id.';
comment on constraint locality_places_place_check on tax.locality_places is
  'A place has 1 to 100 characters.';

-- Who may touch it: members read; finance replaces them by command.
alter table tax.locality_places enable row level security;
alter table tax.locality_places force row level security;
drop policy if exists tenant_isolation on tax.locality_places;
create policy tenant_isolation on tax.locality_places as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.locality_places;
create policy owner_all on tax.locality_places to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.locality_places;
create policy select_member on tax.locality_places for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.locality_places to tenor_viewer;
select audit.watch('tax.locality_places');
--! EndIncluded tax/tables/locality_places.sql
--! Included tax/tables/tax_rates.sql
-- Rates of the tenant's own: of localities, and instead of the law's where both speak of the same
-- jurisdiction, category and day.
create table if not exists tax.tax_rates (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  jurisdiction text not null,
  category text not null default 'standard',
  kind text not null,
  name text,
  rate kernel.percentage not null,
  treatment text not null default 'standard',
  is_stacked boolean not null default true,
  authority text not null,
  note text,
  valid_from date not null,
  valid_to date,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_rates_one_at_a_time_excl exclude using gist (tenant_id with =,
    jurisdiction with =, category with =, daterange(valid_from, valid_to, '[]') with &&),
  constraint tax_rates_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint tax_rates_category_check check (length(btrim(category)) between 1 and 100),
  constraint tax_rates_kind_check check (kind in ('vat', 'gst', 'hst', 'pst', 'qst', 'sales')),
  constraint tax_rates_name_check
    check (length(btrim(name)) between 1 and 100 and name !~ '[[:cntrl:]]'),
  constraint tax_rates_treatment_check check (
    treatment in ('standard', 'zero_rated', 'exempt') and (treatment = 'standard' or rate = 0)),
  constraint tax_rates_note_check check (length(btrim(note)) between 1 and 500),
  constraint tax_rates_ends_after_start_check check (valid_to >= valid_from)
);
create index if not exists tax_rates_jurisdiction_idx
  on tax.tax_rates (tenant_id, jurisdiction, category, valid_from);
comment on table tax.tax_rates is 'Tax rates of the tenant''s own, before those of the law.';
comment on column tax.tax_rates.tenant_id is 'The tenant.';
comment on column tax.tax_rates.id is 'Identifies the rate.';
comment on column tax.tax_rates.jurisdiction is 'Code of a jurisdiction or locality.';
comment on column tax.tax_rates.category is
  'Tax category of products; standard is for all that have no other there.';
comment on column tax.tax_rates.kind is 'vat, gst, hst, pst, qst or sales.';
comment on column tax.tax_rates.name is
  'As printed: by default the name of the locality, and if null that of the jurisdiction.';
comment on column tax.tax_rates.rate is 'Percent of the net.';
comment on column tax.tax_rates.treatment is
  'standard; zero_rated or exempt, which are different on the invoice, at 0.';
comment on column tax.tax_rates.is_stacked is
  'Whether it adds to the taxes of the jurisdictions above, or replaces them.';
comment on column tax.tax_rates.authority is
  'With whom the seller registers for it: a state for the taxes of its counties.';
comment on column tax.tax_rates.note is 'Reason printed when it is zero-rated or exempt.';
comment on column tax.tax_rates.valid_from is 'First day on which it is valid.';
comment on column tax.tax_rates.valid_to is 'Last day on which it is valid; null is open.';
comment on column tax.tax_rates.created_at is 'When it was added.';
comment on column tax.tax_rates.updated_at is 'When it last changed.';
comment on constraint tax_rates_one_at_a_time_excl on tax.tax_rates is
  'Another rate of this jurisdiction and category is valid at that time.';
comment on constraint tax_rates_category_check on tax.tax_rates is
  'A tax category has 1 to 100 characters.';
comment on constraint tax_rates_kind_check on tax.tax_rates is
  'A tax is vat, gst, hst, pst, qst or sales.';
comment on constraint tax_rates_name_check on tax.tax_rates is
  'A name has 1 to 100 characters on one line.';
comment on constraint tax_rates_treatment_check on tax.tax_rates is
  'A treatment is standard, or at rate 0 zero_rated or exempt.';
comment on constraint tax_rates_note_check on tax.tax_rates is 'A note has 1 to 500 characters.';
comment on constraint tax_rates_ends_after_start_check on tax.tax_rates is
  'The last day lies before the first.';

-- Who may touch it: members read; finance adds and ends by commands. What was valid stays.
alter table tax.tax_rates enable row level security;
alter table tax.tax_rates force row level security;
drop policy if exists tenant_isolation on tax.tax_rates;
create policy tenant_isolation on tax.tax_rates as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_rates;
create policy owner_all on tax.tax_rates to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_rates;
create policy select_member on tax.tax_rates for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_rates to tenor_viewer;

create or replace trigger _100_touch before update on tax.tax_rates
  for each row execute function tenancy.tg__touch();
select audit.watch('tax.tax_rates');
--! EndIncluded tax/tables/tax_rates.sql
--! Included tax/tables/tax_registrations.sql
-- Where the tenant is registered as a seller. Without a registration no tax is charged.
create table if not exists tax.tax_registrations (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  jurisdiction text not null,
  scheme text not null default 'standard',
  number text not null,
  is_established boolean not null default true,
  valid_from date not null,
  valid_to date,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_registrations_one_at_a_time_excl exclude using gist (tenant_id with =,
    jurisdiction with =, scheme with =, daterange(valid_from, valid_to, '[]') with &&),
  constraint tax_registrations_tenant_fkey foreign key (tenant_id)
    references tenancy.tenants (id),
  constraint tax_registrations_scheme_check check (scheme in ('standard', 'oss')),
  constraint tax_registrations_number_check
    check (length(btrim(number)) between 1 and 50 and number !~ '[[:cntrl:]]'),
  constraint tax_registrations_ends_after_start_check check (valid_to >= valid_from)
);
create index if not exists tax_registrations_jurisdiction_idx
  on tax.tax_registrations (tenant_id, jurisdiction, valid_from);
comment on table tax.tax_registrations is 'Where the tenant is registered to charge tax.';
comment on column tax.tax_registrations.tenant_id is 'The tenant.';
comment on column tax.tax_registrations.id is 'Identifies the registration.';
comment on column tax.tax_registrations.jurisdiction is 'Code of a jurisdiction or locality.';
comment on column tax.tax_registrations.scheme is
  'standard, or oss: the One Stop Shop of a member state, which serves consumers of the whole EU.';
comment on column tax.tax_registrations.number is 'The seller''s number there, as printed.';
comment on column tax.tax_registrations.is_established is
  'Whether the seller is established there, so that businesses are charged too; else, in the EU, '
  'they account for the tax themselves.';
comment on column tax.tax_registrations.valid_from is 'First day.';
comment on column tax.tax_registrations.valid_to is 'Last day; null is open.';
comment on column tax.tax_registrations.created_at is 'When it was added.';
comment on column tax.tax_registrations.updated_at is 'When it last changed.';
comment on constraint tax_registrations_one_at_a_time_excl on tax.tax_registrations is
  'Another registration there is valid at that time.';
comment on constraint tax_registrations_scheme_check on tax.tax_registrations is
  'A scheme is standard or oss.';
comment on constraint tax_registrations_number_check on tax.tax_registrations is
  'A number has 1 to 50 characters on one line.';
comment on constraint tax_registrations_ends_after_start_check on tax.tax_registrations is
  'The last day lies before the first.';

-- Who may touch it: members read; finance adds and ends by commands, and corrects numbers.
alter table tax.tax_registrations enable row level security;
alter table tax.tax_registrations force row level security;
drop policy if exists tenant_isolation on tax.tax_registrations;
create policy tenant_isolation on tax.tax_registrations as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_registrations;
create policy owner_all on tax.tax_registrations to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_registrations;
create policy select_member on tax.tax_registrations for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_finance on tax.tax_registrations;
create policy update_finance on tax.tax_registrations for update to tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_registrations to tenor_viewer;
grant update (number) on tax.tax_registrations to tenor_finance;

create or replace trigger _100_touch before update on tax.tax_registrations
  for each row execute function tenancy.tg__touch();
select audit.watch('tax.tax_registrations');
--! EndIncluded tax/tables/tax_registrations.sql
--! Included tax/tables/tax_exemptions.sql
-- Accounts that are not charged, each with its certificate.
create table if not exists tax.tax_exemptions (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  jurisdiction text,
  certificate_number text,
  reason text not null,
  covers_subsidiaries boolean not null default false,
  valid_from date not null,
  valid_to date,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_exemptions_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint tax_exemptions_account_fkey foreign key (tenant_id, account_id)
    references customers.accounts (tenant_id, id),
  constraint tax_exemptions_certificate_number_check check (
    length(btrim(certificate_number)) between 1 and 100 and certificate_number !~ '[[:cntrl:]]'),
  constraint tax_exemptions_reason_check
    check (length(btrim(reason)) between 1 and 200 and reason !~ '[[:cntrl:]]'),
  constraint tax_exemptions_ends_after_start_check check (valid_to >= valid_from)
);
create index if not exists tax_exemptions_account_idx
  on tax.tax_exemptions (tenant_id, account_id, valid_from);
comment on table tax.tax_exemptions is 'Accounts that are exempt from tax.';
comment on column tax.tax_exemptions.tenant_id is 'The tenant.';
comment on column tax.tax_exemptions.id is 'Identifies the exemption.';
comment on column tax.tax_exemptions.account_id is 'The account that is exempt.';
comment on column tax.tax_exemptions.jurisdiction is
  'From whose taxes: a country''s or state''s, with all that is registered there; null is all.';
comment on column tax.tax_exemptions.certificate_number is 'Number of the certificate, printed.';
comment on column tax.tax_exemptions.reason is 'Why, printed: resale, government, charity.';
comment on column tax.tax_exemptions.covers_subsidiaries is
  'Whether it holds for the accounts below too.';
comment on column tax.tax_exemptions.valid_from is 'First day.';
comment on column tax.tax_exemptions.valid_to is 'Last day; null is open.';
comment on column tax.tax_exemptions.created_at is 'When it was added.';
comment on column tax.tax_exemptions.updated_at is 'When it last changed.';
comment on constraint tax_exemptions_account_fkey on tax.tax_exemptions is
  'No account has this id.';
comment on constraint tax_exemptions_certificate_number_check on tax.tax_exemptions is
  'A certificate number has 1 to 100 characters on one line.';
comment on constraint tax_exemptions_reason_check on tax.tax_exemptions is
  'A reason has 1 to 200 characters on one line.';
comment on constraint tax_exemptions_ends_after_start_check on tax.tax_exemptions is
  'The last day lies before the first.';

-- Who may touch it: members read; finance adds and ends by commands. What was valid stays.
alter table tax.tax_exemptions enable row level security;
alter table tax.tax_exemptions force row level security;
drop policy if exists tenant_isolation on tax.tax_exemptions;
create policy tenant_isolation on tax.tax_exemptions as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_exemptions;
create policy owner_all on tax.tax_exemptions to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_exemptions;
create policy select_member on tax.tax_exemptions for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_exemptions to tenor_viewer;

create or replace trigger _100_touch before update on tax.tax_exemptions
  for each row execute function tenancy.tg__touch();
select audit.watch('tax.tax_exemptions');
--! EndIncluded tax/tables/tax_exemptions.sql
--! Included tax/tables/tax_id_checks.sql
-- Evidence that a customer's tax id was checked, kept as it was found: a tax office may ask for it
-- years later. The last check of an account's present id counts.
create table if not exists tax.tax_id_checks (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  number text not null,
  is_valid boolean not null,
  method text not null,
  registered_name text,
  reference text,
  checked_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint tax_id_checks_account_fkey foreign key (tenant_id, account_id)
    references customers.accounts (tenant_id, id),
  constraint tax_id_checks_number_check check (length(number) between 1 and 100),
  constraint tax_id_checks_method_check check (method in ('checksum', 'vies', 'manual')),
  constraint tax_id_checks_lengths_check check (
    length(registered_name) between 1 and 500 and length(reference) between 1 and 200)
);
create index if not exists tax_id_checks_account_idx
  on tax.tax_id_checks (tenant_id, account_id, number, checked_at);
comment on table tax.tax_id_checks is 'Checks of customers'' tax ids, with their evidence.';
comment on column tax.tax_id_checks.tenant_id is 'The tenant.';
comment on column tax.tax_id_checks.id is 'Identifies the check.';
comment on column tax.tax_id_checks.account_id is 'The account whose id was checked.';
comment on column tax.tax_id_checks.number is 'The id, in capitals without blanks and signs.';
comment on column tax.tax_id_checks.is_valid is 'What came out.';
comment on column tax.tax_id_checks.method is
  'checksum (its check digits), vies (the register of the EU) or manual (a person looked).';
comment on column tax.tax_id_checks.registered_name is 'Name under which it is registered.';
comment on column tax.tax_id_checks.reference is
  'Proof of the answer, such as the consultation number of VIES.';
comment on column tax.tax_id_checks.checked_at is 'When, by the tenant''s clock.';
comment on constraint tax_id_checks_account_fkey on tax.tax_id_checks is
  'No account has this id.';
comment on constraint tax_id_checks_number_check on tax.tax_id_checks is
  'A tax id has 1 to 100 characters.';
comment on constraint tax_id_checks_method_check on tax.tax_id_checks is
  'A check is made by checksum, vies or manual.';
comment on constraint tax_id_checks_lengths_check on tax.tax_id_checks is
  'A registered name has at most 500 characters, a reference 200.';

-- Who may touch it: members read; checks are recorded by command and never change.
alter table tax.tax_id_checks enable row level security;
alter table tax.tax_id_checks force row level security;
drop policy if exists tenant_isolation on tax.tax_id_checks;
create policy tenant_isolation on tax.tax_id_checks as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_id_checks;
create policy owner_all on tax.tax_id_checks to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_id_checks;
create policy select_member on tax.tax_id_checks for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_id_checks to tenor_viewer;

create or replace trigger _300_append_only before update or delete or truncate on tax.tax_id_checks
  for each statement execute function kernel.tg__append_only();
--! EndIncluded tax/tables/tax_id_checks.sql
--! Included tax/queries/plain_tax_id.sql
create or replace function tax.plain_tax_id(tax_id text)
  returns text
  language sql immutable parallel safe
return upper(regexp_replace(tax_id, '[^0-9A-Za-z+*]', '', 'g'));
comment on function tax.plain_tax_id is
  E'@behavior -*\nA tax id in capitals, without blanks and signs.';
grant execute on function tax.plain_tax_id to tenor_viewer;
--! EndIncluded tax/queries/plain_tax_id.sql
--! Included tax/views/tax_id_formats.sql
-- A view over values, as the forms are law. European Commission, VIES, "VAT number structure".
-- Greece writes EL.
create or replace view tax.tax_id_formats with (security_invoker = true) as
  select prefix, jurisdiction, pattern
  from (values
    ('AT', 'AT', '^ATU[0-9]{8}$'),
    ('BE', 'BE', '^BE[01][0-9]{9}$'),
    ('BG', 'BG', '^BG[0-9]{9,10}$'),
    ('CY', 'CY', '^CY[0-9]{8}[A-Z]$'),
    ('CZ', 'CZ', '^CZ[0-9]{8,10}$'),
    ('DE', 'DE', '^DE[1-9][0-9]{8}$'),
    ('DK', 'DK', '^DK[0-9]{8}$'),
    ('EE', 'EE', '^EE[0-9]{9}$'),
    ('EL', 'GR', '^EL[0-9]{9}$'),
    ('ES', 'ES', '^ES([A-Z][0-9]{7}[0-9A-Z]|[0-9]{8}[A-Z])$'),
    ('FI', 'FI', '^FI[0-9]{8}$'),
    ('FR', 'FR', '^FR[0-9A-HJ-NP-Z]{2}[0-9]{9}$'),
    ('HR', 'HR', '^HR[0-9]{11}$'),
    ('HU', 'HU', '^HU[0-9]{8}$'),
    ('IE', 'IE', '^IE([0-9]{7}[A-W][A-I]?|[0-9][A-Z+*][0-9]{5}[A-W])$'),
    ('IT', 'IT', '^IT[0-9]{11}$'),
    ('LT', 'LT', '^LT([0-9]{9}|[0-9]{12})$'),
    ('LU', 'LU', '^LU[0-9]{8}$'),
    ('LV', 'LV', '^LV[0-9]{11}$'),
    ('MT', 'MT', '^MT[0-9]{8}$'),
    ('NL', 'NL', '^NL[0-9A-Z+*]{10}[0-9]{2}$'),
    ('PL', 'PL', '^PL[0-9]{10}$'),
    ('PT', 'PT', '^PT[0-9]{9}$'),
    ('RO', 'RO', '^RO[1-9][0-9]{1,9}$'),
    ('SE', 'SE', '^SE[0-9]{12}$'),
    ('SI', 'SI', '^SI[0-9]{8}$'),
    ('SK', 'SK', '^SK[0-9]{10}$')
  ) as listed (prefix, jurisdiction, pattern);
comment on view tax.tax_id_formats is 'How VAT numbers of the EU are written.';
comment on column tax.tax_id_formats.prefix is 'First two letters of the number.';
comment on column tax.tax_id_formats.jurisdiction is 'The country that gives it.';
comment on column tax.tax_id_formats.pattern is
  'The whole number, in capitals without blanks and signs.';
grant select on tax.tax_id_formats to tenor_viewer;
--! EndIncluded tax/views/tax_id_formats.sql
--! Included tax/queries/tax_id_of.sql
-- A department uses the number of the company it belongs to: the nearest account above that has
-- one. Inlined, to be joined laterally.
create or replace function tax.tax_id_of(account customers.accounts)
  returns setof tax.tax_id_status
  language sql stable parallel safe rows 1
begin atomic
  select holder.id, holder.number, f.jurisdiction, (
      select c.is_valid
      from tax.tax_id_checks as c
      where c.tenant_id = (account).tenant_id
        and c.account_id = holder.id and c.number = holder.number
      order by c.checked_at desc, c.id desc
      limit 1)
  from (
    select a.id, tax.plain_tax_id(a.tax_id) as number
    from customers.accounts as a
    where a.tenant_id = (account).tenant_id
      and a.id = any ((account).path) and a.tax_id is not null
    order by a.depth desc
    limit 1
  ) as holder
  left join tax.tax_id_formats as f
    on f.prefix = left(holder.number, 2) and holder.number ~ f.pattern;
end;
comment on function tax.tax_id_of is
  E'@behavior -*\nThe tax id that counts for an account, and what its last check said.';
grant execute on function tax.tax_id_of to tenor_viewer;
--! EndIncluded tax/queries/tax_id_of.sql
--! Included tax/queries/accounts_tax_id_status.sql
create or replace function tax.accounts_tax_id_status(account customers.accounts)
  returns tax.tax_id_status
  language sql stable parallel safe
return (select s from tax.tax_id_of(account) as s);
comment on function tax.accounts_tax_id_status is
  'Its tax id or the nearest parent''s: whose it is, of which form, and what the last check said.';
grant execute on function tax.accounts_tax_id_status to tenor_viewer;
--! EndIncluded tax/queries/accounts_tax_id_status.sql
--! Included tax/internal/lines_of.sql
-- A plan is kept for one line and for fifty thousand. Of an array it would expect ten elements and
-- go round in nested loops; of a function it expects the rows that stand here.
create or replace function tax.lines_of(lines tax.assessable[])
  returns setof tax.assessable
  language sql immutable parallel safe rows 1000 set search_path to ''
as $$
  select * from unnest(lines)
$$;
comment on function tax.lines_of is 'The lines of an array, of which the planner expects many.';
--! EndIncluded tax/internal/lines_of.sql
--! Included tax/internal/assess.sql
-- The heart. Lines fall into cases (account, day, category), cases into situations (places, day,
-- category): what the law says is asked once a situation, what is known of the customer once an
-- account, and lines are joined to both. Where several rates of a place fit, one is taken: of the
-- line's category before standard, the tenant's own before the law's, the latest. A rate that does
-- not stack replaces those of the places above. Every line needs its account and its day.
-- One plan serves one line and a run, and is kept: no scan of a table that is small today, and no
-- compiling, which would take longer than one line.
create or replace function tax.assess(lines tax.assessable[])
  returns setof tax.assessment
  language sql stable security invoker rows 1000
  set search_path to '' set plan_cache_mode to force_generic_plan set enable_seqscan to off
  set jit to off
as $$
  with settings as materialized (
    select
      coalesce(max(s.default_category), 'standard') as default_category,
      coalesce(bool_or(s.prices_include_tax), false) as prices_include_tax,
      coalesce(bool_or(s.needs_tax_id_check), false) as needs_tax_id_check,
      -- In order, so that the index answers, not a scan over other tenants' rows.
      exists (
        select from tax.localities as l
        where l.tenant_id = (select tenancy.current_tenant_id())
        order by l.tenant_id, l.region, l.code
        limit 1) as has_localities
    from tax.tax_settings as s
    where s.tenant_id = (select tenancy.current_tenant_id())
  ),
  products as materialized (
    select p.id, p.tax_category
    from catalog.products as p
    where p.tenant_id = (select tenancy.current_tenant_id()) and p.id = any (array(
      select distinct line.product_id from tax.lines_of(lines) as line
      where line.tax_category is null and line.product_id is not null))
  ),
  asked as materialized (
    select line.line_key, line.invoice_key, line.account_id, line.amount, line.currency,
      line.tax_date, coalesce(line.is_inclusive, s.prices_include_tax) as is_inclusive,
      coalesce(line.tax_category, p.tax_category, s.default_category) as category
    from tax.lines_of(lines) as line
    cross join settings as s
    left join products as p on p.id = line.product_id
  ),
  wanted as materialized (
    select line.account_id, line.tax_date, line.category
    from asked as line
    group by line.account_id, line.tax_date, line.category
  ),
  addresses as materialized (
    select served.account_id, found.account, d.city, d.postal_code, upper(btrim(d.state)) as state,
      case d.country when 'UK' then 'GB' when 'EL' then 'GR' else d.country end as country
    from (select distinct w.account_id from wanted as w) as served
    cross join lateral (
      select a as account
      from customers.accounts as a
      where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = served.account_id
      limit 1
    ) as found
    left join lateral customers.shipping_address_of(found.account) as d on true
  ),
  -- A state is written as its code or its name.
  regions as materialized (
    select d.*, coalesce(
        (select s.code from tax.jurisdictions as s where s.code = d.country || '-' || d.state),
        (select s.code from tax.jurisdictions as s
          where s.parent_code = d.country and d.state in (s.code, upper(s.name)))) as region
    from addresses as d
  ),
  buyers as materialized (
    select d.account_id, d.account, d.region, j.code as country, j.name as country_name,
      j.eu_from, j.eu_to, j.is_taxed_by_states,
      case when j.code is not null and not (j.is_taxed_by_states and d.region is null)
        then array_remove(array[j.code, d.region], null) || case
          when s.has_localities then array(
            select distinct within.code
            from tax.locality_places as p
            cross join lateral unnest(p.path) as within (code)
            where p.tenant_id = (select tenancy.current_tenant_id())
              and p.region = coalesce(d.region, j.code)
              and p.place in (tax.place_key(d.city, j.code), tax.place_key(d.postal_code, j.code))
            order by within.code)
          else '{}' end
      end as places,
      j.eu_from is not null and exists (
        select from tax.tax_id_of(d.account) as t
        where t.country = j.code and coalesce(t.is_valid, not s.needs_tax_id_check)
      ) as has_tax_id,
      case
        when d.country is null then 'The account has no address with a country.'
        when j.code is null then format('No country has the code %s.', d.country)
        else format('The address names no state of %s.', j.name)
      end as fault
    from regions as d
    cross join settings as s
    left join lateral (
      select j.*
      from tax.jurisdictions as j
      where j.code = d.country
      limit 1
    ) as j on true
  ),
  -- With what the seller's registrations mean there: with whom they are, what the EU makes of them.
  situations as materialized (
    select row_number() over () as id, s.*, g.authorities, s.is_in_eu and g.has_oss as has_oss,
      s.is_in_eu and g.is_in_eu and not g.is_established as may_reverse
    from (
      select b.places, w.tax_date, w.category, min(b.country) as country,
        min(b.country_name) as country_name, bool_and(b.is_taxed_by_states) as is_taxed_by_states,
        bool_and(w.tax_date between b.eu_from and coalesce(b.eu_to, 'infinity')) as is_in_eu
      from wanted as w
      join buyers as b on b.account_id = w.account_id
      where b.places is not null
      group by b.places, w.tax_date, w.category
    ) as s
    cross join lateral (
      select
        array_agg(g.jurisdiction) filter (where g.scheme = 'standard') as authorities,
        bool_or(g.scheme = 'oss') as has_oss,
        bool_or(g.jurisdiction = s.country and g.scheme = 'standard' and g.is_established)
          as is_established,
        bool_or(s.tax_date between home.eu_from and coalesce(home.eu_to, 'infinity')) as is_in_eu
      from tax.tax_registrations as g
      left join tax.jurisdictions as home on home.code = g.jurisdiction
      where g.tenant_id = (select tenancy.current_tenant_id())
        and g.valid_from <= s.tax_date and (g.valid_to is null or g.valid_to >= s.tax_date)
    ) as g
  ),
  rates as materialized (
    select s.id as situation_id, step.place, step.code, r.kind, r.authority, r.note,
      coalesce(r.name, (
        select j.name from tax.jurisdictions as j where j.code = step.code)) as name,
      max(step.place) filter (where not r.is_stacked) over (partition by s.id) as replaced,
      case when s.category in ('zero', 'exempt') then 0 else r.rate end as rate,
      case
        when s.category = 'exempt' then 'exempt'
        when s.category = 'zero' or r.rate = 0 and r.treatment = 'standard' then 'zero_rated'
        else r.treatment
      end as treatment
    from situations as s
    cross join lateral unnest(s.places) with ordinality as step (code, place)
    cross join lateral (
      select offer.*
      from (
        select t.category, t.kind, t.name, t.rate::numeric, t.treatment, t.is_stacked, t.authority,
          t.note, t.valid_from, 1 as origin
        from tax.tax_rates as t
        where t.tenant_id = (select tenancy.current_tenant_id())
          and t.jurisdiction = step.code and t.category in (s.category, 'standard')
          and t.valid_from <= s.tax_date and (t.valid_to is null or t.valid_to >= s.tax_date)
        union all
        select l.category, l.kind, null, l.rate, 'standard', l.is_stacked, l.authority, null,
          l.valid_from, 2
        from tax.statutory_rates as l
        where l.jurisdiction = step.code and l.category in (s.category, 'standard')
          and l.valid_from <= s.tax_date
      ) as offer
      order by offer.category <> s.category, offer.origin, offer.valid_from desc
      limit 1
    ) as r
  ),
  verdicts as materialized (
    select w.account_id, w.tax_date, w.category, coalesce(r.place, 1)::int as place,
      coalesce(r.code, b.region, s.country) as jurisdiction, r.kind, r.rate,
      coalesce(r.name, (select j.name from tax.jurisdictions as j where j.code = b.region),
        s.country_name) as name,
      r.note as rate_note, e.reason, e.certificate_number, b.fault,
      case
        when s.id is null then 'no_address'
        when r.treatment = 'exempt' and (r.authority = any (s.authorities) or s.has_oss)
          then 'exempt'
        when s.may_reverse and b.has_tax_id and coalesce(r.kind, 'vat') = 'vat'
          then 'reverse_charge'
        when r.place is null and s.places && s.authorities then 'no_rate'
        when (r.authority = any (s.authorities) or s.has_oss) is not true then 'not_registered'
        when e.reason is not null then 'exempt'
        else r.treatment
      end as treatment
    from wanted as w
    left join buyers as b on b.account_id = w.account_id
    left join situations as s
      on s.places = b.places and s.tax_date = w.tax_date and s.category = w.category
    left join rates as r on r.situation_id = s.id and r.place >= coalesce(r.replaced, 0)
    left join lateral (
      select e.reason, e.certificate_number
      from tax.tax_exemptions as e
      where e.tenant_id = (select tenancy.current_tenant_id())
        and e.account_id = any ((b.account).path)
        and (e.covers_subsidiaries or e.account_id = w.account_id)
        and e.valid_from <= w.tax_date and (e.valid_to is null or e.valid_to >= w.tax_date)
        and (e.jurisdiction is null or e.jurisdiction in (r.authority, r.code)
          or s.is_taxed_by_states and e.jurisdiction = s.country)
      order by e.account_id = w.account_id desc, e.valid_from desc, e.id
      limit 1
    ) as e on true
  ),
  outcomes as materialized (
    select v.*,
      case when v.treatment = 'standard' then v.rate else 0 end as charged,
      sum(v.rate) filter (where v.treatment = 'standard')
        over (partition by v.account_id, v.tax_date, v.category) as total_rate,
      case v.treatment
        when 'no_address' then coalesce(v.fault, 'The account is unknown.')
        when 'no_rate' then format('No tax rate of %s is known for this day.', v.name)
        when 'not_registered' then format('The seller is not registered for tax in %s.', v.name)
        when 'reverse_charge' then 'Reverse charge: the customer accounts for the VAT '
          '(Articles 196 and 226 (11a) of Directive 2006/112/EC).'
        when 'exempt' then coalesce(
          'Exempt: ' || v.reason || coalesce(', certificate ' || v.certificate_number, '') || '.',
          v.rate_note, 'Exempt from tax.')
        when 'zero_rated' then coalesce(v.rate_note, 'Zero-rated.')
      end as note
    from verdicts as v
  )
  select line.line_key, line.invoice_key, o.place, o.jurisdiction, o.name, o.kind, o.charged,
    o.treatment, o.note,
    case when line.is_inclusive
      then line.amount * 100 / (100 + coalesce(o.total_rate, 0)) else line.amount end,
    case when line.is_inclusive
      then line.amount * o.charged / (100 + coalesce(o.total_rate, 0))
      else line.amount * o.charged * 0.01 end,
    line.amount, line.is_inclusive, line.currency
  from asked as line
  join outcomes as o
    on o.account_id = line.account_id and o.tax_date = line.tax_date
    and o.category = line.category
$$;
comment on function tax.assess is
  'The taxes of lines, exact: a row for each line and jurisdiction that applies, at least one.';
--! EndIncluded tax/internal/assess.sql
--! Included tax/internal/round_tax.sql
-- By invoice: the exact tax of a jurisdiction and rate is added up and rounded once, half away from
-- zero, and split by largest remainder. By line: so is the tax of a line over its jurisdictions.
-- Each part is its own exact tax rounded down or up, also where credits stand beside charges, which
-- shares of the sum would not give.
create or replace function tax.round_tax(assessments tax.assessment[], mode text default null)
  returns setof tax.tax_line
  language sql stable security invoker rows 1000
  set search_path to '' set plan_cache_mode to force_generic_plan
as $$
  with given as (
    select a.*, kernel.minor_unit(a.currency) + 1 as place_of_unit, (
        select coalesce(round_tax.mode, max(s.rounding_mode), 'invoice') = 'line'
        from tax.tax_settings as s
        where s.tenant_id = (select tenancy.current_tenant_id())) as is_by_line
    from unnest(assessments) as a
    -- So that the unit is looked up once a row.
    offset 0
  ),
  exact as (
    select *, amount * ('{1,10,100,1000,10000}'::numeric[])[place_of_unit] as units,
      case when is_by_line then line_key end as whole_line,
      case when not is_by_line then jurisdiction end collate "C" as whole_jurisdiction,
      case when not is_by_line then rate end as whole_rate
    from given
  ),
  parts as (
    select *, floor(units) as down, round(sum(units) over whole) - sum(floor(units)) over whole
        as left_over,
      row_number() over (whole order by units - floor(units) desc, line_key, place) as rank
    from exact
    window whole as (
      partition by invoice_key, place_of_unit, whole_line, whole_jurisdiction, whole_rate, currency)
  ),
  rounded as (
    select *, (down + (rank <= left_over)::int)
        * ('{1,0.1,0.01,0.001,0.0001}'::numeric[])[place_of_unit] as tax
    from parts
  )
  select line_key, invoice_key, place, jurisdiction, name, kind, rate, treatment, note,
    case when is_inclusive then given - sum(tax) over (partition by line_key) else given end,
    tax, currency
  from rounded
$$;
comment on function tax.round_tax is
  'Taxes in minor units, so that lines add up to what is printed: mode invoice or line, by default '
  'the tenant''s.';
--! EndIncluded tax/internal/round_tax.sql
--! Included tax/internal/tax_lines.sql
create or replace function tax.tax_lines(lines tax.assessable[], mode text default null)
  returns setof tax.tax_line
  language sql stable security invoker rows 1000 set search_path to ''
as $$
  select * from tax.round_tax(array(select a from tax.assess(lines) as a), mode)
$$;
comment on function tax.tax_lines is
  'The taxes of lines, assessed and rounded: what a billing statement joins to its charges.';
--! EndIncluded tax/internal/tax_lines.sql
--! Included tax/queries/quote.sql
create or replace function tax.quote(
  account_id uuid,
  amount kernel.amount,
  product_id uuid default null,
  tax_category text default null,
  currency text default null,
  on_date date default null,
  is_inclusive boolean default null
)
  returns setof tax.tax_line
  language plpgsql stable security definer rows 2 set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
begin
  if product_id is not null then
    perform catalog.find_product(product_id);
  end if;
  return query
    select t.*
    from tax.round_tax(array(
      select a
      from tax.assess(array[(1, null, v_account.id, product_id, tax_category, amount,
        coalesce(currency, v_account.currency),
        coalesce(on_date, tenancy.today(customers.accounts_effective_time_zone(v_account))),
        is_inclusive)::tax.assessable]) as a)) as t
    order by t.place;
end $$;
comment on function tax.quote is
  E'@name tax_quote\nThe taxes of one amount for an account on a day (its today): a row for each '
  'jurisdiction.';
grant execute on function tax.quote to tenor_viewer;
--! EndIncluded tax/queries/quote.sql
--! Included tax/queries/known_tax_rates.sql
create or replace function tax.known_tax_rates(
  jurisdiction text default null, category text default null, on_date date default null
)
  returns setof tax.rate_entry
  language sql stable security invoker rows 200 set search_path to ''
as $$
  select r.id, r.jurisdiction, coalesce(r.name, j.name), r.category, r.kind,
    r.rate::numeric, r.treatment, r.is_stacked, r.authority, r.source, r.valid_from, r.valid_to
  from (
    select t.id, t.jurisdiction, t.name, t.category, t.kind, t.rate, t.treatment, t.is_stacked,
      t.authority, 'own' as source, t.valid_from, t.valid_to
    from tax.tax_rates as t
    where t.tenant_id = (select tenancy.current_tenant_id())
    union all
    select null, s.jurisdiction, null, s.category, s.kind, s.rate, 'standard', s.is_stacked,
      s.authority, s.source, s.valid_from,
      lead(s.valid_from) over (partition by s.jurisdiction, s.category order by s.valid_from) - 1
    from tax.statutory_rates as s
  ) as r
  left join tax.jurisdictions as j on j.code = r.jurisdiction
  where (known_tax_rates.jurisdiction is null or r.jurisdiction = known_tax_rates.jurisdiction
      or starts_with(r.jurisdiction, known_tax_rates.jurisdiction || '-')
      or starts_with(r.jurisdiction, known_tax_rates.jurisdiction || '/'))
    and (known_tax_rates.category is null or r.category = known_tax_rates.category)
    and (on_date is null or r.valid_from <= on_date and coalesce(r.valid_to >= on_date, true))
  order by r.jurisdiction, r.category, r.source <> 'own', r.valid_from
$$;
comment on function tax.known_tax_rates is
  'Rates of a jurisdiction and all below it (all if null), a category, a day; the tenant''s own '
  'before the law''s.';
grant execute on function tax.known_tax_rates to tenor_viewer;
--! EndIncluded tax/queries/known_tax_rates.sql
--! Included tax/queries/current_tax_settings.sql
create or replace function tax.current_tax_settings()
  returns tax.tax_settings
  language sql stable security invoker set search_path to ''
as $$
  select s.* from tax.tax_settings as s where s.tenant_id = (select tenancy.current_tenant_id())
$$;
comment on function tax.current_tax_settings is 'How the tenant reckons its taxes.';
grant execute on function tax.current_tax_settings to tenor_viewer;
--! EndIncluded tax/queries/current_tax_settings.sql
--! Included tax/internal/known_jurisdiction.sql
create or replace function tax.known_jurisdiction(code text, pointer text default 'jurisdiction')
  returns text
  language plpgsql stable security invoker set search_path to ''
as $$
begin
  if not exists (select from tax.jurisdictions as j where j.code = known_jurisdiction.code)
    and not exists (
      select from tax.localities as l
      where l.tenant_id = tenancy.current_tenant_id() and l.code = known_jurisdiction.code)
  then
    perform kernel.fail('NOTFD', 'No jurisdiction has this code.', pointer);
  end if;
  return code;
end $$;
comment on function tax.known_jurisdiction is
  'The code of a jurisdiction or locality, or NOTFD.';
--! EndIncluded tax/internal/known_jurisdiction.sql
--! Included tax/commands/change_tax_settings.sql
-- What is not given stays as it is. What is invoiced stays too: drafts are taxed anew when asked.
create or replace function tax.change_tax_settings(
  rounding_mode text default null,
  prices_include_tax boolean default null,
  default_category text default null,
  needs_tax_id_check boolean default null,
  provider text default null
)
  returns tax.tax_settings
  language sql volatile security definer set search_path to ''
as $$
  update tax.tax_settings as s
  set rounding_mode = coalesce(change_tax_settings.rounding_mode, s.rounding_mode),
    prices_include_tax = coalesce(change_tax_settings.prices_include_tax, s.prices_include_tax),
    default_category = coalesce(change_tax_settings.default_category, s.default_category),
    needs_tax_id_check = coalesce(change_tax_settings.needs_tax_id_check, s.needs_tax_id_check),
    provider = coalesce(change_tax_settings.provider, s.provider)
  where s.tenant_id = (select tenancy.current_tenant_id())
  returning s.*
$$;
comment on function tax.change_tax_settings is
  'Changes how the tenant reckons its taxes from now on.';
grant execute on function tax.change_tax_settings to tenor_finance;
--! EndIncluded tax/commands/change_tax_settings.sql
--! Included tax/commands/add_tax_rate.sql
-- What is not said is as the law's rate there, or as such places do: a locality's tax comes on top
-- of its state's and is collected by the state. A rate without an end gives way to the next one.
create or replace function tax.add_tax_rate(
  jurisdiction text,
  rate kernel.percentage,
  category text default 'standard',
  kind text default null,
  name text default null,
  treatment text default null,
  is_stacked boolean default null,
  authority text default null,
  note text default null,
  valid_from date default null,
  valid_to date default null
)
  returns tax.tax_rates
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_code text := tax.known_jurisdiction(jurisdiction);
  v_region text := split_part(v_code, '/', 1);
  v_from date := coalesce(valid_from, tenancy.today());
  v_rate tax.tax_rates;
begin
  if authority is not null then
    perform tax.known_jurisdiction(authority, 'authority');
  end if;
  update tax.tax_rates as r
  set valid_to = v_from - 1
  where r.tenant_id = v_tenant_id and r.jurisdiction = v_code
    and r.category = add_tax_rate.category and r.valid_from < v_from and r.valid_to is null;

  insert into tax.tax_rates (jurisdiction, category, kind, name, rate, treatment, is_stacked,
    authority, note, valid_from, valid_to)
  select v_code, add_tax_rate.category,
    coalesce(add_tax_rate.kind, law.kind, j.tax_kind),
    coalesce(add_tax_rate.name, (
      select l.name from tax.localities as l
      where l.tenant_id = v_tenant_id and l.code = v_code)),
    add_tax_rate.rate,
    coalesce(add_tax_rate.treatment, case when add_tax_rate.rate = 0 then 'zero_rated' end,
      'standard'),
    coalesce(add_tax_rate.is_stacked, law.is_stacked, true),
    coalesce(add_tax_rate.authority, law.authority, v_region), add_tax_rate.note, v_from,
    add_tax_rate.valid_to
  from tax.jurisdictions as j
  left join lateral (
    select l.kind, l.is_stacked, l.authority
    from tax.statutory_rates as l
    where l.jurisdiction = v_code and l.category = 'standard'
    order by l.valid_from desc
    limit 1
  ) as law on true
  where j.code = v_region
  returning * into v_rate;
  return v_rate;
end $$;
comment on function tax.add_tax_rate is
  'Adds a rate of the tenant''s own from a day on (today); it goes before the law''s there.';
grant execute on function tax.add_tax_rate to tenor_finance;
--! EndIncluded tax/commands/add_tax_rate.sql
--! Included tax/commands/end_tax_rate.sql
-- An end is the last day, and what is past stays as it was: invoices were made with it. What has
-- not begun is withdrawn whole.
create or replace function tax.end_tax_rate(tax_rate_id uuid, valid_to date default null)
  returns tax.tax_rates
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_last_day date := coalesce(valid_to, v_today);
  v_row tax.tax_rates;
begin
  select * into v_row from tax.tax_rates as t
  where t.tenant_id = v_tenant_id and t.id = end_tax_rate.tax_rate_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No rate has this id.', 'tax_rate_id');
  elsif v_row.valid_to < v_today or v_last_day < v_today - 1 then
    perform kernel.fail('TRANS', 'The past of a rate never changes.', 'valid_to');
  end if;

  if v_last_day < v_row.valid_from then
    delete from tax.tax_rates as t where t.tenant_id = v_tenant_id and t.id = v_row.id;
  else
    update tax.tax_rates as t set valid_to = v_last_day
    where t.tenant_id = v_tenant_id and t.id = v_row.id
    returning * into v_row;
  end if;
  return v_row;
end $$;
comment on function tax.end_tax_rate is
  'Ends a rate with a day (today); one that has not begun by then is withdrawn.';
grant execute on function tax.end_tax_rate to tenor_finance;
--! EndIncluded tax/commands/end_tax_rate.sql
--! Included tax/commands/add_tax_registration.sql
create or replace function tax.add_tax_registration(
  jurisdiction text,
  number text,
  valid_from date default null,
  valid_to date default null,
  scheme text default 'standard',
  is_established boolean default true
)
  returns tax.tax_registrations
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_registration tax.tax_registrations;
begin
  if scheme = 'oss' and not exists (
    select from tax.jurisdictions as j
    where j.code = add_tax_registration.jurisdiction and j.eu_from is not null and j.eu_to is null
  ) then
    perform kernel.fail('INPUT', 'A One Stop Shop is of a member state of the EU.', 'scheme');
  end if;
  insert into tax.tax_registrations (jurisdiction, scheme, number, is_established, valid_from,
    valid_to)
  values (tax.known_jurisdiction(jurisdiction), scheme, number, is_established,
    coalesce(valid_from, tenancy.today()), valid_to)
  returning * into v_registration;
  return v_registration;
end $$;
comment on function tax.add_tax_registration is
  'Registers the tenant as a seller: from that day (today) tax is charged there.';
grant execute on function tax.add_tax_registration to tenor_finance;
--! EndIncluded tax/commands/add_tax_registration.sql
--! Included tax/commands/end_tax_registration.sql
-- An end is the last day, and what is past stays as it was: invoices were made with it. What has
-- not begun is withdrawn whole.
create or replace function tax.end_tax_registration(
  tax_registration_id uuid, valid_to date default null
)
  returns tax.tax_registrations
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_last_day date := coalesce(valid_to, v_today);
  v_row tax.tax_registrations;
begin
  select * into v_row from tax.tax_registrations as t
  where t.tenant_id = v_tenant_id and t.id = end_tax_registration.tax_registration_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No registration has this id.', 'tax_registration_id');
  elsif v_row.valid_to < v_today or v_last_day < v_today - 1 then
    perform kernel.fail('TRANS', 'The past of a registration never changes.', 'valid_to');
  end if;

  if v_last_day < v_row.valid_from then
    delete from tax.tax_registrations as t where t.tenant_id = v_tenant_id and t.id = v_row.id;
  else
    update tax.tax_registrations as t set valid_to = v_last_day
    where t.tenant_id = v_tenant_id and t.id = v_row.id
    returning * into v_row;
  end if;
  return v_row;
end $$;
comment on function tax.end_tax_registration is
  'Ends a registration with a day (today); one that has not begun by then is withdrawn.';
grant execute on function tax.end_tax_registration to tenor_finance;
--! EndIncluded tax/commands/end_tax_registration.sql
--! Included tax/commands/add_tax_exemption.sql
create or replace function tax.add_tax_exemption(
  account_id uuid,
  reason text,
  certificate_number text default null,
  jurisdiction text default null,
  valid_from date default null,
  valid_to date default null,
  covers_subsidiaries boolean default false
)
  returns tax.tax_exemptions
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_exemption tax.tax_exemptions;
begin
  if jurisdiction is not null then
    perform tax.known_jurisdiction(jurisdiction);
  end if;
  insert into tax.tax_exemptions (account_id, jurisdiction, certificate_number, reason,
    covers_subsidiaries, valid_from, valid_to)
  values (v_account.id, jurisdiction, certificate_number, reason, covers_subsidiaries,
    coalesce(valid_from, tenancy.today()), valid_to)
  returning * into v_exemption;
  return v_exemption;
end $$;
comment on function tax.add_tax_exemption is
  'Exempts an account from a jurisdiction''s taxes (all if null), from a day on (today).';
grant execute on function tax.add_tax_exemption to tenor_finance;
--! EndIncluded tax/commands/add_tax_exemption.sql
--! Included tax/commands/end_tax_exemption.sql
-- An end is the last day, and what is past stays as it was: invoices were made with it. What has
-- not begun is withdrawn whole.
create or replace function tax.end_tax_exemption(tax_exemption_id uuid, valid_to date default null)
  returns tax.tax_exemptions
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_last_day date := coalesce(valid_to, v_today);
  v_row tax.tax_exemptions;
begin
  select * into v_row from tax.tax_exemptions as t
  where t.tenant_id = v_tenant_id and t.id = end_tax_exemption.tax_exemption_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No exemption has this id.', 'tax_exemption_id');
  elsif v_row.valid_to < v_today or v_last_day < v_today - 1 then
    perform kernel.fail('TRANS', 'The past of an exemption never changes.', 'valid_to');
  end if;

  if v_last_day < v_row.valid_from then
    delete from tax.tax_exemptions as t where t.tenant_id = v_tenant_id and t.id = v_row.id;
  else
    update tax.tax_exemptions as t set valid_to = v_last_day
    where t.tenant_id = v_tenant_id and t.id = v_row.id
    returning * into v_row;
  end if;
  return v_row;
end $$;
comment on function tax.end_tax_exemption is
  'Ends an exemption with a day (today); one that has not begun by then is withdrawn.';
grant execute on function tax.end_tax_exemption to tenor_finance;
--! EndIncluded tax/commands/end_tax_exemption.sql
--! Included tax/commands/set_locality_places.sql
create or replace function tax.set_locality_places(locality_id uuid, places text[])
  returns tax.localities
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_locality tax.localities;
begin
  select * into v_locality from tax.localities as l
  where l.tenant_id = tenancy.current_tenant_id() and l.id = set_locality_places.locality_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No locality has this id.', 'locality_id');
  end if;
  delete from tax.locality_places as p
  where p.tenant_id = v_locality.tenant_id and p.locality_id = v_locality.id;
  insert into tax.locality_places (locality_id, region, place, path)
  select distinct v_locality.id, v_locality.region,
    tax.place_key(listed.place, v_locality.region), v_locality.path
  from unnest(places) as listed (place);
  return v_locality;
end $$;
comment on function tax.set_locality_places is
  'Sets the postal codes or city names by which addresses lie in a locality, all of them.';
grant execute on function tax.set_locality_places to tenor_finance;
--! EndIncluded tax/commands/set_locality_places.sql
--! Included tax/commands/add_tax_locality.sql
create or replace function tax.add_tax_locality(
  parent text, level text, name text, places text[] default null
)
  returns tax.localities
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_parent text := tax.known_jurisdiction(parent, 'parent');
  v_region text := split_part(v_parent, '/', 1);
  v_code text := v_parent || '/'
    || btrim(regexp_replace(lower(left(name, 60)), '[^a-z0-9]+', '-', 'g'), '-');
  v_locality tax.localities;
begin
  insert into tax.localities (code, region, level, name, path)
  values (v_code, v_region, level, name, coalesce((
    select l.path from tax.localities as l
    where l.tenant_id = tenancy.current_tenant_id() and l.code = v_parent), '{}') || v_code)
  returning * into v_locality;
  if places is not null then
    perform tax.set_locality_places(v_locality.id, places);
  end if;
  return v_locality;
end $$;
comment on function tax.add_tax_locality is
  'Adds a county, city or district below a state or another locality, with the postal codes or '
  'city names by which addresses lie in it.';
grant execute on function tax.add_tax_locality to tenor_finance;
--! EndIncluded tax/commands/add_tax_locality.sql
--! Included tax/commands/begin_tax_id_checks.sql
-- What has the form of an EU number and was never checked; what has another form needs no check to
-- be refused. The task asks, checks without a transaction open, and records each answer.
create or replace function tax.begin_tax_id_checks(at_most int default 500)
  returns setof tax.tax_id_question
  language sql volatile security definer set search_path to ''
as $$
  select a.id, held.number, f.jurisdiction
  from customers.accounts as a
  cross join lateral (select tax.plain_tax_id(a.tax_id)) as held (number)
  join tax.tax_id_formats as f
    on f.prefix = left(held.number, 2) and held.number ~ f.pattern
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.deleted_at is null and a.tax_id is not null
    and not exists (
      select from tax.tax_id_checks as c
      where c.tenant_id = a.tenant_id and c.account_id = a.id and c.number = held.number)
  order by a.id
  limit at_most
$$;
comment on function tax.begin_tax_id_checks is 'Tax ids that were not checked yet.';
grant execute on function tax.begin_tax_id_checks to tenor_worker;
--! EndIncluded tax/commands/begin_tax_id_checks.sql
--! Included tax/commands/record_tax_id_check.sql
-- The number is named as it was asked about: an account may have another by now.
create or replace function tax.record_tax_id_check(
  account_id uuid,
  number text,
  is_valid boolean,
  method text default 'manual',
  registered_name text default null,
  reference text default null
)
  returns tax.tax_id_checks
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_check tax.tax_id_checks;
begin
  if method <> 'manual' and current_setting('role') <> 'tenor_worker' then
    perform kernel.fail('FORBD', 'People record manual checks.', 'method');
  end if;
  insert into tax.tax_id_checks (account_id, number, is_valid, method, registered_name, reference)
  values (v_account.id, tax.plain_tax_id(number), is_valid, method,
    registered_name, reference)
  returning * into v_check;
  return v_check;
end $$;
comment on function tax.record_tax_id_check is
  'Keeps what a check of an account''s tax id said; the last one counts.';
grant execute on function tax.record_tax_id_check to tenor_finance, tenor_worker;
--! EndIncluded tax/commands/record_tax_id_check.sql
--! Included tax/watches/accounts.sql
-- People write tax ids by column grants: we watch the column. One job a tenant serves them all, as
-- one that waits already is not queued again.
create or replace function tax.tg_accounts__ask_for_check()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tax_ids text[];
begin
  if tg_op = 'INSERT' then
    v_tax_ids := array(select n.tax_id from new_rows as n where n.tax_id is not null);
  else
    v_tax_ids := array(
      select n.tax_id
      from new_rows as n
      join old_rows as o on o.tenant_id = n.tenant_id and o.id = n.id
      where n.tax_id is distinct from o.tax_id);
  end if;
  if exists (
    select from unnest(v_tax_ids) as written (tax_id)
    join tax.tax_id_formats as f on f.prefix = left(tax.plain_tax_id(written.tax_id), 2)
  ) then
    perform events.enqueue('tax/check_tax_ids', job_key => 'tax/check_tax_ids');
  end if;
  return null;
end $$;
comment on function tax.tg_accounts__ask_for_check is 'Queues the check of new tax ids.';

create or replace trigger _500_ask_for_tax_id_check_insert after insert on customers.accounts
  referencing new table as new_rows for each statement
  execute function tax.tg_accounts__ask_for_check();
-- Tables of changes do not go with a list of columns.
create or replace trigger _500_ask_for_tax_id_check_update after update on customers.accounts
  referencing old table as old_rows new table as new_rows for each statement
  execute function tax.tg_accounts__ask_for_check();
--! EndIncluded tax/watches/accounts.sql
--! EndIncluded tax/index.sql
--! Included sales/index.sql
--! Included sales/schema.sql
create schema if not exists sales;
comment on schema sales is 'What was promised: contracts, their lines and terms over time.';
grant usage on schema sales to tenor_tenant;
--! EndIncluded sales/schema.sql
--! Included sales/types/ramp_step_input.sql
do $$
begin
  if to_regtype('sales.ramp_step_input') is null then
    create type sales.ramp_step_input as ("from" date, quantity numeric, unit_price numeric);
  end if;
end $$;
comment on type sales.ramp_step_input is
  'From a day on, another quantity or unit price; what is left out stays as before.';
--! EndIncluded sales/types/ramp_step_input.sql
--! Included sales/types/milestone_input.sql
do $$
begin
  if to_regtype('sales.milestone_input') is null then
    create type sales.milestone_input as (
      "date" date,
      amount numeric,
      percent numeric,
      description text
    );
  end if;
end $$;
comment on type sales.milestone_input is
  'A part of a price that is charged once, on a day: an amount, or a percentage of the price.';
comment on column sales.milestone_input."date" is 'The day on which it is billed.';
comment on column sales.milestone_input.amount is
  'Its amount; those of all milestones add up to the price.';
comment on column sales.milestone_input.percent is
  'Its percentage of the price; those of all milestones add up to 100.';
comment on column sales.milestone_input.description is
  'What is reached, as invoices print it behind the line''s own description.';
--! EndIncluded sales/types/milestone_input.sql
--! Included sales/types/minimum_commitment.sql
do $$
begin
  if to_regtype('sales.minimum_commitment') is null then
    create type sales.minimum_commitment as (amount numeric, "interval" text);
  end if;
end $$;
comment on type sales.minimum_commitment is
  'A minimum spend: what is missing at the end of each interval is billed as a true-up.';
comment on column sales.minimum_commitment.amount is
  'What is charged at least in an interval, before discount and tax.';
comment on column sales.minimum_commitment."interval" is
  'month, quarter, year or term; by default term if the contract lasts a year or less, else year.';
--! EndIncluded sales/types/minimum_commitment.sql
--! Included sales/types/covered_account.sql
do $$
begin
  if to_regtype('sales.covered_account') is null then
    create type sales.covered_account as (account_id uuid, seats numeric, share numeric);
  end if;
end $$;
comment on type sales.covered_account is
  'An account that a shared contract covers, with its seats or its share of what is charged.';
comment on column sales.covered_account.account_id is
  'The contract''s account or one below it.';
comment on column sales.covered_account.seats is
  'Its seats; the contract''s own account has those that are left.';
comment on column sales.covered_account.share is
  'Its weight among the shares of all; without seats and shares all are equal.';
--! EndIncluded sales/types/covered_account.sql
--! Included sales/types/account_share.sql
do $$
begin
  if to_regtype('sales.account_share') is null then
    create type sales.account_share as (
      contract_id uuid,
      account_id uuid,
      "position" int,
      basis text,
      weight numeric,
      usual_weight numeric
    );
  end if;
end $$;
comment on type sales.account_share is
  'The weight with which an account bears what a shared contract charges.';
comment on column sales.account_share."position" is 'Order among the accounts, from 1.';
comment on column sales.account_share.basis is 'seats or share.';
comment on column sales.account_share.weight is
  'Seats or share; null is what the others leave of a line''s quantity.';
comment on column sales.account_share.usual_weight is
  'The same, with what they leave of the contract''s seats: for what is not counted in seats.';
--! EndIncluded sales/types/account_share.sql
--! Included sales/types/billing_terms.sql
do $$
begin
  if to_regtype('sales.billing_terms') is null then
    create type sales.billing_terms as (
      billing_frequency text,
      billing_cycle_id uuid,
      billing_months int,
      billing_in_advance boolean,
      billing_alignment text,
      billing_day int,
      billing_anchor date
    );
  end if;
end $$;
comment on type sales.billing_terms is 'When a contract is billed, in full.';
--! EndIncluded sales/types/billing_terms.sql
--! Included sales/types/contract_line_input.sql
do $$
begin
  if to_regtype('sales.contract_line_input') is null then
    create type sales.contract_line_input as (
      product_id uuid,
      account_id uuid,
      description text,
      pricing_model text,
      quantity numeric,
      committed_quantity numeric,
      unit_price numeric,
      tiers catalog.tier[],
      package_size numeric,
      free_units numeric,
      price_interval text,
      start_date date,
      end_date date,
      discount_percent numeric,
      ramp sales.ramp_step_input[],
      milestones sales.milestone_input[]
    );
  end if;
end $$;
comment on type sales.contract_line_input is
  'A line of a contract: a product of the catalog at its price, or a description with a price.';
--! EndIncluded sales/types/contract_line_input.sql
--! Included sales/types/contract_change_input.sql
do $$
begin
  if to_regtype('sales.contract_change_input') is null then
    create type sales.contract_change_input as (
      line_id uuid,
      quantity numeric,
      committed_quantity numeric,
      unit_price numeric,
      "end" boolean,
      "add" sales.contract_line_input
    );
  end if;
end $$;
comment on type sales.contract_change_input is
  'A change of a contract: of a line''s quantity, commitment or price, its end, or a new line.';
comment on column sales.contract_change_input.line_id is 'The line that changes.';
comment on column sales.contract_change_input.quantity is 'Its new quantity.';
comment on column sales.contract_change_input.committed_quantity is 'Its new commitment.';
comment on column sales.contract_change_input.unit_price is 'Its new unit price.';
comment on column sales.contract_change_input."end" is
  'Whether it ends: the day before the amendment''s is its last.';
comment on column sales.contract_change_input."add" is
  'A line to be added instead; it starts on the amendment''s day and ends with the contract.';
--! EndIncluded sales/types/contract_change_input.sql
--! Included sales/types/agreed_line.sql
do $$
begin
  if to_regtype('sales.agreed_line') is null then
    create type sales.agreed_line as (
      "position" int,
      line_id uuid,
      account_id uuid,
      product_id uuid,
      description text,
      pricing_model text,
      price_interval text,
      start_date date,
      end_date date,
      quantity numeric,
      committed_quantity numeric,
      minimum_quantity numeric,
      unit_price numeric,
      tiers catalog.tier[],
      package_size numeric,
      free_units numeric,
      discount_percent numeric,
      ramp sales.ramp_step_input[],
      milestones sales.milestone_input[],
      problem_code text,
      problem text,
      pointer text
    );
  end if;
end $$;
comment on type sales.agreed_line is
  'A line as asked for, completed from contract, product and price, with what is wrong with it.';
--! EndIncluded sales/types/agreed_line.sql
--! Included sales/types/line_charge.sql
do $$
begin
  if to_regtype('sales.line_charge') is null then
    create type sales.line_charge as (
      contract_id uuid,
      line_id uuid,
      terms_id uuid,
      account_id uuid,
      product_id uuid,
      "position" int,
      description text,
      pricing_model text,
      price_interval text,
      whole_period daterange,
      line_period daterange,
      period daterange,
      bill_on date,
      quantity numeric,
      unit_price numeric,
      intervals numeric,
      rated numeric,
      amount numeric,
      discount numeric
    );
  end if;
end $$;
comment on type sales.line_charge is
  'What a line costs for one period, or the part of it in which one version of its terms holds.';
--! EndIncluded sales/types/line_charge.sql
--! Included sales/types/line_price.sql
do $$
begin
  if to_regtype('sales.line_price') is null then
    create type sales.line_price as (
      contract_id uuid,
      line_id uuid,
      terms_id uuid,
      valid daterange,
      quantity numeric,
      unit_price numeric,
      rated numeric,
      discount_percent numeric,
      mrr numeric
    );
  end if;
end $$;
comment on type sales.line_price is
  'The exact price of one version of a recurring line''s terms for one interval and one month.';
--! EndIncluded sales/types/line_price.sql
--! Included sales/types/renewal_mail.sql
do $$
begin
  if to_regtype('sales.renewal_mail') is null then
    create type sales.renewal_mail as (
      message_id uuid,
      "to" text[],
      cc text[],
      reply_to text,
      from_name text,
      contract_number text,
      account_name text,
      renews_on date,
      notice_by date,
      days_left int,
      value text,
      currency text,
      minor_unit int,
      auto_renews boolean,
      locale text,
      seller jsonb
    );
  end if;
end $$;
comment on type sales.renewal_mail is 'A renewal alert that waits to go out.';
--! EndIncluded sales/types/renewal_mail.sql
--! Included sales/types/purchase_order_draw.sql
do $$
begin
  if to_regtype('sales.purchase_order_draw') is null then
    create type sales.purchase_order_draw as (
      id uuid,
      account_id uuid,
      contract_id uuid,
      purchase_order_id uuid,
      po_number text,
      amount numeric,
      currency text,
      on_date date
    );
  end if;
end $$;
comment on type sales.purchase_order_draw is
  'That an invoice wants so much of a purchase order.';
comment on column sales.purchase_order_draw.id is 'The invoice.';
comment on column sales.purchase_order_draw.account_id is
  'The account that is served: the order is its own, else that of the nearest account above.';
comment on column sales.purchase_order_draw.contract_id is 'The contract that is billed, if any.';
comment on column sales.purchase_order_draw.purchase_order_id is
  'The order, if the invoice has one already.';
comment on column sales.purchase_order_draw.po_number is 'Its number, if the invoice names one.';
comment on column sales.purchase_order_draw.amount is 'How much; zero only asks whether it may.';
comment on column sales.purchase_order_draw.currency is 'ISO 4217.';
comment on column sales.purchase_order_draw.on_date is 'The day on which the invoice is issued.';
--! EndIncluded sales/types/purchase_order_draw.sql
--! Included sales/types/judged_draw.sql
do $$
begin
  if to_regtype('sales.judged_draw') is null then
    create type sales.judged_draw as (
      id uuid,
      purchase_order_id uuid,
      amount numeric,
      code text,
      message text
    );
  end if;
end $$;
comment on type sales.judged_draw is 'Whether an invoice gets what it wants of a purchase order.';
comment on column sales.judged_draw.id is 'The invoice.';
comment on column sales.judged_draw.purchase_order_id is
  'The order; null if no order has the number: then it is only a text on the invoice.';
comment on column sales.judged_draw.amount is 'What the order gives, zero or more.';
comment on column sales.judged_draw.code is 'Error code of the refusal; null if it is granted.';
comment on column sales.judged_draw.message is 'The refusal in words.';
--! EndIncluded sales/types/judged_draw.sql
--! Included sales/types/purchase_order_return.sql
do $$
begin
  if to_regtype('sales.purchase_order_return') is null then
    create type sales.purchase_order_return as (purchase_order_id uuid, amount numeric);
  end if;
end $$;
comment on type sales.purchase_order_return is
  'That an invoice gives back so much of a purchase order.';
--! EndIncluded sales/types/purchase_order_return.sql
--! Included sales/tables/billing_cycles.sql
-- Schedules of a tenant's own, by name: every four months, the calendar quarter from the 15th. A
-- contract copies what it needs, so that changing a cycle changes nothing that is signed.
create table if not exists sales.billing_cycles (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  name text not null,
  interval_months int not null,
  alignment text not null default 'anniversary',
  in_advance boolean not null default true,
  bill_day int,
  description text,
  active boolean not null default true,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint billing_cycles_name_key unique (tenant_id, name),
  constraint billing_cycles_name_length_check check (length(btrim(name)) between 1 and 100),
  constraint billing_cycles_interval_months_check check (interval_months between 1 and 36),
  constraint billing_cycles_alignment_check check (alignment in ('anniversary', 'calendar')),
  constraint billing_cycles_bill_day_check check (bill_day between 1 and 31),
  constraint billing_cycles_description_length_check check (length(description) <= 1000)
);
create index if not exists billing_cycles_active_idx
  on sales.billing_cycles (tenant_id, active, name);
comment on table sales.billing_cycles is 'Billing schedules that the tenant has named.';
comment on column sales.billing_cycles.tenant_id is 'The tenant.';
comment on column sales.billing_cycles.id is 'Identifies the cycle.';
comment on column sales.billing_cycles.name is 'What people call it, unique.';
comment on column sales.billing_cycles.interval_months is 'Months in a period, 1 to 36.';
comment on column sales.billing_cycles.alignment is
  'anniversary: periods count from the contract''s start; calendar: from January on, the same for '
  'all contracts.';
comment on column sales.billing_cycles.in_advance is
  'Billed on the first day of a period; else on the day after its last.';
comment on column sales.billing_cycles.bill_day is
  'Day of the month on which periods start; null is the start''s own, or the first by calendar.';
comment on column sales.billing_cycles.description is 'For colleagues.';
comment on column sales.billing_cycles.active is 'Whether new contracts can take it.';
comment on column sales.billing_cycles.created_at is 'When it was created.';
comment on column sales.billing_cycles.updated_at is 'When it last changed.';
comment on constraint billing_cycles_name_key on sales.billing_cycles is
  'A billing cycle with this name exists.';
comment on constraint billing_cycles_name_length_check on sales.billing_cycles is
  'A name has 1 to 100 characters.';
comment on constraint billing_cycles_interval_months_check on sales.billing_cycles is
  'A period has 1 to 36 months.';
comment on constraint billing_cycles_alignment_check on sales.billing_cycles is
  'An alignment is anniversary or calendar.';
comment on constraint billing_cycles_bill_day_check on sales.billing_cycles is
  'A billing day lies between 1 and 31.';
comment on constraint billing_cycles_description_length_check on sales.billing_cycles is
  'A description has at most 1,000 characters.';

-- Who may touch it: members read, sales and finance name schedules and change them. None is deleted
-- but by the command, which keeps those that contracts name.
alter table sales.billing_cycles enable row level security;
alter table sales.billing_cycles force row level security;
drop policy if exists tenant_isolation on sales.billing_cycles;
create policy tenant_isolation on sales.billing_cycles as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.billing_cycles;
create policy owner_all on sales.billing_cycles to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.billing_cycles;
create policy select_member on sales.billing_cycles for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists insert_sales on sales.billing_cycles;
create policy insert_sales on sales.billing_cycles for insert to tenor_sales, tenor_finance
  with check (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on sales.billing_cycles;
create policy update_sales on sales.billing_cycles for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.billing_cycles to tenor_viewer;
grant insert (name, interval_months, alignment, in_advance, bill_day, description),
  update (name, interval_months, alignment, in_advance, bill_day, description, active)
  on sales.billing_cycles to tenor_sales, tenor_finance;

create or replace trigger _100_touch before update on sales.billing_cycles
  for each row execute function tenancy.tg__touch();
select audit.watch('sales.billing_cycles');
--! EndIncluded sales/tables/billing_cycles.sql
--! Included sales/tables/contracts.sql
-- A signed promise: who, from when to when, how often it is billed, on which terms.
create table if not exists sales.contracts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_number text not null,
  account_id uuid not null,
  status text not null default 'active',
  start_date date not null,
  end_date date not null,
  contract_value kernel.amount not null,
  currency text not null,
  billing_frequency text not null default 'annual',
  billing_cycle_id uuid,
  billing_months int not null default 12,
  billing_in_advance boolean not null default true,
  billing_alignment text not null default 'anniversary',
  billing_day int,
  billing_anchor date not null,
  payment_terms text,
  payment_terms_days int,
  auto_renew boolean not null default true,
  renewal_notice_days int not null default 90,
  renewal_uplift_percent kernel.percentage not null default 0,
  predecessor_contract_id uuid,
  coterm_with_contract_id uuid,
  cancelled_on date,
  cancel_reason text,
  purchase_order_number text,
  notes text,
  metadata jsonb not null default '{}',
  activated_at timestamptz,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint contracts_number_key unique (tenant_id, contract_number),
  constraint contracts_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  -- Unique as well: a contract is renewed once, also by two at the same time.
  constraint contracts_predecessor_key unique (tenant_id, predecessor_contract_id),
  constraint contracts_predecessor_fkey
    foreign key (tenant_id, predecessor_contract_id) references sales.contracts (tenant_id, id),
  constraint contracts_coterm_with_fkey
    foreign key (tenant_id, coterm_with_contract_id) references sales.contracts (tenant_id, id),
  constraint contracts_billing_cycle_fkey
    foreign key (tenant_id, billing_cycle_id) references sales.billing_cycles (tenant_id, id),
  constraint contracts_number_length_check
    check (length(btrim(contract_number)) between 1 and 100),
  constraint contracts_status_check check (status in ('draft', 'active', 'expired', 'cancelled')),
  constraint contracts_end_after_start_check check (end_date >= start_date),
  constraint contracts_at_most_30_years_check check (end_date < start_date + 10958),
  constraint contracts_value_not_negative_check check (contract_value >= 0),
  constraint contracts_currency_check check (kernel.is_currency(currency)),
  constraint contracts_billing_frequency_check
    check (billing_frequency in ('monthly', 'quarterly', 'semi_annual', 'annual', 'custom')),
  constraint contracts_custom_has_cycle_check
    check ((billing_frequency = 'custom') = (billing_cycle_id is not null)),
  constraint contracts_billing_months_check check (billing_months between 1 and 36
    and billing_months = coalesce(kernel.months_of(billing_frequency), billing_months)),
  constraint contracts_billing_alignment_check
    check (billing_alignment in ('anniversary', 'calendar')),
  constraint contracts_billing_day_check check (billing_day between 1 and 31),
  constraint contracts_anchor_before_start_check check (billing_anchor <= start_date),
  constraint contracts_payment_terms_check check (
    payment_terms in ('due_on_receipt', 'net_30', 'net_60', 'net_90', 'custom')),
  constraint contracts_payment_terms_days_check check (payment_terms_days between 0 and 365),
  constraint contracts_renewal_notice_days_check check (renewal_notice_days between 0 and 365),
  constraint contracts_cancelled_within_term_check
    check (cancelled_on between start_date and end_date + 1),
  constraint contracts_cancelled_has_reason_check
    check ((cancelled_on is null) = (cancel_reason is null)),
  constraint contracts_cancel_reason_length_check
    check (length(btrim(cancel_reason)) between 1 and 1000),
  constraint contracts_purchase_order_number_length_check
    check (length(purchase_order_number) between 1 and 100),
  constraint contracts_notes_length_check check (length(notes) <= 10000),
  constraint contracts_metadata_is_object_check
    check (jsonb_typeof(metadata) = 'object' and length(metadata::text) <= 20000)
);
create index if not exists contracts_account_idx on sales.contracts (tenant_id, account_id);
create index if not exists contracts_billing_cycle_idx
  on sales.contracts (tenant_id, billing_cycle_id);
create index if not exists contracts_coterm_with_idx
  on sales.contracts (tenant_id, coterm_with_contract_id);
create index if not exists contracts_status_idx on sales.contracts (tenant_id, status, id);
-- Renewal alerts and expiry look for the end.
create index if not exists contracts_end_date_idx on sales.contracts (tenant_id, end_date);
create index if not exists contracts_cancelled_on_idx on sales.contracts (tenant_id, cancelled_on)
  where cancelled_on is not null;
comment on table sales.contracts is 'Signed contracts with their billing terms.';
comment on column sales.contracts.tenant_id is 'The tenant.';
comment on column sales.contracts.id is 'Identifies the contract.';
comment on column sales.contracts.contract_number is 'The number people use, unique in the tenant.';
comment on column sales.contracts.account_id is 'The account that signed.';
comment on column sales.contracts.status is 'draft, active, expired or cancelled.';
comment on column sales.contracts.start_date is 'First day of the term.';
comment on column sales.contracts.end_date is 'Last day of the term, inclusive.';
comment on column sales.contracts.contract_value is 'Total contract value as signed.';
comment on column sales.contracts.currency is 'ISO 4217.';
comment on column sales.contracts.billing_frequency is
  'monthly, quarterly, semi_annual, annual or custom: how often it is billed.';
comment on column sales.contracts.billing_cycle_id is
  'The named schedule that it was billed by when it was signed, if the frequency is custom.';
comment on column sales.contracts.billing_months is 'Months in a billing period.';
comment on column sales.contracts.billing_in_advance is
  'Billed on the first day of a period; else on the day after its last.';
comment on column sales.contracts.billing_alignment is
  'anniversary: periods count from the start; calendar: from the first of month, quarter or year.';
comment on column sales.contracts.billing_day is
  'Day of the month on which periods start; null is the start''s own, or the first by calendar.';
comment on column sales.contracts.billing_anchor is 'The day from which all periods are counted.';
comment on column sales.contracts.payment_terms is
  'due_on_receipt, net_30, net_60, net_90 or custom; the account''s if null.';
comment on column sales.contracts.payment_terms_days is 'Days from issue to due date.';
comment on column sales.contracts.auto_renew is 'Whether it renews by itself at its end.';
comment on column sales.contracts.renewal_notice_days is 'Days of notice before the end.';
comment on column sales.contracts.renewal_uplift_percent is
  'By how many percent prices rise when it renews.';
comment on column sales.contracts.predecessor_contract_id is 'The contract that this one renews.';
comment on column sales.contracts.coterm_with_contract_id is
  'The contract with which, and with whose renewals, this one ends.';
comment on column sales.contracts.cancelled_on is
  'From this day on it holds no more; the day after its end when notice was given.';
comment on column sales.contracts.cancel_reason is 'Why it was cancelled.';
comment on column sales.contracts.purchase_order_number is
  'The customer''s order, on each invoice.';
comment on column sales.contracts.notes is 'Notes for colleagues.';
comment on column sales.contracts.metadata is 'Your own fields.';
comment on column sales.contracts.activated_at is 'When it became active.';
comment on column sales.contracts.created_at is 'When it was entered.';
comment on column sales.contracts.updated_at is 'When it last changed.';
comment on constraint contracts_predecessor_key on sales.contracts is
  'The contract is renewed already.';
comment on constraint contracts_predecessor_fkey on sales.contracts is
  E'@foreignFieldName renewals\nNo contract has this id.';
comment on constraint contracts_coterm_with_fkey on sales.contracts is
  E'@foreignFieldName cotermContracts\nNo contract has this id.';
comment on constraint contracts_billing_cycle_fkey on sales.contracts is
  'No billing cycle has this id.';
comment on constraint contracts_cancelled_within_term_check on sales.contracts is
  'A contract is cancelled within its term.';
comment on constraint contracts_cancelled_has_reason_check on sales.contracts is
  'A cancellation has a reason.';
comment on constraint contracts_cancel_reason_length_check on sales.contracts is
  'A reason has 1 to 1,000 characters.';
comment on constraint contracts_purchase_order_number_length_check on sales.contracts is
  'A purchase order number has 1 to 100 characters.';
comment on constraint contracts_notes_length_check on sales.contracts is
  'Notes have at most 10,000 characters.';
comment on constraint contracts_number_key on sales.contracts is
  'A contract with this number exists.';
comment on constraint contracts_account_fkey on sales.contracts is 'No account has this id.';
comment on constraint contracts_end_after_start_check on sales.contracts is
  'The end date lies before the start date.';
comment on constraint contracts_at_most_30_years_check on sales.contracts is
  'A contract runs for 30 years at most.';
comment on constraint contracts_value_not_negative_check on sales.contracts is
  'A contract value is not negative.';
comment on constraint contracts_currency_check on sales.contracts is
  'The currency is no ISO 4217 code in use.';
comment on constraint contracts_billing_frequency_check on sales.contracts is
  'A billing frequency is monthly, quarterly, semi_annual, annual or custom.';
comment on constraint contracts_custom_has_cycle_check on sales.contracts is
  'A custom frequency names its billing cycle, and no other does.';
comment on constraint contracts_billing_months_check on sales.contracts is
  'A billing period has 1 to 36 months, as many as its frequency says.';
comment on constraint contracts_billing_day_check on sales.contracts is
  'A billing day lies between 1 and 31.';
comment on constraint contracts_billing_alignment_check on sales.contracts is
  'A billing alignment is anniversary or calendar.';
comment on constraint contracts_payment_terms_check on sales.contracts is
  'Payment terms are due_on_receipt, net_30, net_60, net_90 or custom.';
comment on constraint contracts_payment_terms_days_check on sales.contracts is
  'Payment terms are 0 to 365 days.';
comment on constraint contracts_renewal_notice_days_check on sales.contracts is
  'Renewal notice is 0 to 365 days.';
comment on constraint contracts_number_length_check on sales.contracts is
  'A contract number has 1 to 100 characters.';
comment on constraint contracts_metadata_is_object_check on sales.contracts is
  'Metadata is a JSON object of at most 20,000 characters.';

-- Who may touch it: members read; sales changes what does not move money; the rest by commands.
alter table sales.contracts enable row level security;
alter table sales.contracts force row level security;
drop policy if exists tenant_isolation on sales.contracts;
create policy tenant_isolation on sales.contracts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.contracts;
create policy owner_all on sales.contracts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.contracts;
create policy select_member on sales.contracts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on sales.contracts;
create policy select_analyst on sales.contracts for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on sales.contracts;
create policy update_sales on sales.contracts for update to tenor_sales
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.contracts to tenor_viewer, tenor_analyst;
grant update (auto_renew, renewal_notice_days, renewal_uplift_percent, purchase_order_number, notes,
  metadata) on sales.contracts to tenor_sales;
-- No grant on dates, value and billing terms: what was signed changes by amendment.

create or replace trigger _100_touch before update on sales.contracts
  for each row execute function tenancy.tg__touch();
select audit.watch('sales.contracts');
--! EndIncluded sales/tables/contracts.sql
--! Included sales/tables/contract_shares.sql
-- Who bears what a shared contract charges: accounts with their seats, or with their shares. By
-- seats, the contract's own account is always among them and bears what the others leave.
create table if not exists sales.contract_shares (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  account_id uuid not null,
  basis text not null,
  weight kernel.quantity,
  "position" int not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint contract_shares_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint contract_shares_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint contract_shares_account_key unique (tenant_id, contract_id, account_id),
  constraint contract_shares_basis_check check (basis in ('seats', 'share')),
  constraint contract_shares_weight_check
    check (case basis when 'share' then weight > 0 and weight is not null
      else weight is null or weight > 0 end)
);
create index if not exists contract_shares_account_idx
  on sales.contract_shares (tenant_id, account_id);
comment on table sales.contract_shares is
  'The accounts that bear what a shared contract charges, each with its seats or its share.';
comment on column sales.contract_shares.tenant_id is 'The tenant.';
comment on column sales.contract_shares.id is 'Identifies the share.';
comment on column sales.contract_shares.contract_id is 'The contract.';
comment on column sales.contract_shares.account_id is 'The account that bears it.';
comment on column sales.contract_shares.basis is 'seats or share, the same for all of a contract.';
comment on column sales.contract_shares.weight is
  'Seats, or weight among the shares; null are the seats that the others leave.';
comment on column sales.contract_shares."position" is 'Order among the accounts, from 1.';
comment on column sales.contract_shares.created_at is 'When it was agreed.';
comment on constraint contract_shares_contract_fkey on sales.contract_shares is
  'No contract has this id.';
comment on constraint contract_shares_account_fkey on sales.contract_shares is
  'No account has this id.';
comment on constraint contract_shares_account_key on sales.contract_shares is
  'An account is covered once.';
comment on constraint contract_shares_basis_check on sales.contract_shares is
  'A contract is shared by seats or by share.';
comment on constraint contract_shares_weight_check on sales.contract_shares is
  'Seats and shares are more than nothing.';

-- Who may touch it: members read; commands write.
alter table sales.contract_shares enable row level security;
alter table sales.contract_shares force row level security;
drop policy if exists tenant_isolation on sales.contract_shares;
create policy tenant_isolation on sales.contract_shares as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.contract_shares;
create policy owner_all on sales.contract_shares to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.contract_shares;
create policy select_member on sales.contract_shares for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.contract_shares to tenor_viewer;
select audit.watch('sales.contract_shares');
--! EndIncluded sales/tables/contract_shares.sql
--! Included sales/tables/contract_lines.sql
-- What is delivered under a contract: one product or service over its days. How much of it and at
-- which price stands in contract_line_terms, which change over time; the line does not.
create table if not exists sales.contract_lines (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  account_id uuid not null,
  product_id uuid,
  "position" int not null,
  description text not null,
  pricing_model text not null default 'per_unit',
  price_interval text not null default 'month',
  start_date date not null,
  end_date date not null,
  predecessor_line_id uuid,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint contract_lines_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint contract_lines_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint contract_lines_product_fkey
    foreign key (tenant_id, product_id) references catalog.products (tenant_id, id),
  constraint contract_lines_predecessor_fkey
    foreign key (tenant_id, predecessor_line_id) references sales.contract_lines (tenant_id, id),
  constraint contract_lines_position_key unique (tenant_id, contract_id, "position"),
  constraint contract_lines_description_length_check
    check (length(btrim(description)) between 1 and 500),
  constraint contract_lines_pricing_model_check check (
    pricing_model in ('flat', 'per_unit', 'volume', 'graduated', 'package', 'stairstep',
      'minimum')),
  constraint contract_lines_price_interval_check
    check (price_interval in ('month', 'quarter', 'year', 'one_time', 'term')),
  constraint contract_lines_minimum_has_interval_check check (
    case pricing_model when 'minimum' then price_interval <> 'one_time'
      else price_interval <> 'term' end),
  constraint contract_lines_end_after_start_check check (end_date >= start_date)
);
create index if not exists contract_lines_account_idx
  on sales.contract_lines (tenant_id, account_id);
create index if not exists contract_lines_product_idx
  on sales.contract_lines (tenant_id, product_id);
create index if not exists contract_lines_predecessor_idx
  on sales.contract_lines (tenant_id, predecessor_line_id);
-- Few contracts have a minimum; each run asks all of them.
create index if not exists contract_lines_minimum_idx
  on sales.contract_lines (tenant_id, contract_id) where pricing_model = 'minimum';
comment on table sales.contract_lines is 'The products and services of a contract.';
comment on column sales.contract_lines.tenant_id is 'The tenant.';
comment on column sales.contract_lines.id is 'Identifies the line.';
comment on column sales.contract_lines.contract_id is 'The contract.';
comment on column sales.contract_lines.account_id is 'The account that the line serves.';
comment on column sales.contract_lines.product_id is 'The product, if it is in the catalog.';
comment on column sales.contract_lines."position" is 'Order on the contract, from 1.';
comment on column sales.contract_lines.description is 'What it is, as invoices print it.';
comment on column sales.contract_lines.pricing_model is
  'flat, per_unit, volume, graduated, package or stairstep; minimum: what is charged at least.';
comment on column sales.contract_lines.price_interval is
  'The time that a price is for: month, quarter, year or one_time; of a minimum, term as well.';
comment on column sales.contract_lines.start_date is 'First day of service.';
comment on column sales.contract_lines.end_date is 'Last day of service, inclusive.';
comment on column sales.contract_lines.predecessor_line_id is
  'The line of the contract before that this one continues.';
comment on column sales.contract_lines.created_at is 'When it was entered.';
comment on column sales.contract_lines.updated_at is 'When it last changed.';
comment on constraint contract_lines_account_fkey on sales.contract_lines is
  'No account has this id.';
comment on constraint contract_lines_product_fkey on sales.contract_lines is
  'No product has this id.';
comment on constraint contract_lines_predecessor_fkey on sales.contract_lines is
  E'@foreignFieldName continuations\nNo line has this id.';
comment on constraint contract_lines_description_length_check on sales.contract_lines is
  'A description has 1 to 500 characters.';
comment on constraint contract_lines_pricing_model_check on sales.contract_lines is
  'A pricing model is flat, per_unit, volume, graduated, package, stairstep or minimum.';
comment on constraint contract_lines_price_interval_check on sales.contract_lines is
  'A price interval is month, quarter, year or one_time; of a minimum, term as well.';
comment on constraint contract_lines_minimum_has_interval_check on sales.contract_lines is
  'A minimum is for a month, a quarter, a year or the term; only a minimum is for the term.';
comment on constraint contract_lines_end_after_start_check on sales.contract_lines is
  'The line ends before it starts.';

-- Who may touch it: members read; commands write.
alter table sales.contract_lines enable row level security;
alter table sales.contract_lines force row level security;
drop policy if exists tenant_isolation on sales.contract_lines;
create policy tenant_isolation on sales.contract_lines as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.contract_lines;
create policy owner_all on sales.contract_lines to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.contract_lines;
create policy select_member on sales.contract_lines for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on sales.contract_lines;
create policy select_analyst on sales.contract_lines for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.contract_lines to tenor_viewer, tenor_analyst;

create or replace trigger _100_touch before update on sales.contract_lines
  for each row execute function tenancy.tg__touch();
select audit.watch('sales.contract_lines');
--! EndIncluded sales/tables/contract_lines.sql
--! Included sales/tables/amendments.sql
-- What was changed of a signed contract, from which day, why and by whom: the paper trail. What it
-- did stands in the terms, which name it.
create table if not exists sales.amendments (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  amendment_number int not null,
  effective_date date not null,
  reason text,
  changes jsonb not null,
  created_by text not null default current_setting('tenor.subject', true),
  currency text not null,
  mrr_before numeric not null,
  mrr_after numeric not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint amendments_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint amendments_number_key unique (tenant_id, contract_id, amendment_number),
  constraint amendments_reason_length_check check (length(reason) <= 1000),
  constraint amendments_changes_is_array_check check (jsonb_typeof(changes) = 'array')
);
comment on table sales.amendments is 'Changes of contracts, numbered within each.';
comment on column sales.amendments.tenant_id is 'The tenant.';
comment on column sales.amendments.id is 'Identifies the amendment.';
comment on column sales.amendments.contract_id is 'The contract.';
comment on column sales.amendments.amendment_number is 'Number within the contract, from 1.';
comment on column sales.amendments.effective_date is 'The first day on which it holds.';
comment on column sales.amendments.reason is 'Why.';
comment on column sales.amendments.changes is 'The changes as they were asked for.';
comment on column sales.amendments.created_by is 'Who entered it: the subject of the token.';
comment on column sales.amendments.currency is 'ISO 4217; of the recurring revenue.';
comment on column sales.amendments.mrr_before is
  'Monthly recurring revenue of the contract on the day, as it would have been; exact.';
comment on column sales.amendments.mrr_after is
  'Monthly recurring revenue of the contract on the day, as it is now; exact.';
comment on column sales.amendments.created_at is 'When it was entered.';
comment on constraint amendments_reason_length_check on sales.amendments is
  'A reason has 1,000 characters at most.';

-- Who may touch it: members read; commands write, once.
alter table sales.amendments enable row level security;
alter table sales.amendments force row level security;
drop policy if exists tenant_isolation on sales.amendments;
create policy tenant_isolation on sales.amendments as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.amendments;
create policy owner_all on sales.amendments to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.amendments;
create policy select_member on sales.amendments for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.amendments to tenor_viewer;
select audit.watch('sales.amendments');
--! EndIncluded sales/tables/amendments.sql
--! Included sales/tables/contract_line_terms.sql
-- Quantity and price of a line over time. Versions of a line never overlap; on the day of a change
-- the new version holds. Prices are copied from the catalog when a line is agreed: what was signed
-- stays, whatever the catalog does later.
create table if not exists sales.contract_line_terms (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  line_id uuid not null,
  valid daterange not null,
  quantity kernel.quantity not null default 1,
  committed_quantity kernel.quantity,
  minimum_quantity kernel.quantity,
  unit_price kernel.unit_price,
  tiers catalog.tier[],
  package_size kernel.quantity,
  free_units kernel.quantity,
  discount_percent kernel.percentage,
  amendment_id uuid,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint contract_line_terms_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id),
  constraint contract_line_terms_amendment_fkey
    foreign key (tenant_id, amendment_id) references sales.amendments (tenant_id, id),
  constraint contract_line_terms_one_version_a_day_key
    unique (tenant_id, line_id, valid without overlaps),
  constraint contract_line_terms_valid_is_finite_check
    check (not isempty(valid) and lower(valid) is not null and upper(valid) is not null)
);
create index if not exists contract_line_terms_amendment_idx
  on sales.contract_line_terms (tenant_id, amendment_id);
comment on table sales.contract_line_terms is 'Quantity and price of contract lines over time.';
comment on column sales.contract_line_terms.tenant_id is 'The tenant.';
comment on column sales.contract_line_terms.id is 'Identifies the version.';
comment on column sales.contract_line_terms.line_id is 'The line.';
comment on column sales.contract_line_terms.valid is 'The days on which this version holds.';
comment on column sales.contract_line_terms.quantity is 'Seats or units in use.';
comment on column sales.contract_line_terms.committed_quantity is 'At least so many are billed.';
comment on column sales.contract_line_terms.minimum_quantity is 'The product''s own minimum.';
comment on column sales.contract_line_terms.unit_price is 'Price of a unit for the interval.';
comment on column sales.contract_line_terms.tiers is 'Price tiers, for models that have them.';
comment on column sales.contract_line_terms.package_size is 'Units in a package.';
comment on column sales.contract_line_terms.free_units is 'Units that are free, before packages.';
comment on column sales.contract_line_terms.discount_percent is 'Discount of the line.';
comment on column sales.contract_line_terms.amendment_id is
  'The amendment that brought it; null as signed.';
comment on column sales.contract_line_terms.created_at is 'When it was agreed.';
comment on column sales.contract_line_terms.updated_at is 'When it last changed.';
comment on constraint contract_line_terms_line_fkey on sales.contract_line_terms is
  E'@foreignFieldName terms\nNo line has this id.';
comment on constraint contract_line_terms_one_version_a_day_key on sales.contract_line_terms is
  'Two versions of a line hold on the same day.';

-- Who may touch it: members read; commands write.
alter table sales.contract_line_terms enable row level security;
alter table sales.contract_line_terms force row level security;
drop policy if exists tenant_isolation on sales.contract_line_terms;
create policy tenant_isolation on sales.contract_line_terms as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.contract_line_terms;
create policy owner_all on sales.contract_line_terms to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.contract_line_terms;
create policy select_member on sales.contract_line_terms for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on sales.contract_line_terms;
create policy select_analyst on sales.contract_line_terms for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.contract_line_terms to tenor_viewer, tenor_analyst;

create or replace trigger _100_touch before update on sales.contract_line_terms
  for each row execute function tenancy.tg__touch();
select audit.watch('sales.contract_line_terms');
--! EndIncluded sales/tables/contract_line_terms.sql
--! Included sales/tables/mrr_movements.sql
-- How monthly recurring revenue moves, line by line and day by day. Rows are added, never changed:
-- what an amendment takes back is a row of the same kind and day with the opposite sign. So the sum
-- of all movements up to a day is the recurring revenue of that day, by any road that led there.
create table if not exists sales.mrr_movements (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  contract_id uuid not null,
  line_id uuid not null,
  amendment_id uuid,
  effective_date date not null,
  kind text not null,
  source text not null,
  amount numeric not null,
  currency text not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint mrr_movements_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint mrr_movements_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint mrr_movements_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id),
  constraint mrr_movements_amendment_fkey
    foreign key (tenant_id, amendment_id) references sales.amendments (tenant_id, id),
  constraint mrr_movements_kind_check
    check (kind in ('new', 'expansion', 'contraction', 'churn', 'reactivation')),
  constraint mrr_movements_source_check
    check (source in ('activation', 'amendment', 'cancellation', 'renewal', 'expiry')),
  constraint mrr_movements_amount_is_finite_check check (amount <> 0 and abs(amount) < 1e15)
);
create index if not exists mrr_movements_account_idx
  on sales.mrr_movements (tenant_id, account_id, currency, effective_date);
create index if not exists mrr_movements_contract_idx
  on sales.mrr_movements (tenant_id, contract_id);
create index if not exists mrr_movements_line_idx
  on sales.mrr_movements (tenant_id, line_id, effective_date);
create index if not exists mrr_movements_amendment_idx
  on sales.mrr_movements (tenant_id, amendment_id);
create index if not exists mrr_movements_effective_date_idx
  on sales.mrr_movements (tenant_id, effective_date);
comment on table sales.mrr_movements is
  'Movements of monthly recurring revenue; their sum up to a day is the revenue of that day.';
comment on column sales.mrr_movements.tenant_id is 'The tenant.';
comment on column sales.mrr_movements.id is 'Identifies the movement.';
comment on column sales.mrr_movements.account_id is 'The account that signed.';
comment on column sales.mrr_movements.contract_id is 'The contract.';
comment on column sales.mrr_movements.line_id is 'The line.';
comment on column sales.mrr_movements.amendment_id is 'The amendment that caused it, if any.';
comment on column sales.mrr_movements.effective_date is 'The day on which it takes effect.';
comment on column sales.mrr_movements.kind is
  'new or reactivation: the account had none that day; churn: it has none left; else expansion or '
  'contraction.';
comment on column sales.mrr_movements.source is
  'activation, amendment, cancellation, renewal or expiry.';
comment on column sales.mrr_movements.amount is
  'By how much; contraction and churn are negative. Exact: round it for display alone.';
comment on column sales.mrr_movements.currency is 'ISO 4217.';
comment on column sales.mrr_movements.created_at is 'When it became known.';

-- Who may touch it: members and analysts read; our own functions add.
alter table sales.mrr_movements enable row level security;
alter table sales.mrr_movements force row level security;
drop policy if exists tenant_isolation on sales.mrr_movements;
create policy tenant_isolation on sales.mrr_movements as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.mrr_movements;
create policy owner_all on sales.mrr_movements to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.mrr_movements;
create policy select_member on sales.mrr_movements for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on sales.mrr_movements;
create policy select_analyst on sales.mrr_movements for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.mrr_movements to tenor_viewer, tenor_analyst;
-- Not audited: its rows never change, and what causes them is audited.

create or replace trigger _300_append_only
  before update or delete or truncate on sales.mrr_movements
  for each statement execute function kernel.tg__append_only();
--! EndIncluded sales/tables/mrr_movements.sql
--! Included sales/tables/renewal_alerts.sql
-- That a contract nears its end was said so many days before, once.
create table if not exists sales.renewal_alerts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  days_before int not null,
  renews_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint renewal_alerts_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint renewal_alerts_once_key unique (tenant_id, contract_id, days_before),
  constraint renewal_alerts_days_before_check check (days_before between 0 and 365)
);
comment on table sales.renewal_alerts is 'Alerts given before a contract''s end.';
comment on column sales.renewal_alerts.tenant_id is 'The tenant.';
comment on column sales.renewal_alerts.id is 'Identifies the alert.';
comment on column sales.renewal_alerts.contract_id is 'The contract that nears its end.';
comment on column sales.renewal_alerts.days_before is
  'How many days before: 90, 60, 30, own notice.';
comment on column sales.renewal_alerts.renews_on is 'The day after the last day of the term.';
comment on column sales.renewal_alerts.created_at is 'When the alert was given.';

-- Who may touch it: members read; the daily work writes.
alter table sales.renewal_alerts enable row level security;
alter table sales.renewal_alerts force row level security;
drop policy if exists tenant_isolation on sales.renewal_alerts;
create policy tenant_isolation on sales.renewal_alerts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.renewal_alerts;
create policy owner_all on sales.renewal_alerts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.renewal_alerts;
create policy select_member on sales.renewal_alerts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.renewal_alerts to tenor_viewer;
select audit.watch('sales.renewal_alerts');
--! EndIncluded sales/tables/renewal_alerts.sql
--! Included sales/internal/tg_purchase_orders__count_in_currency.sql
create or replace function sales.tg_purchase_orders__count_in_currency()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if new.po_amount <> kernel.round_amount(new.po_amount, new.currency) then
    perform kernel.fail('INPUT', 'The amount has more decimals than its currency.', 'po_amount');
  end if;
  new.po_amount := kernel.round_amount(new.po_amount, new.currency);
  new.amount_invoiced := kernel.round_amount(new.amount_invoiced, new.currency);
  return new;
end $$;
comment on function sales.tg_purchase_orders__count_in_currency is
  'Writes amounts with the decimals of their currency.';
--! EndIncluded sales/internal/tg_purchase_orders__count_in_currency.sql
--! Included sales/internal/tg_purchase_orders__keep_submitted.sql
-- What was submitted is what is approved. A rejected order may be put right and submitted again.
create or replace function sales.tg_purchase_orders__keep_submitted()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if (new.account_id, new.contract_id, new.po_number, new.currency, new.po_amount, new.valid_from,
      new.valid_until, new.approval_required)
    is distinct from
     (old.account_id, old.contract_id, old.po_number, old.currency, old.po_amount, old.valid_from,
      old.valid_until, old.approval_required) then
    perform kernel.fail('TRANS',
      format('The purchase order is %s; only a draft can be edited.', old.status));
  end if;
  return new;
end $$;
comment on function sales.tg_purchase_orders__keep_submitted is
  'Refuses to change what a submitted purchase order says.';
--! EndIncluded sales/internal/tg_purchase_orders__keep_submitted.sql
--! Included sales/tables/purchase_orders.sql
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
  'Whether somebody else approves it after it was submitted.';
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
grant select on sales.purchase_orders to tenor_viewer;
grant update (contract_id, po_number, currency, po_amount, valid_from, valid_until,
  approval_required, notes, metadata)
  on sales.purchase_orders to tenor_sales, tenor_finance;
-- No insert, no status, no delete: those are commands, and invoices name it for ever.

create or replace trigger _100_touch before update on sales.purchase_orders
  for each row execute function tenancy.tg__touch();
create or replace trigger _200_count_in_currency
  before insert or update of currency, po_amount on sales.purchase_orders
  for each row execute function sales.tg_purchase_orders__count_in_currency();
create or replace trigger _300_keep_submitted before update on sales.purchase_orders
  for each row when (old.status in ('pending', 'approved', 'expired'))
  execute function sales.tg_purchase_orders__keep_submitted();
select audit.watch('sales.purchase_orders');
--! EndIncluded sales/tables/purchase_orders.sql
--! Included sales/internal/minimum_charges.sql
-- The minimum of each commitment period, billed on the day after it; what was spent is not known
-- here. Where it changed within a period, or the period was cut short, it is what the days add up
-- to, rounded once.
create or replace function sales.minimum_charges(
  contract_ids uuid[], bill_from date default null, bill_until date default null
)
  returns setof sales.line_charge
  language sql stable security definer set search_path to ''
as $$
  with lines as (
    select l.*, c.currency, daterange(l.start_date, l.end_date + 1) as service,
      daterange(c.start_date, c.end_date + 1) as term
    from sales.contracts as c
    join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any(contract_ids)
      and l.pricing_model = 'minimum'
  ),
  periods as (
    select l.*, p.whole, p.whole * l.service as period
    from lines as l
    cross join lateral (
      select p.whole
      from kernel.periods(lower(l.term), kernel.months_of(l.price_interval),
        daterange(bill_from - 1, greatest(bill_from - 1, bill_until + 1)) * l.service) as p
      where l.price_interval <> 'term'
      union all
      select l.term where l.price_interval = 'term'
    ) as p
    where (bill_from is null or upper(p.whole * l.service) >= bill_from)
      and (bill_until is null or upper(p.whole * l.service) <= bill_until)
  ),
  priced as (
    select p.contract_id, p.id as line_id, p.period,
      (array_agg(t.id order by lower(t.valid) desc))[1] as terms_id,
      case when count(distinct t.unit_price) = 1 then min(t.unit_price)
        else trim_scale(round(sum(t.unit_price * t.days) / sum(t.days), 8)) end as unit_price,
      -- One division, at the end, keeps the quotient exact to the last digit that rounds.
      sum(t.unit_price * t.days) / (upper(p.whole) - lower(p.whole)) as minimum
    from periods as p
    cross join lateral (
      select v.id, v.valid, v.unit_price::numeric,
        upper(v.valid * p.period) - lower(v.valid * p.period) as days
      from sales.contract_line_terms as v
      where v.tenant_id = (select tenancy.current_tenant_id()) and v.line_id = p.id
        and v.valid && p.period
    ) as t
    group by p.contract_id, p.id, p.period, p.whole
  )
  select (
    p.contract_id, p.id, m.terms_id, p.account_id, p.product_id, p."position", p.description,
    p.pricing_model, p.price_interval, p.whole, p.period, p.period, upper(p.period), 1,
    m.unit_price, 1, m.unit_price, kernel.round_amount(m.minimum, p.currency),
    kernel.round_amount(0, p.currency)
  )::sales.line_charge
  from priced as m
  join periods as p on p.id = m.line_id and p.period = m.period
$$;
comment on function sales.minimum_charges is
  'What contracts ask for at least by commitment period, in whole or due on some days.';
--! EndIncluded sales/internal/minimum_charges.sql
--! Included sales/internal/line_charges.sql
-- A line's charge for a period, for all contracts at once:
--   round(rated price x intervals in the period x days in service / days of the whole period).
-- A period in which the terms change gives one charge for each version, as the day of a change
-- belongs to the new terms. A one-time price is charged once, for the line's days, on its first.
-- A minimum is charged in full here: what was spent of it is taken off where it is billed.
-- With from and until, only what is to be billed on those days is worked out.
create or replace function sales.line_charges(
  contract_ids uuid[], bill_from date default null, bill_until date default null
)
  returns setof sales.line_charge
  language sql stable security definer set search_path to ''
as $$
  with lines as (
    select
      c.id as contract_id, c.currency, c.billing_in_advance, c.billing_anchor,
      c.billing_months as months,
      l.id as line_id, l.account_id, l.product_id, l."position", l.description, l.pricing_model,
      l.price_interval, kernel.months_of(l.price_interval) as price_months,
      daterange(l.start_date, l.end_date + 1) as service
    from sales.contracts as c
    join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any(contract_ids)
      and l.pricing_model <> 'minimum'
  ),
  periods as (
    select l.*, p.whole, p.whole * l.service as period,
      case when l.billing_in_advance then lower(p.whole * l.service)
        else upper(p.whole * l.service) end as bill_on
    from lines as l
    cross join lateral kernel.periods(
      l.billing_anchor, l.months,
      -- A period billed in arrears ends the day before it is billed. Nothing is due where another
      -- has billed further meanwhile.
      daterange(bill_from - 1, greatest(bill_from - 1, bill_until + 1)) * l.service) as p
    where l.price_interval <> 'one_time'
    union all
    select l.*, l.service, l.service, lower(l.service)
    from lines as l
    where l.price_interval = 'one_time'
  ),
  segments as (
    select
      p.*, t.id as terms_id, p.period * t.valid as segment, t.discount_percent, t.unit_price,
      greatest(t.quantity, t.committed_quantity, t.minimum_quantity)::numeric as billed_quantity,
      t.tiers, t.package_size, t.free_units,
      case when p.price_interval = 'one_time' then 1
        else p.months::numeric / p.price_months end as intervals
    from periods as p
    join sales.contract_line_terms as t
      on t.tenant_id = (select tenancy.current_tenant_id()) and t.line_id = p.line_id
      and case when p.price_interval = 'one_time' then t.valid @> lower(p.period)
        else t.valid && p.period end
    where (bill_from is null or p.bill_on >= bill_from)
      and (bill_until is null or p.bill_on <= bill_until)
  ),
  rated as (
    select s.*, price.rated
    from segments as s
    cross join lateral (
      select sum(step.amount) as rated
      from catalog.price_breakdown(s.pricing_model, s.unit_price, s.tiers, s.package_size,
        s.free_units, s.billed_quantity) as step
    ) as price
  ),
  charged as (
    select r.*,
      case when r.price_interval = 'one_time' then kernel.round_amount(r.rated, r.currency)
        else kernel.round_amount(
          -- One division, at the end, keeps the quotient exact to the last digit that rounds.
          r.rated * r.months * (upper(r.segment) - lower(r.segment))
            / (r.price_months * (upper(r.whole) - lower(r.whole))),
          r.currency)
      end as amount
    from rated as r
  )
  select (
    c.contract_id, c.line_id, c.terms_id, c.account_id, c.product_id, c."position", c.description,
    c.pricing_model, c.price_interval, c.whole, c.period,
    case when c.price_interval = 'one_time' then c.period else c.segment end,
    c.bill_on, c.billed_quantity,
    case
      when c.pricing_model in ('per_unit', 'flat', 'package') then c.unit_price
      when c.billed_quantity > 0 then trim_scale(round(c.rated / c.billed_quantity, 8))
    end,
    trim_scale(c.intervals), c.rated, c.amount,
    kernel.round_amount(c.amount * coalesce(c.discount_percent, 0) / 100, c.currency)
  )::sales.line_charge
  from charged as c
  union all
  select m from sales.minimum_charges(contract_ids, bill_from, bill_until) as m
$$;
comment on function sales.line_charges is
  'The charges of contracts by line, period and version of terms, in whole or on some days.';
--! EndIncluded sales/internal/line_charges.sql
--! Included sales/internal/next_bill_dates.sql
-- Looks at the one or two periods after a day alone, however long the contracts are. A minimum has
-- periods of its own and is always billed after them.
create or replace function sales.next_bill_dates(contract_ids uuid[], after date[])
  returns table (contract_id uuid, next_bill_on date)
  language sql stable security definer set search_path to ''
as $$
  select asked.contract_id, min(due.bill_on)
  from unnest(contract_ids, after) as asked (contract_id, after)
  join sales.contracts as c
    on c.tenant_id = (select tenancy.current_tenant_id()) and c.id = asked.contract_id
  join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
  left join lateral (
    select case when rhythm.in_advance then lower(rhythm.service * p.whole)
      else upper(rhythm.service * p.whole) end as bill_on
    from (
      select daterange(l.start_date, l.end_date + 1) as service,
        case l.pricing_model when 'minimum' then c.start_date else c.billing_anchor end as anchor,
        case l.pricing_model when 'minimum' then kernel.months_of(l.price_interval)
          else c.billing_months end as months,
        c.billing_in_advance and l.pricing_model <> 'minimum' as in_advance
    ) as rhythm
    cross join lateral kernel.periods(
      rhythm.anchor, rhythm.months,
      daterange(
        greatest(l.start_date, asked.after),
        greatest(l.start_date, asked.after) + rhythm.months * 31 + 2) * rhythm.service) as p
    where l.price_interval not in ('one_time', 'term')
    union all
    select case l.price_interval when 'term' then l.end_date + 1 else l.start_date end
    where l.price_interval in ('one_time', 'term')
  ) as due on due.bill_on > asked.after
  group by asked.contract_id
$$;
comment on function sales.next_bill_dates is
  'For each contract the first day after the given one on which something of it is to be billed; '
  'null if there is none.';
--! EndIncluded sales/internal/next_bill_dates.sql
--! Included sales/internal/line_prices.sql
-- A month's share of a price for a quarter or a year may have no last decimal; twelve decimals keep
-- it exact enough that twelve months round to the year's price.
create or replace function sales.line_prices(contract_ids uuid[])
  returns setof sales.line_price
  language sql stable security definer set search_path to ''
as $$
  select (
    l.contract_id, l.id, t.id, t.valid, billed.quantity,
    case
      when l.pricing_model in ('per_unit', 'flat', 'package') then t.unit_price
      when billed.quantity > 0 then trim_scale(round(price.rated / billed.quantity, 8))
    end,
    price.rated, t.discount_percent,
    trim_scale(round(price.rated * (100 - coalesce(t.discount_percent, 0))
      / (100 * kernel.months_of(l.price_interval)), 12))
  )::sales.line_price
  from sales.contract_lines as l
  join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
  cross join lateral (
    select greatest(t.quantity, t.committed_quantity, t.minimum_quantity)::numeric as quantity
  ) as billed
  cross join lateral (
    select sum(step.amount) as rated
    from catalog.price_breakdown(l.pricing_model, t.unit_price, t.tiers, t.package_size,
      t.free_units, billed.quantity) as step
  ) as price
  where l.tenant_id = (select tenancy.current_tenant_id())
    and l.contract_id = any(contract_ids)
    and l.price_interval <> 'one_time' and l.pricing_model <> 'minimum'
$$;
comment on function sales.line_prices is
  'The versions of the recurring lines of contracts, each with its price and its MRR.';
--! EndIncluded sales/internal/line_prices.sql
--! Included sales/internal/record_movements.sql
-- Compares what moves by the terms as they are now with what was recorded, and adds the difference:
-- the first time that is everything, after an amendment what it changed, and asked again nothing.
-- A line that continues one of the contract before moves by the difference to it. A contract in
-- force that nothing follows has no end yet: it may renew.
create or replace function sales.record_movements(
  contract_ids uuid[], source text, amendment_id uuid default null
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
begin
  with contracts as materialized (
    select c.*, exists (
      select from sales.contracts as next
      where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id
    ) as is_renewed
    from sales.contracts as c
    where c.tenant_id = v_tenant_id and c.activated_at is not null
      and (c.id = any(contract_ids) or c.predecessor_contract_id = any(contract_ids))
  ),
  prices as materialized (
    select price.*
    from (
      select array_agg(c.id) || array_agg(c.predecessor_contract_id) as ids from contracts as c
    ) as batch
    cross join lateral sales.line_prices(batch.ids) as price
  ),
  lines as materialized (
    select l.id, l.contract_id, c.account_id, c.currency, l.end_date,
      coalesce(before.mrr, 0) as mrr_before,
      (l.end_date < c.end_date or c.status in ('expired', 'cancelled') or c.is_renewed)
        and not exists (
          select from sales.contract_lines as next
          where next.tenant_id = v_tenant_id and next.predecessor_line_id = l.id
            and next.start_date = l.end_date + 1
        ) as is_over
    from contracts as c
    join sales.contract_lines as l on l.tenant_id = v_tenant_id and l.contract_id = c.id
    left join prices as before
      on before.line_id = l.predecessor_line_id and upper(before.valid) = l.start_date
  ),
  levels as (
    select l.id as line_id, lower(p.valid) as day, p.mrr
    from lines as l
    join prices as p on p.line_id = l.id
    union all
    select l.id, l.end_date + 1, 0
    from lines as l
    where l.is_over and exists (select from prices as p where p.line_id = l.id)
  ),
  steps as materialized (
    select l.account_id, l.currency, l.contract_id, l.id as line_id, level.day,
      level.mrr - coalesce(
        lag(level.mrr) over (partition by l.id order by level.day), l.mrr_before) as amount
    from lines as l
    join levels as level on level.line_id = l.id
  ),
  days as materialized (
    select s.account_id, s.currency, s.day, s.amount,
      sum(s.amount) over day_by_day as amount_so_far,
      row_number() over day_by_day > 1 as is_known
    from (
      select e.account_id, e.currency, e.day, sum(e.amount) as amount
      from steps as e
      group by e.account_id, e.currency, e.day
    ) as s
    window day_by_day as (partition by s.account_id, s.currency order by s.day)
  ),
  accounts as (
    select d.account_id, d.currency, d.day,
      others.before + d.amount_so_far - d.amount = 0 as had_none,
      others.after + d.amount_so_far = 0 as has_none,
      d.is_known or others.is_known as is_known
    from days as d
    cross join lateral (
      select
        coalesce(sum(m.amount) filter (where m.effective_date < d.day), 0) as before,
        coalesce(sum(m.amount), 0) as after,
        coalesce(bool_or(m.effective_date < d.day), false) as is_known
      from sales.mrr_movements as m
      where m.tenant_id = v_tenant_id and m.account_id = d.account_id
        and m.currency = d.currency and m.effective_date <= d.day
        and m.contract_id <> all(array(select c.id from contracts as c))
    ) as others
  ),
  moves as (
    select s.account_id, s.currency, s.contract_id, s.line_id, s.day, s.amount,
      case
        when s.amount > 0 and a.had_none and a.is_known then 'reactivation'
        when s.amount > 0 and a.had_none then 'new'
        when s.amount > 0 then 'expansion'
        when a.has_none then 'churn'
        else 'contraction'
      end as kind
    from steps as s
    join accounts as a
      on a.account_id = s.account_id and a.currency = s.currency and a.day = s.day
    union all
    select m.account_id, m.currency, m.contract_id, m.line_id, m.effective_date, -m.amount, m.kind
    from sales.mrr_movements as m
    where m.tenant_id = v_tenant_id and m.contract_id in (select c.id from contracts as c)
  )
  insert into sales.mrr_movements (tenant_id, account_id, contract_id, line_id, amendment_id,
    effective_date, kind, source, amount, currency, created_at)
  select v_tenant_id, m.account_id, m.contract_id, m.line_id, record_movements.amendment_id, m.day,
    m.kind, record_movements.source, sum(m.amount), m.currency, v_now
  from moves as m
  group by m.account_id, m.contract_id, m.line_id, m.day, m.kind, m.currency
  having sum(m.amount) <> 0
  order by m.day, m.line_id;
end $$;
comment on function sales.record_movements is
  'Records how the recurring revenue of contracts moves, as far as it is not recorded yet.';
--! EndIncluded sales/internal/record_movements.sql
--! Included sales/internal/anchor_of.sql
-- Anniversary: the start itself, or the last such day of a month up to it. Calendar: the first day,
-- or another, of the period that holds the start, counted from January, so that all contracts share
-- their periods. A day that not every month has is counted from a month that has it.
create or replace function sales.anchor_of(
  start_date date, billing_months int, billing_alignment text, billing_day int
)
  returns date
  language sql immutable security invoker set search_path to ''
as $$
  select case when billing_alignment = 'calendar' or billing_day is not null then (
    select max(candidate.day)
    from (
      select case when billing_alignment = 'calendar' then billing_months else 1 end as months,
        (extract(year from start_date) * 12 + extract(month from start_date) - 1)::int as month
    ) as base
    cross join generate_series(0, 12) as back
    cross join lateral (
      select base.month - mod(base.month, base.months) - back * base.months
    ) as grid (month)
    cross join lateral (
      select make_date(grid.month / 12, mod(grid.month, 12) + 1, 1) + coalesce(billing_day, 1) - 1
    ) as candidate (day)
    where candidate.day <= start_date
      and extract(day from candidate.day) = coalesce(billing_day, 1)
  ) else start_date end
$$;
comment on function sales.anchor_of is 'The day from which a contract''s periods are counted.';
--! EndIncluded sales/internal/anchor_of.sql
--! Included sales/internal/billing_terms_of.sql
-- What is left open comes from the billing cycle, if one is named, else it is the usual: by the
-- year, in advance, from the start.
create or replace function sales.billing_terms_of(
  start_date date,
  billing_frequency text,
  billing_cycle_id uuid,
  billing_in_advance boolean,
  billing_alignment text,
  billing_day int
)
  returns sales.billing_terms
  language plpgsql stable security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_cycle sales.billing_cycles;
  v_terms sales.billing_terms;
begin
  if billing_cycle_id is not null then
    select * into v_cycle from sales.billing_cycles as b
    where b.tenant_id = tenancy.current_tenant_id() and b.id = billing_cycle_id;
    if not found then
      perform kernel.fail('NOTFD', 'No billing cycle has this id.', 'billing_cycle_id');
    elsif not v_cycle.active then
      perform kernel.fail('INPUT', 'The billing cycle is archived.', 'billing_cycle_id');
    elsif billing_frequency <> 'custom' then
      perform kernel.fail('INPUT', 'A billing cycle is for the frequency custom.',
        'billing_frequency');
    end if;
  elsif billing_frequency = 'custom' then
    perform kernel.fail('INPUT', 'Name the billing cycle.', 'billing_cycle_id');
  end if;
  v_terms.billing_cycle_id := v_cycle.id;
  v_terms.billing_frequency := coalesce(billing_frequency,
    case when v_cycle.id is null then 'annual' else 'custom' end);
  v_terms.billing_months := coalesce(v_cycle.interval_months,
    kernel.months_of(v_terms.billing_frequency));
  v_terms.billing_in_advance := coalesce(billing_in_advance, v_cycle.in_advance, true);
  v_terms.billing_alignment := coalesce(billing_alignment, v_cycle.alignment, 'anniversary');
  v_terms.billing_day := coalesce(billing_day, v_cycle.bill_day);
  if v_terms.billing_frequency not in ('monthly', 'quarterly', 'semi_annual', 'annual', 'custom')
  then
    perform kernel.fail('INPUT',
      'A billing frequency is monthly, quarterly, semi_annual, annual or custom.',
      'billing_frequency');
  elsif v_terms.billing_alignment not in ('anniversary', 'calendar') then
    perform kernel.fail('INPUT', 'A billing alignment is anniversary or calendar.',
      'billing_alignment');
  elsif v_terms.billing_day not between 1 and 31 then
    perform kernel.fail('INPUT', 'A billing day lies between 1 and 31.', 'billing_day');
  end if;
  v_terms.billing_anchor := sales.anchor_of(start_date, v_terms.billing_months,
    v_terms.billing_alignment, v_terms.billing_day);
  return v_terms;
end $$;
comment on function sales.billing_terms_of is
  'When a contract is billed, completed from its billing cycle or by default.';
--! EndIncluded sales/internal/billing_terms_of.sql
--! Included sales/internal/coterm_end.sql
-- A family is what stands below one account without a parent.
create or replace function sales.coterm_end(
  account customers.accounts, coterm_with_contract_id uuid, start_date date, end_date date
)
  returns date
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_other record;
begin
  select c.contract_number, least(c.end_date, c.cancelled_on - 1) as last_day,
    a.path[1] = account.path[1] as is_family
  into v_other
  from sales.contracts as c
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  where c.tenant_id = account.tenant_id and c.id = coterm_end.coterm_with_contract_id;
  if not found then
    perform kernel.fail('NOTFD', 'No contract has this id.', 'coterm_with_contract_id');
  elsif not v_other.is_family then
    perform kernel.fail('INPUT', 'That contract is of another family of accounts.',
      'coterm_with_contract_id');
  elsif v_other.last_day < start_date then
    perform kernel.fail('INPUT', format('%s ends on %s, before this contract starts.',
      v_other.contract_number, v_other.last_day), 'coterm_with_contract_id');
  elsif end_date <> v_other.last_day then
    perform kernel.fail('INPUT', format('%s ends on %s; leave the end to it.',
      v_other.contract_number, v_other.last_day), 'end_date');
  end if;
  return v_other.last_day;
end $$;
comment on function sales.coterm_end is
  'The day on which a contract ends that is to end with another; refuses where it cannot.';
--! EndIncluded sales/internal/coterm_end.sql
--! Included sales/internal/usual_commitment_interval.sql
create or replace function sales.usual_commitment_interval(start_date date, end_date date)
  returns text
  language sql immutable security invoker set search_path to ''
as $$
  select case when end_date < kernel.nth_date(start_date, 12, 1) then 'term' else 'year' end
$$;
comment on function sales.usual_commitment_interval is
  'What a minimum is for when nobody says: the term of up to a year, else a year.';
--! EndIncluded sales/internal/usual_commitment_interval.sql
--! Included sales/internal/minimum_line.sql
-- By default for the whole term of up to a year, else year by year.
create or replace function sales.minimum_line(
  commitment sales.minimum_commitment, start_date date, end_date date, billing_months int
)
  returns sales.contract_line_input
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_interval text := coalesce(commitment."interval",
    sales.usual_commitment_interval(start_date, end_date));
  v_line sales.contract_line_input;
begin
  if commitment.amount is null or commitment.amount <= 0 then
    perform kernel.fail('INPUT', 'A minimum commitment is more than nothing.',
      'minimum_commitment/amount');
  elsif v_interval not in ('month', 'quarter', 'year', 'term') then
    perform kernel.fail('INPUT', 'A minimum is for a month, a quarter, a year or the term.',
      'minimum_commitment/interval');
  elsif kernel.months_of(v_interval) < billing_months then
    perform kernel.fail('INPUT', format(
      'The contract is billed every %s months; a minimum is for at least as long.',
      billing_months), 'minimum_commitment/interval');
  end if;
  v_line.description := 'Minimum commitment';
  v_line.pricing_model := 'minimum';
  v_line.price_interval := v_interval;
  v_line.unit_price := commitment.amount;
  return v_line;
end $$;
comment on function sales.minimum_line is 'A minimum commitment, as a line of the contract.';
--! EndIncluded sales/internal/minimum_line.sql
--! Included sales/internal/seat_line.sql
create or replace function sales.seat_line(
  seat_count numeric, committed_seats numeric, seat_price numeric, product_id uuid
)
  returns sales.contract_line_input
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_line sales.contract_line_input;
begin
  if coalesce(seat_count, committed_seats) is null then
    perform kernel.fail('INPUT', 'Say how many seats, or give lines.', 'seat_count');
  elsif seat_price is null and product_id is null then
    perform kernel.fail('INPUT', 'Say what a seat costs a month, or name a product.', 'seat_price');
  end if;
  v_line.quantity := coalesce(seat_count, committed_seats);
  v_line.committed_quantity := committed_seats;
  v_line.unit_price := seat_price;
  v_line.product_id := product_id;
  v_line.description := case when product_id is null then 'Seats' end;
  return v_line;
end $$;
comment on function sales.seat_line is 'The flat form of a contract, as a line.';
--! EndIncluded sales/internal/seat_line.sql
--! Included sales/internal/asked_lines.sql
-- Lines, or the flat form, or only a minimum, which stands behind them all.
create or replace function sales.asked_lines(
  lines sales.contract_line_input[],
  seat_count numeric,
  committed_seats numeric,
  seat_price numeric,
  product_id uuid,
  minimum sales.contract_line_input
)
  returns sales.contract_line_input[]
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_has_seats boolean := num_nonnulls(seat_count, committed_seats, seat_price, product_id) > 0;
  v_lines sales.contract_line_input[] := lines;
begin
  if lines is not null and v_has_seats then
    perform kernel.fail('INPUT', 'Give seats or lines, not both.', 'lines');
  elsif lines is null and (v_has_seats or minimum.pricing_model is null) then
    v_lines := array[sales.seat_line(seat_count, committed_seats, seat_price, product_id)];
  elsif cardinality(lines) not between 1 and 500 then
    perform kernel.fail('INPUT', 'A contract has 1 to 500 lines.', 'lines');
  end if;
  return case when minimum.pricing_model is null then v_lines else v_lines || minimum end;
end $$;
comment on function sales.asked_lines is 'All lines that are asked for, in any of their forms.';
--! EndIncluded sales/internal/asked_lines.sql
--! Included sales/internal/next_contract_number.sql
-- A convenience for those who do not number contracts themselves; gaps do no harm here.
create or replace function sales.next_contract_number(start_date date)
  returns text
  language sql volatile security definer set search_path to ''
as $$
  select format('CTR-%s-%s', extract(year from start_date), upper(right(uuidv4()::text, 8)))
$$;
comment on function sales.next_contract_number is 'A contract number for one that came without.';
--! EndIncluded sales/internal/next_contract_number.sql
--! Included sales/internal/commitment_period.sql
-- Counted from the contract's start, by the minimum's own interval; the term is as it was signed.
create or replace function sales.commitment_period(
  contract sales.contracts, price_interval text, day date
)
  returns daterange
  language sql stable security invoker set search_path to ''
as $$
  select case when price_interval = 'term'
    then daterange(contract.start_date, contract.end_date + 1)
    else (
      select p.whole
      from kernel.periods(contract.start_date, kernel.months_of(price_interval),
        daterange(day, day + 1)) as p)
  end
$$;
comment on function sales.commitment_period is
  'The whole commitment period of a minimum around a day.';
--! EndIncluded sales/internal/commitment_period.sql
--! Included sales/internal/ramp_fault.sql
create or replace function sales.ramp_fault(
  ramp sales.ramp_step_input[],
  pricing_model text,
  price_interval text,
  days daterange,
  max_seats numeric,
  seat_increment numeric,
  tiers catalog.tier[],
  package_size numeric,
  free_units numeric
)
  returns table (code text, message text, field text)
  language sql stable security invoker set search_path to ''
as $$
  with asked as (
    select s."from", s.quantity, s.unit_price, s.place,
      count(*) over (partition by s."from") > 1 as is_repeated,
      pricing_model in ('volume', 'graduated', 'stairstep') as has_tiers
    from unnest(ramp) with ordinality as s ("from", quantity, unit_price, place)
  )
  select rule.code, rule.message, format('ramp/%s%s', a.place - 1, '/' || nullif(rule.field, ''))
  from asked as a
  cross join lateral (values
    (price_interval = 'one_time', 'INPUT', 'What is charged once has no ramp.', ''),
    (a."from" is null or not days @> a."from" or a."from" = lower(days), 'INPUT',
      'A ramp step lies inside the line''s days, after the first.', 'from'),
    (a.is_repeated, 'INPUT', 'Two ramp steps start on the same day.', 'from'),
    (num_nonnulls(a.quantity, a.unit_price) = 0, 'INPUT',
      'A ramp step has another quantity or another price.', ''),
    (a.quantity < 0, 'INPUT', 'A quantity is not negative.', 'quantity'),
    (a.unit_price < 0, 'INPUT', 'A unit price is not negative.', 'unit_price'),
    (a.quantity is not null and pricing_model = 'minimum', 'INPUT', 'A minimum has no quantity.',
      'quantity'),
    (a.unit_price is not null and a.has_tiers, 'INPUT',
      'The line is priced by tiers: a step changes its quantity.', 'unit_price'),
    (a.quantity > max_seats, 'SEATS', format('At most %s seats can be had.', max_seats),
      'quantity'),
    (seat_increment > 1 and mod(a.quantity, seat_increment) <> 0, 'SEATS',
      format('Seats come in steps of %s.', seat_increment), 'quantity'),
    (a.quantity is not null and a.has_tiers and catalog.rate(
        pricing_model, null, tiers, package_size, free_units, a.quantity) is null, 'QATAB',
      'The quantity lies above the last price tier.', 'quantity')
  ) as rule (is_broken, code, message, field)
  where rule.is_broken
  order by a.place
  limit 1
$$;
comment on function sales.ramp_fault is
  'The first thing wrong with the steps of a ramp; none if all is well.';
--! EndIncluded sales/internal/ramp_fault.sql
--! Included sales/internal/minimum_fault.sql
-- What is over may be trued up already, and that is final: a minimum joins a contract in force in a
-- commitment period that runs.
create or replace function sales.minimum_fault(
  contract sales.contracts, lines sales.contract_line_input[], place int
)
  returns table (message text, field text)
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select l.*, l.n = place as is_this,
      daterange(coalesce(l.start_date, contract.start_date),
        coalesce(l.end_date, contract.end_date) + 1) as days,
      coalesce(l.price_interval,
        sales.usual_commitment_interval(contract.start_date, contract.end_date)) as is_for
    from unnest(lines) with ordinality as l (product_id, account_id, description, pricing_model,
      quantity, committed_quantity, unit_price, tiers, package_size, free_units, price_interval,
      start_date, end_date, discount_percent, ramp, milestones, n)
    where l.pricing_model = 'minimum' and l.n <= place
  )
  select rule.message, rule.field
  from asked as a
  cross join lateral (values
    (coalesce(a.unit_price <= 0, true), 'A minimum is more than nothing.', 'unit_price'),
    (a.is_for not in ('month', 'quarter', 'year', 'term'),
      'A minimum is for a month, a quarter, a year or the term.', 'price_interval'),
    (kernel.months_of(a.is_for) < contract.billing_months, format(
      'The contract is billed every %s months; a minimum is for at least as long.',
      contract.billing_months), 'price_interval'),
    (a.product_id is not null, 'A minimum has a price and an interval alone.', 'product_id'),
    (a.quantity is not null, 'A minimum has a price and an interval alone.', 'quantity'),
    (a.committed_quantity is not null, 'A minimum has a price and an interval alone.',
      'committed_quantity'),
    (a.discount_percent is not null, 'A minimum has a price and an interval alone.',
      'discount_percent'),
    (num_nonnulls(a.tiers, a.package_size, a.free_units) > 0,
      'A minimum has a price and an interval alone.', 'tiers'),
    (exists (select from asked as other where not other.is_this and other.days && a.days)
        or exists (
          select from sales.contract_lines as l
          join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
          where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
            and l.pricing_model = 'minimum' and t.valid && a.days),
      'The contract has a minimum on these days already.', ''),
    (contract.status <> 'draft' and upper(
        sales.commitment_period(contract, a.is_for, lower(a.days)) * a.days) <= tenancy.today(),
      'The commitment period is over.', 'start_date')
  ) as rule (is_broken, message, field)
  where a.is_this and rule.is_broken
  limit 1
$$;
comment on function sales.minimum_fault is
  'The first thing wrong with a line that is a minimum; none if all is well.';
--! EndIncluded sales/internal/minimum_fault.sql
--! Included sales/internal/milestone_fault.sql
-- The first thing wrong with the milestones of a line whose price is known; none if all is well.
create or replace function sales.milestone_fault(
  milestones sales.milestone_input[],
  description text,
  price numeric,
  days daterange,
  currency text
)
  returns table (message text, field text)
  language sql stable security invoker set search_path to ''
as $$
  with asked as (
    select m."date", m.amount, m.percent, m.description, m.place::int - 1 as place,
      count(*) over () as number, count(m.percent) over () as percents,
      sum(m.percent) over () as percent_sum, sum(m.amount) over () as amount_sum
    from unnest(milestones) with ordinality as m ("date", amount, percent, description, place)
  ),
  faults as (
    select a.place, rule.*
    from asked as a
    cross join lateral (values
      (a."date" is null, 'A milestone has its day.', '/date'),
      (not days @> a."date",
        format('The line runs from %s to %s.', lower(days), kernel.last_day(days)), '/date'),
      (num_nonnulls(a.amount, a.percent) <> 1, 'A milestone has an amount or a percentage.', ''),
      (a.amount <= 0, 'A milestone is more than nothing.', '/amount'),
      (a.amount <> kernel.round_amount(a.amount, currency), format(
        'An amount in %s has %s decimals at most.', currency, kernel.minor_unit(currency)),
        '/amount'),
      (a.percent <= 0, 'A milestone is more than nothing.', '/percent'),
      (length(milestone_fault.description || ': ' || a.description) > 500
          or btrim(a.description) = '',
        'A description has 1 to 500 characters, with the line''s before it.', '/description')
    ) as rule (is_broken, message, field)
    where rule.is_broken
    union all
    select 1000 + row_number() over (), rule.*
    from (select * from asked limit 1) as a
    cross join lateral (values
      (a.percents not in (0, a.number),
        'All milestones have amounts, or all have percentages.', null),
      (a.percents > 0 and a.percent_sum <> 100,
        format('The percentages add up to %s, not to 100.', trim_scale(a.percent_sum)), null),
      (a.percents = 0 and a.amount_sum <> kernel.round_amount(price, currency),
        format('The milestones add up to %s, the price is %s.', a.amount_sum,
          kernel.round_amount(price, currency)), null)
    ) as rule (is_broken, message, field)
    where rule.is_broken
  )
  select f.message, 'milestones' || coalesce('/' || f.place || f.field, '')
  from faults as f
  order by f.place
  limit 1
$$;
comment on function sales.milestone_fault is
  'The first thing wrong with the milestones of a line; none if all is well.';
--! EndIncluded sales/internal/milestone_fault.sql
--! Included sales/internal/explode_milestones.sql
-- A line with milestones becomes a line for each of them, charged once, on its day. They add up to
-- the price, whatever the percentages: the largest remainder gets the last cent.
create or replace function sales.explode_milestones(lines sales.agreed_line[], currency text)
  returns setof sales.agreed_line
  language sql stable security definer set search_path to ''
as $$
  with charged as (
    select l.*, 0 as part
    from unnest(lines) as l
    where l.milestones is null
    union all
    select l."position", uuidv7(), l.account_id, l.product_id,
      l.description || ': ' || coalesce(
        m.description, format('%s of %s', m.place, cardinality(l.milestones))),
      'flat', l.price_interval, m."date", m."date", 1, null, null, split.amounts[m.place], null,
      null, null, l.discount_percent, null, null, null, null, null, m.place
    from unnest(lines) as l
    cross join lateral (
      select kernel.split_amount(
        catalog.rate(l.pricing_model, l.unit_price, l.tiers, l.package_size, l.free_units,
          greatest(l.quantity, l.committed_quantity, l.minimum_quantity)),
        array(select coalesce(p.percent, p.amount) from unnest(l.milestones) as p), currency)
    ) as split (amounts)
    cross join lateral unnest(l.milestones)
      with ordinality as m ("date", amount, percent, description, place)
  )
  select (
    row_number() over (order by c."position", c.part), c.line_id, c.account_id, c.product_id,
    c.description, c.pricing_model, c.price_interval, c.start_date, c.end_date, c.quantity,
    c.committed_quantity, c.minimum_quantity, c.unit_price, c.tiers, c.package_size, c.free_units,
    c.discount_percent, c.ramp, c.milestones, c.problem_code, c.problem, c.pointer
  )::sales.agreed_line
  from charged as c
$$;
comment on function sales.explode_milestones is
  'Lines as they are charged: one for each milestone, the others as they are.';
--! EndIncluded sales/internal/explode_milestones.sql
--! Included sales/internal/agree_lines.sql
-- Completes lines from the contract, the product and its price on the line's first day, and finds
-- what is wrong with them. A price given on the line overrides the catalog's. A minimum is no price
-- of anything: what it asks for has rules of its own.
create or replace function sales.agree_lines(
  contract sales.contracts, lines sales.contract_line_input[]
)
  returns setof sales.agreed_line
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select
      l.product_id, l.account_id, l.description, l.pricing_model, l.quantity, l.committed_quantity,
      coalesce(l.unit_price, parts.price) as unit_price, l.tiers, l.package_size, l.free_units,
      l.price_interval, l.discount_percent, l.ramp, l.milestones, l.place::int as place,
      coalesce(l.start_date, contract.start_date) as from_day,
      coalesce(l.end_date, contract.end_date) as to_day,
      l.unit_price is not null or l.tiers is not null as is_own_price,
      parts.price is not null as is_sum_of_parts
    from unnest(lines) with ordinality as l (product_id, account_id, description, pricing_model,
      quantity, committed_quantity, unit_price, tiers, package_size, free_units, price_interval,
      start_date, end_date, discount_percent, ramp, milestones, place)
    left join lateral (
      select sum(m.amount) as price
      from unnest(l.milestones) as m
      where l.product_id is null and l.unit_price is null and l.tiers is null
    ) as parts on true
  ),
  completed as (
    select
      a.place, a.account_id, a.product_id, a.from_day, a.to_day, a.ramp, a.milestones,
      coalesce(a.description, p.name) as description,
      coalesce(catalog.model_of(a.pricing_model),
        case when a.is_sum_of_parts then 'flat'
          when a.is_own_price then case when a.tiers is null then 'per_unit' else 'volume' end
          else price.pricing_model end) as pricing_model,
      coalesce(a.price_interval,
        case when a.milestones is not null and (a.is_own_price or a.is_sum_of_parts) then 'one_time'
          when a.pricing_model = 'minimum'
            then sales.usual_commitment_interval(contract.start_date, contract.end_date)
          when a.is_own_price then 'month'
          else price.price_interval end) as price_interval,
      coalesce(a.quantity, a.committed_quantity, 1) as quantity,
      a.committed_quantity, p.min_seats, p.max_seats, p.seat_increment,
      case when own.is_own then a.unit_price else price.unit_price end as unit_price,
      case when own.is_own then a.tiers else price.tiers end as tiers,
      case when own.is_own then a.package_size else price.package_size end as package_size,
      case when own.is_own then a.free_units else price.free_units end as free_units,
      a.discount_percent, p.id as found_product_id, account.id as found_account_id
    from asked as a
    cross join lateral (select a.is_own_price or a.is_sum_of_parts) as own (is_own)
    left join catalog.products as p
      on p.tenant_id = contract.tenant_id and p.id = a.product_id and p.active
    left join catalog.prices as price
      on price.tenant_id = contract.tenant_id and price.product_id = a.product_id
      and price.currency = contract.currency and price.valid @> a.from_day
    left join customers.accounts as account
      on account.tenant_id = contract.tenant_id and account.deleted_at is null
      and account.id = coalesce(a.account_id, contract.account_id)
  ),
  priced as (
    select c.*, c.pricing_model is not distinct from 'minimum' as is_minimum,
      greatest(c.quantity, c.committed_quantity, c.min_seats) as billed_quantity,
      catalog.rate(c.pricing_model, c.unit_price, c.tiers, c.package_size, c.free_units,
        greatest(c.quantity, c.committed_quantity, c.min_seats)) as price
    from completed as c
  )
  select (
    c.place, uuidv7(), c.found_account_id, c.product_id, c.description, c.pricing_model,
    c.price_interval, c.from_day, c.to_day, c.quantity, c.committed_quantity, c.min_seats,
    c.unit_price, c.tiers, c.package_size, c.free_units, c.discount_percent, c.ramp, c.milestones,
    problem.code, problem.message,
    format('lines/%s%s', c.place - 1, '/' || nullif(problem.field, ''))
  )::sales.agreed_line
  from priced as c
  left join lateral (
    select code, message, field
    from (values
      (c.found_account_id is null, 'NOTFD', 'No account has this id.', 'account_id'),
      (c.product_id is not null and c.found_product_id is null,
        'NOTFD', 'No active product has this id.', 'product_id'),
      (c.pricing_model is null and c.product_id is not null, 'NOPRC',
        format('No price in %s is valid for this product on %s.', contract.currency, c.from_day),
        'product_id'),
      (c.pricing_model is null, 'INPUT', 'Name a product or give a price.', 'unit_price'),
      (c.description is null, 'INPUT', 'Describe the line or name a product.', 'description'),
      (c.from_day < contract.start_date or c.from_day > contract.end_date,
        'INPUT', 'The line starts outside the contract''s term.', 'start_date'),
      (c.to_day < c.from_day or c.to_day > contract.end_date,
        'INPUT', 'The line ends before it starts or after the contract.', 'end_date'),
      (c.quantity < 0, 'INPUT', 'A quantity is not negative.', 'quantity'),
      (c.committed_quantity < 0, 'INPUT', 'A quantity is not negative.', 'committed_quantity'),
      (c.discount_percent not between 0 and 100,
        'INPUT', 'A discount lies between 0 and 100 percent.', 'discount_percent'),
      (greatest(c.quantity, c.committed_quantity) > c.max_seats, 'SEATS',
        format('At most %s seats can be had.', c.max_seats), 'quantity'),
      (c.seat_increment > 1 and mod(c.quantity, c.seat_increment) <> 0, 'SEATS',
        format('Seats come in steps of %s.', c.seat_increment), 'quantity'),
      (not c.is_minimum and not catalog.is_complete_price(
          c.pricing_model, c.unit_price, c.tiers, c.package_size, c.free_units),
        'INPUT', format('A %s price lacks a part, or its tiers are out of order.', c.pricing_model),
        case when c.pricing_model in ('volume', 'graduated', 'stairstep') then 'tiers'
          else 'unit_price' end),
      (not c.is_minimum and c.price is null,
        'QATAB', 'The quantity lies above the last price tier.', 'quantity'),
      (c.price_interval = 'term' and not c.is_minimum,
        'INPUT', 'Only a minimum is for the term.', 'price_interval')
    ) as rule (is_broken, code, message, field)
    where is_broken
    union all
    select fault.code, fault.message, fault.field
    from sales.ramp_fault(c.ramp, c.pricing_model, c.price_interval, daterange(c.from_day,
      c.to_day + 1), c.max_seats, c.seat_increment, c.tiers, c.package_size, c.free_units) as fault
    where c.ramp is not null
    union all
    select 'INPUT', fault.message, fault.field
    from sales.minimum_fault(contract, lines, c.place) as fault
    where c.is_minimum
    union all
    select 'INPUT', fault.message, fault.field
    from (
      select 'Milestones stand in place of a ramp and of a price by the month.',
        case when c.ramp is null then 'price_interval' else 'ramp' end
      where c.ramp is not null or c.is_minimum or c.price_interval <> 'one_time'
      union all
      select 'A line has 1 to 100 milestones.', 'milestones'
      where cardinality(c.milestones) not between 1 and 100
      union all
      select m.message, m.field
      from sales.milestone_fault(c.milestones, c.description, c.price,
        daterange(c.from_day, c.to_day + 1), contract.currency) as m
    ) as fault (message, field)
    where c.milestones is not null
    limit 1
  ) as problem on true
  order by c.place
$$;
comment on function sales.agree_lines is
  'Lines completed from contract, product and price, each with the first thing wrong with it.';
--! EndIncluded sales/internal/agree_lines.sql
--! Included sales/internal/add_lines.sql
-- Any number of lines with the versions of their terms, in one statement. They stand behind the
-- lines that are there. Each line's fields are named as the caller's, by default lines/0.
create or replace function sales.add_lines(
  contract sales.contracts,
  lines sales.contract_line_input[],
  amendment_id uuid default null,
  pointers text[] default null
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_agreed sales.agreed_line[] := array(select l from sales.agree_lines(contract, lines) as l);
  v_wrong sales.agreed_line;
begin
  select * into v_wrong from unnest(v_agreed) as l
  where l.problem_code is not null order by l."position" limit 1;
  if found then
    perform kernel.fail(v_wrong.problem_code, v_wrong.problem, coalesce(
      pointers[v_wrong."position"] || regexp_replace(v_wrong.pointer, '^lines/[0-9]+', ''),
      v_wrong.pointer));
  end if;

  v_agreed := array(select l from sales.explode_milestones(v_agreed, contract.currency) as l);
  with last as (
    select coalesce(max(l."position"), 0) as "position"
    from sales.contract_lines as l
    where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
  ),
  added as (
    insert into sales.contract_lines (tenant_id, id, contract_id, account_id, product_id,
      "position", description, pricing_model, price_interval, start_date, end_date)
    select contract.tenant_id, l.line_id, contract.id, l.account_id, l.product_id,
      last."position" + l."position", l.description, l.pricing_model, l.price_interval,
      l.start_date, l.end_date
    from unnest(v_agreed) as l
    cross join last
    returning id
  ),
  steps as (
    select l.line_id, l.start_date as from_day, l.end_date, l.quantity, l.unit_price
    from unnest(v_agreed) as l
    union all
    select l.line_id, step."from", l.end_date, step.quantity, step.unit_price
    from unnest(v_agreed) as l
    cross join unnest(l.ramp) as step
  ),
  versions as (
    select s.line_id, s.from_day,
      coalesce(lead(s.from_day) over next_step, s.end_date + 1) as to_day,
      -- What a step leaves out stays as it was.
      (array_agg(s.quantity) filter (where s.quantity is not null) over so_far) as quantities,
      (array_agg(s.unit_price) filter (where s.unit_price is not null) over so_far) as prices
    from steps as s
    window
      next_step as (partition by s.line_id order by s.from_day),
      so_far as (partition by s.line_id order by s.from_day)
  )
  insert into sales.contract_line_terms (tenant_id, line_id, valid, quantity, committed_quantity,
    minimum_quantity, unit_price, tiers, package_size, free_units, discount_percent,
    amendment_id)
  select contract.tenant_id, l.line_id, daterange(v.from_day, v.to_day),
    v.quantities[cardinality(v.quantities)], l.committed_quantity, l.minimum_quantity,
    v.prices[cardinality(v.prices)], l.tiers, l.package_size, l.free_units, l.discount_percent,
    add_lines.amendment_id
  from unnest(v_agreed) as l
  join versions as v on v.line_id = l.line_id;
end $$;
comment on function sales.add_lines is
  'Adds lines to a contract; refuses with the first wrong one before anything is written.';
--! EndIncluded sales/internal/add_lines.sql
--! Included sales/internal/lock_contract.sql
-- Not a lock on its keys: an invoice that a run makes just now may refer to it meanwhile.
create or replace function sales.lock_contract(contract_id uuid, expect text[])
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts;
begin
  select * into v_contract from sales.contracts as c
  where c.tenant_id = tenancy.current_tenant_id() and c.id = lock_contract.contract_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No contract has this id.', 'contract_id');
  elsif v_contract.status <> all(expect) then
    perform kernel.fail('TRANS', format('The contract is %s.', v_contract.status), 'contract_id');
  end if;
  return v_contract;
end $$;
comment on function sales.lock_contract is
  'The contract, locked until the end of the transaction, in one of the expected states.';
--! EndIncluded sales/internal/lock_contract.sql
--! Included sales/queries/seat_line_id.sql
create or replace function sales.seat_line_id(contract sales.contracts)
  returns uuid
  language sql stable security invoker set search_path to ''
as $$
  select l.id
  from sales.contract_lines as l
  where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
    and l.pricing_model <> 'minimum'
  order by l."position"
  limit 1
$$;
comment on function sales.seat_line_id is
  E'@behavior -*\nThe line that holds the seats of a contract: its first.';
grant execute on function sales.seat_line_id to tenor_viewer;
--! EndIncluded sales/queries/seat_line_id.sql
--! Included sales/queries/seat_terms.sql
create or replace function sales.seat_terms(contract sales.contracts)
  returns sales.contract_line_terms
  language sql stable security invoker set search_path to ''
as $$
  select t
  from sales.contract_lines as l
  join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
  where l.tenant_id = contract.tenant_id and l.id = sales.seat_line_id(contract)
    and t.valid @> least(greatest(tenancy.today(), l.start_date), l.end_date)
$$;
comment on function sales.seat_terms is
  E'@behavior -*\nThe terms of the contract''s first line that hold on the tenant''s day.';
grant execute on function sales.seat_terms to tenor_viewer;
--! EndIncluded sales/queries/seat_terms.sql
--! Included sales/queries/contracts_minimum_commitment.sql
create or replace function sales.contracts_minimum_commitment(contract sales.contracts)
  returns sales.minimum_commitment
  language sql stable security invoker set search_path to ''
as $$
  select (t.unit_price::numeric, l.price_interval)::sales.minimum_commitment
  from sales.contract_lines as l
  join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
  where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
    and l.pricing_model = 'minimum'
  order by lower(t.valid) <= tenancy.today() desc,
    case when lower(t.valid) <= tenancy.today() then tenancy.today() - lower(t.valid)
      else lower(t.valid) - tenancy.today() end
  limit 1
$$;
comment on function sales.contracts_minimum_commitment is
  'What is charged at least, by the terms that hold today, began last or begin next.';
grant execute on function sales.contracts_minimum_commitment to tenor_viewer;
--! EndIncluded sales/queries/contracts_minimum_commitment.sql
--! Included sales/queries/contracts_covered_accounts.sql
-- The contract's own account has the seats that the others leave today.
create or replace function sales.contracts_covered_accounts(contract sales.contracts)
  returns sales.covered_account[]
  language sql stable security invoker set search_path to ''
as $$
  select coalesce(array_agg((
      s.account_id,
      case s.basis when 'seats' then coalesce(s.weight::numeric, greatest(0,
        greatest(seats.quantity, seats.committed_quantity, seats.minimum_quantity) - s.given)) end,
      case s.basis when 'share' then s.weight::numeric end
    )::sales.covered_account order by s."position"), '{}')
  from (
    select c.*, coalesce(sum(c.weight) over (), 0) as given
    from sales.contract_shares as c
    where c.tenant_id = contract.tenant_id and c.contract_id = contract.id
  ) as s
  left join lateral sales.seat_terms(contract) as seats on true
$$;
comment on function sales.contracts_covered_accounts is
  'The accounts that bear a shared contract, with their seats today or their shares.';
grant execute on function sales.contracts_covered_accounts to tenor_viewer;
--! EndIncluded sales/queries/contracts_covered_accounts.sql
--! Included sales/internal/seats_of.sql
-- By what is billed at the least from today on, so that a ramp never leaves fewer than are given
-- away.
create or replace function sales.seats_of(contract sales.contracts)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select min(greatest(t.quantity, t.committed_quantity, t.minimum_quantity)::numeric)
  from sales.contract_line_terms as t
  where t.tenant_id = contract.tenant_id and t.line_id = sales.seat_line_id(contract)
    and (upper(t.valid) > tenancy.today() or contract.end_date < tenancy.today())
$$;
comment on function sales.seats_of is 'The seats of a contract, the fewest to come; null if none.';
--! EndIncluded sales/internal/seats_of.sql
--! Included sales/internal/shares_of.sql
-- For any number of contracts at once; those that are not shared give no row.
create or replace function sales.shares_of(contract_ids uuid[])
  returns setof sales.account_share
  language sql stable security definer set search_path to ''
as $$
  select (
    s.contract_id, s.account_id, s."position", s.basis, s.weight::numeric,
    coalesce(s.weight::numeric, greatest(0,
      greatest(seats.quantity, seats.committed_quantity, seats.minimum_quantity) - s.given), 0)
  )::sales.account_share
  from (
    select c.*, coalesce(sum(c.weight) over (partition by c.contract_id), 0) as given
    from sales.contract_shares as c
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.contract_id = any(contract_ids)
  ) as s
  join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
  left join lateral sales.seat_terms(c) as seats on s.weight is null
  order by s.contract_id, s."position"
$$;
comment on function sales.shares_of is
  'Who bears what shared contracts charge, with which weight, in order.';
--! EndIncluded sales/internal/shares_of.sql
--! Included sales/internal/find_share_fault.sql
create or replace function sales.find_share_fault(
  contract sales.contracts, covered sales.covered_account[]
)
  returns table (code text, message text, pointer text)
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select c.account_id, c.seats, c.share, c.place, a.id as found_id, a.path,
      count(*) over (partition by c.account_id) > 1 as is_repeated,
      count(c.seats) over () > 0 as has_seats, count(c.share) over () > 0 as has_shares,
      sum(c.seats) over () as seat_sum
    from unnest(covered) with ordinality as c (account_id, seats, share, place)
    left join customers.accounts as a
      on a.tenant_id = contract.tenant_id and a.id = c.account_id and a.deleted_at is null
  )
  select rule.code, rule.message,
    'covered_accounts' || coalesce(format('/%s/%s', a.place - 1, rule.field), '')
  from asked as a
  cross join lateral (values
    (a.found_id is null, 'NOTFD', 'No account has this id.', 'account_id'),
    (contract.account_id <> all(a.path), 'INPUT',
      'The account is neither the contract''s nor one below it.', 'account_id'),
    (a.is_repeated, 'INPUT', 'An account is covered once.', 'account_id'),
    (a.seats <= 0, 'INPUT', 'Seats are more than nothing.', 'seats'),
    (a.share <= 0, 'INPUT', 'A share is more than nothing.', 'share'),
    (a.has_seats and a.has_shares, 'INPUT', 'Give seats or shares, not both.', 'share'),
    (a.has_seats and a.seats is null and a.account_id <> contract.account_id, 'INPUT',
      'Say how many seats it has.', 'seats'),
    (a.has_shares and a.share is null, 'INPUT', 'Say which share it has.', 'share')
  ) as rule (is_broken, code, message, field)
  where rule.is_broken
  union all
  select 'INPUT', format('The accounts have %s seats together, the contract %s.',
    trim_scale(a.seat_sum), coalesce(trim_scale(sales.seats_of(contract)), 0)), 'covered_accounts'
  from asked as a
  where a.seat_sum > coalesce(sales.seats_of(contract), 0)
  limit 1
$$;
comment on function sales.find_share_fault is
  'The first thing wrong with the accounts that a contract is to cover; none if all is well.';
--! EndIncluded sales/internal/find_share_fault.sql
--! Included sales/internal/cover_accounts.sql
-- Without seats and shares all bear alike. By seats, the contract's own account stands first unless
-- it is named elsewhere, and holds what the others leave.
create or replace function sales.cover_accounts(
  contract sales.contracts, covered sales.covered_account[]
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_fault record;
  v_by_seats boolean := exists (select from unnest(covered) as c where c.seats is not null);
begin
  if cardinality(covered) > 500 then
    perform kernel.fail('INPUT', 'A contract covers at most 500 accounts.', 'covered_accounts');
  end if;
  select * into v_fault from sales.find_share_fault(contract, covered);
  if found then
    perform kernel.fail(v_fault.code, v_fault.message, v_fault.pointer);
  end if;

  delete from sales.contract_shares as s
  where s.tenant_id = contract.tenant_id and s.contract_id = contract.id;
  insert into sales.contract_shares (tenant_id, contract_id, account_id, basis, weight, "position")
  select contract.tenant_id, contract.id, asked.account_id,
    case when v_by_seats then 'seats' else 'share' end,
    case when not v_by_seats then coalesce(asked.share, 1)
      when asked.account_id <> contract.account_id then asked.seats end,
    row_number() over (order by asked.place)
  from (
    select c.account_id, c.seats, c.share, c.place
    from unnest(covered) with ordinality as c (account_id, seats, share, place)
    union all
    select contract.account_id, null, null, 0
    where v_by_seats
      and contract.account_id not in (select c.account_id from unnest(covered) as c)
  ) as asked;
end $$;
comment on function sales.cover_accounts is
  'Sets who bears what a contract charges; nobody but its own account if the list is empty.';
--! EndIncluded sales/internal/cover_accounts.sql
--! Included sales/commands/set_covered_accounts.sql
-- From the next billing on: what is billed stays with those who bore it.
create or replace function sales.set_covered_accounts(
  contract_id uuid, covered_accounts sales.covered_account[]
)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{draft,active}');
  v_before sales.covered_account[] := sales.contracts_covered_accounts(v_contract);
begin
  perform sales.cover_accounts(v_contract, covered_accounts);
  perform events.publish('contract.amended', 'contract', v_contract.id,
    to_jsonb(v_contract) || jsonb_build_object('covered_accounts',
      sales.contracts_covered_accounts(v_contract)),
    to_jsonb(v_contract) || jsonb_build_object('covered_accounts', v_before));
  return v_contract;
end $$;
comment on function sales.set_covered_accounts is
  'Sets the accounts that a contract covers, with their seats or shares; none ends the sharing. '
  'Holds from the next billing on. Codes: not_found, invalid_input, illegal_transition (over).';
grant execute on function sales.set_covered_accounts to tenor_sales;
--! EndIncluded sales/commands/set_covered_accounts.sql
--! Included sales/commands/delete_billing_cycle.sql
-- What contracts name stays, to be read with them. The row is locked before anybody is asked: who
-- signs at the same moment holds it too.
create or replace function sales.delete_billing_cycle(billing_cycle_id uuid)
  returns sales.billing_cycles
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_cycle sales.billing_cycles;
begin
  perform from sales.billing_cycles as b
  where b.tenant_id = v_tenant_id and b.id = delete_billing_cycle.billing_cycle_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No billing cycle has this id.', 'billing_cycle_id');
  end if;

  if exists (
    select from sales.contracts as c
    where c.tenant_id = v_tenant_id
      and c.billing_cycle_id = delete_billing_cycle.billing_cycle_id
  ) then
    update sales.billing_cycles as b
    set active = false
    where b.tenant_id = v_tenant_id and b.id = delete_billing_cycle.billing_cycle_id
    returning * into v_cycle;
  else
    delete from sales.billing_cycles as b
    where b.tenant_id = v_tenant_id and b.id = delete_billing_cycle.billing_cycle_id
    returning * into v_cycle;
  end if;
  return v_cycle;
end $$;
comment on function sales.delete_billing_cycle is
  'Deletes a billing cycle; one that contracts name is archived, so that no new one takes it.';
grant execute on function sales.delete_billing_cycle to tenor_sales, tenor_finance;
--! EndIncluded sales/commands/delete_billing_cycle.sql
--! Included sales/internal/mrr_of.sql
create or replace function sales.mrr_of(contract_id uuid, on_date date)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select coalesce(sum(p.mrr), 0)
  from sales.line_prices(array[mrr_of.contract_id]) as p
  where p.valid @> on_date
$$;
comment on function sales.mrr_of is 'Monthly recurring revenue of a contract on a day, exact.';
--! EndIncluded sales/internal/mrr_of.sql
--! Included sales/internal/value_of.sql
create or replace function sales.value_of(contract_id uuid)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select coalesce(sum(charge.amount - charge.discount), 0)
  from sales.line_charges(array[value_of.contract_id]) as charge
  where charge.pricing_model <> 'minimum'
$$;
comment on function sales.value_of is
  'What the lines of a contract add up to over its term; a minimum is not added to it.';
--! EndIncluded sales/internal/value_of.sql
--! Included sales/internal/starting_from.sql
create or replace function sales.starting_from(line sales.contract_line_input, day date)
  returns sales.contract_line_input
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_line sales.contract_line_input := line;
begin
  v_line.start_date := coalesce(v_line.start_date, day);
  return v_line;
end $$;
comment on function sales.starting_from is 'A line that starts on a day unless it says otherwise.';
--! EndIncluded sales/internal/starting_from.sql
--! Included sales/internal/find_change_fault.sql
-- The first thing wrong with the changes of an amendment, by the terms that hold on its day. Lines
-- to be added are checked where they are added.
create or replace function sales.find_change_fault(
  contract sales.contracts, effective_date date, changes sales.contract_change_input[]
)
  returns table (code text, message text, pointer text)
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select
      c.place::int as place, c.line_id, c."add" as added,
      not (c."add" is null) as is_addition, coalesce(c."end", false) as is_end,
      c.quantity, c.committed_quantity, c.unit_price,
      l.id as found_line_id, l.pricing_model, l.price_interval, l.start_date, l.end_date,
      t.id as terms_id,
      (coalesce(c.quantity, t.quantity), coalesce(c.committed_quantity, t.committed_quantity),
        coalesce(c.unit_price, t.unit_price))
        is not distinct from (t.quantity::numeric, t.committed_quantity::numeric,
          t.unit_price::numeric) as is_same,
      p.max_seats, p.seat_increment, l.pricing_model = 'minimum' as is_minimum,
      case when l.id = shared.line_id then shared.seats end as covered_seats,
      -- Only a minimum has a period of commitment.
      case when l.pricing_model = 'minimum' and not coalesce(c."end", false) then upper(
        daterange(l.start_date, l.end_date + 1) * sales.commitment_period(
          contract, l.price_interval, find_change_fault.effective_date)) end as commitment_ends_on,
      coalesce(c.quantity, t.quantity) as new_quantity,
      greatest(coalesce(c.quantity, t.quantity),
        coalesce(c.committed_quantity, t.committed_quantity), t.minimum_quantity) as new_billed,
      coalesce(c.unit_price, t.unit_price) as new_price, t.tiers, t.package_size, t.free_units,
      count(*) over (partition by c.line_id) > 1 as is_repeated
    from unnest(changes) with ordinality as c (line_id, quantity, committed_quantity, unit_price,
      "end", "add", place)
    left join sales.contract_lines as l
      on l.tenant_id = contract.tenant_id and l.contract_id = contract.id and l.id = c.line_id
    left join sales.contract_line_terms as t
      on t.tenant_id = contract.tenant_id and t.line_id = l.id
      and t.valid @> find_change_fault.effective_date
    left join catalog.products as p
      on p.tenant_id = contract.tenant_id and p.id = l.product_id
    cross join (
      select sales.seat_line_id(contract) as line_id, sum(s.weight)::numeric as seats
      from sales.contract_shares as s
      where s.tenant_id = contract.tenant_id and s.contract_id = contract.id and s.basis = 'seats'
    ) as shared
  )
  select rule.code, rule.message, coalesce(rule.pointer,
    format('changes/%s%s', a.place - 1, '/' || nullif(rule.field, '')))
  from asked as a
  cross join lateral (values
    (a.is_addition = (a.line_id is not null), 'INPUT', 'Name a line, or give one to add.',
      'line_id', null),
    (a.is_addition
        and (a.is_end or num_nonnulls(a.quantity, a.committed_quantity, a.unit_price) > 0),
      'INPUT', 'What is added has its terms in add.', 'add', null),
    (a.is_addition and (a.added).start_date < effective_date,
      'INPUT', 'The line starts before the amendment.', 'add/start_date', null),
    (not a.is_addition and a.found_line_id is null,
      'NOTFD', 'No line of this contract has this id.', 'line_id', null),
    (not a.is_addition and a.is_repeated, 'INPUT', 'Say all changes of a line at once.', 'line_id',
      null),
    (a.price_interval = 'one_time' and not (a.is_end and a.start_date >= effective_date),
      'INPUT', 'What is charged once does not change.', 'line_id', null),
    (effective_date > a.end_date or (effective_date < a.start_date and not a.is_end),
      'INPUT', format('The line runs from %s to %s.', a.start_date, a.end_date), null,
      'effective_date'),
    (a.is_end and num_nonnulls(a.quantity, a.committed_quantity, a.unit_price) > 0,
      'INPUT', 'A line that ends changes no more.', 'end', null),
    (not a.is_addition and not a.is_end
        and num_nonnulls(a.quantity, a.committed_quantity, a.unit_price) = 0,
      'INPUT', 'Say what changes.', '', null),
    (not a.is_addition and not a.is_end and a.terms_id is null,
      'INPUT', 'The line has ended.', 'line_id', null),
    (not a.is_addition and not a.is_end and a.is_same,
      'INPUT', 'The line has these terms already.', '', null),
    (a.is_minimum and num_nonnulls(a.quantity, a.committed_quantity) > 0, 'INPUT',
      'A minimum changes its unit price alone.',
      case when a.quantity is null then 'committed_quantity' else 'quantity' end, null),
    (a.is_minimum and a.unit_price <= 0, 'INPUT', 'A minimum is more than nothing.', 'unit_price',
      null),
    (a.commitment_ends_on <= tenancy.today(), 'INPUT', 'The commitment period is over.', null,
      'effective_date'),
    (a.quantity < 0, 'INPUT', 'A quantity is not negative.', 'quantity', null),
    (a.committed_quantity < 0, 'INPUT', 'A quantity is not negative.', 'committed_quantity', null),
    (a.unit_price < 0, 'INPUT', 'A unit price is not negative.', 'unit_price', null),
    (a.unit_price is not null and a.pricing_model in ('volume', 'graduated', 'stairstep'),
      'INPUT', 'The line is priced by tiers: end it and add another.', 'unit_price', null),
    (not a.is_addition and not a.is_end and a.new_billed > a.max_seats, 'SEATS',
      format('At most %s seats can be had.', a.max_seats), 'quantity', null),
    (a.seat_increment > 1 and mod(a.quantity, a.seat_increment) <> 0, 'SEATS',
      format('Seats come in steps of %s.', a.seat_increment), 'quantity', null),
    (not a.is_addition and not a.is_end and a.new_billed < a.covered_seats, 'SEATS',
      format('The covered accounts have %s seats.', trim_scale(a.covered_seats)), 'quantity',
      null),
    (not a.is_addition and not a.is_end and not a.is_minimum and catalog.rate(
        a.pricing_model, a.new_price, a.tiers, a.package_size, a.free_units, a.new_billed) is null,
      'QATAB', 'The quantity lies above the last price tier.', 'quantity', null)
  ) as rule (is_broken, code, message, field, pointer)
  where rule.is_broken
  order by a.place
  limit 1
$$;
comment on function sales.find_change_fault is
  'The first thing wrong with the changes of an amendment; none if all is well.';
--! EndIncluded sales/internal/find_change_fault.sql
--! Included sales/internal/changed_terms.sql
-- From a day on a line has other terms. Steps that were agreed for later keep what they change and
-- take over the rest: a ramp that only raises the price from July follows a change of quantity in
-- May. Each version comes with the id of the one it replaces.
create or replace function sales.changed_terms(
  effective_date date, changes sales.contract_change_input[]
)
  returns setof sales.contract_line_terms
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select c.line_id, c.quantity, c.committed_quantity, c.unit_price
    from unnest(changes) as c
    where c.line_id is not null and not coalesce(c."end", false)
  ),
  versions as (
    select t.*, a.quantity as new_quantity, a.committed_quantity as new_committed_quantity,
      a.unit_price as new_unit_price,
      a.quantity is not null and bool_and(t.quantity = held.quantity) over so_far
        as takes_quantity,
      a.committed_quantity is not null and bool_and(
        t.committed_quantity is not distinct from held.committed_quantity) over so_far
        as takes_commitment,
      a.unit_price is not null and bool_and(t.unit_price = held.unit_price) over so_far
        as takes_price
    from asked as a
    join sales.contract_line_terms as held
      on held.tenant_id = (select tenancy.current_tenant_id()) and held.line_id = a.line_id
      and held.valid @> effective_date
    join sales.contract_line_terms as t
      on t.tenant_id = held.tenant_id and t.line_id = a.line_id and upper(t.valid) > effective_date
    window so_far as (partition by t.line_id order by lower(t.valid))
  )
  select v.tenant_id, v.id, v.line_id,
    daterange(greatest(lower(v.valid), effective_date), upper(v.valid)),
    case when v.takes_quantity then v.new_quantity else v.quantity end,
    case when v.takes_commitment then v.new_committed_quantity else v.committed_quantity end,
    v.minimum_quantity,
    case when v.takes_price then v.new_unit_price else v.unit_price end,
    v.tiers, v.package_size, v.free_units, v.discount_percent, v.amendment_id, v.created_at,
    v.updated_at
  from versions as v
  where v.takes_quantity or v.takes_commitment or v.takes_price
$$;
comment on function sales.changed_terms is
  'The versions of terms that changes make from a day on, each with the id of what it replaces.';
--! EndIncluded sales/internal/changed_terms.sql
--! Included sales/internal/apply_amendment.sql
-- The terms as they were are cut on the day of the change, which belongs to the new ones. A line
-- that ends keeps the days before; one that has not begun is left without any terms.
create or replace function sales.apply_amendment(
  contract sales.contracts,
  effective_date date,
  changes sales.contract_change_input[],
  reason text,
  source text default 'amendment'
)
  returns sales.amendments
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_fault record;
  v_value numeric := sales.value_of(contract.id);
  v_amendment sales.amendments;
  v_changed sales.contract_line_terms[];
  v_ended_ids uuid[] := array(select c.line_id from unnest(changes) as c where c."end");
begin
  if effective_date is null or effective_date not between contract.start_date and contract.end_date
  then
    perform kernel.fail('INPUT', format('The contract runs from %s to %s.', contract.start_date,
      contract.end_date), 'effective_date');
  elsif coalesce(cardinality(changes), 0) not between 1 and 500 then
    perform kernel.fail('INPUT', 'An amendment has 1 to 500 changes.', 'changes');
  end if;
  select * into v_fault from sales.find_change_fault(contract, effective_date, changes);
  if found then
    perform kernel.fail(v_fault.code, v_fault.message, v_fault.pointer);
  end if;
  v_changed := array(select t from sales.changed_terms(effective_date, changes) as t);

  insert into sales.amendments as a (contract_id, amendment_number, effective_date, reason,
    changes, currency, mrr_before, mrr_after)
  select contract.id, count(*) + 1, apply_amendment.effective_date, apply_amendment.reason,
    jsonb_strip_nulls(to_jsonb(apply_amendment.changes)), contract.currency,
    sales.mrr_of(contract.id, apply_amendment.effective_date), 0
  from sales.amendments as earlier
  where earlier.tenant_id = contract.tenant_id and earlier.contract_id = contract.id
  returning a.* into v_amendment;

  delete from sales.contract_line_terms as t
  where t.tenant_id = contract.tenant_id and lower(t.valid) >= v_amendment.effective_date
    and (t.id in (select c.id from unnest(v_changed) as c) or t.line_id = any(v_ended_ids));
  update sales.contract_line_terms as t
  set valid = daterange(lower(t.valid), v_amendment.effective_date)
  where t.tenant_id = contract.tenant_id and t.valid @> v_amendment.effective_date
    and (t.id in (select c.id from unnest(v_changed) as c) or t.line_id = any(v_ended_ids));
  insert into sales.contract_line_terms (tenant_id, line_id, valid, quantity, committed_quantity,
    minimum_quantity, unit_price, tiers, package_size, free_units, discount_percent, amendment_id)
  select c.tenant_id, c.line_id, c.valid, c.quantity, c.committed_quantity, c.minimum_quantity,
    c.unit_price, c.tiers, c.package_size, c.free_units, c.discount_percent, v_amendment.id
  from unnest(v_changed) as c;
  update sales.contract_lines as l
  set end_date = greatest(l.start_date, v_amendment.effective_date - 1)
  where l.tenant_id = contract.tenant_id and l.id = any(v_ended_ids);
  perform sales.add_lines(contract, added.lines, v_amendment.id, added.pointers)
  from (
    select array_agg(sales.starting_from(c."add", v_amendment.effective_date) order by c.place)
        as lines,
      array_agg(format('changes/%s/add', c.place - 1) order by c.place) as pointers
    from unnest(changes) with ordinality as c (line_id, quantity, committed_quantity, unit_price,
      "end", "add", place)
    where not (c."add" is null)
    having count(*) > 0
  ) as added;

  update sales.contracts as c
  set contract_value = greatest(0, c.contract_value + sales.value_of(c.id) - v_value)
  where c.tenant_id = contract.tenant_id and c.id = contract.id;
  perform sales.record_movements(array[contract.id], source, v_amendment.id);
  update sales.amendments as a
  set mrr_after = sales.mrr_of(contract.id, v_amendment.effective_date)
  where a.tenant_id = v_amendment.tenant_id and a.id = v_amendment.id
  returning * into v_amendment;
  return v_amendment;
end $$;
comment on function sales.apply_amendment is
  'Changes the terms of a locked contract from a day on; refuses with the first wrong change.';
--! EndIncluded sales/internal/apply_amendment.sql
--! Included sales/internal/check_cancellation.sql
-- Notice is given in time: after that day a contract that renews by itself does renew. Who lets a
-- customer go all the same switches auto_renew off.
create or replace function sales.check_cancellation(
  contract sales.contracts, cancelled_on date, reason text, today date
)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_notice_by date := contract.end_date + 1 - contract.renewal_notice_days;
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif cancelled_on not between contract.start_date and contract.end_date + 1 then
    perform kernel.fail('INPUT', format('The contract runs from %s to %s.', contract.start_date,
      contract.end_date), 'effective_date');
  elsif contract.cancelled_on <= cancelled_on then
    perform kernel.fail('TRANS', format('The contract is cancelled from %s on.',
      contract.cancelled_on), 'contract_id');
  elsif exists (
    select from sales.contracts as next
    where next.tenant_id = contract.tenant_id and next.predecessor_contract_id = contract.id
  ) then
    perform kernel.fail('TRANS', 'The contract is renewed; cancel the one that follows.',
      'contract_id');
  elsif contract.status = 'active' and contract.auto_renew and today > v_notice_by
    and cancelled_on > contract.end_date then
    perform kernel.fail('TRANS', format('Notice was to be given by %s; the contract renews.',
      v_notice_by), 'effective_date');
  end if;
end $$;
comment on function sales.check_cancellation is
  'Refuses a cancellation without a reason, outside the term, repeated, or too late.';
--! EndIncluded sales/internal/check_cancellation.sql
--! Included sales/internal/ends_of_lines.sql
create or replace function sales.ends_of_lines(contract_id uuid, day date)
  returns sales.contract_change_input[]
  language sql stable security definer set search_path to ''
as $$
  select coalesce(array_agg(
    (l.id, null, null, null, true, null)::sales.contract_change_input order by l."position"), '{}')
  from sales.contract_lines as l
  where l.tenant_id = (select tenancy.current_tenant_id())
    and l.contract_id = ends_of_lines.contract_id
    and l.end_date >= day
    and (l.price_interval <> 'one_time' or l.start_date >= day)
    and exists (
      select from sales.contract_line_terms as t
      where t.tenant_id = l.tenant_id and t.line_id = l.id and upper(t.valid) > day)
$$;
comment on function sales.ends_of_lines is 'The changes that end all lines of a contract on a day.';
--! EndIncluded sales/internal/ends_of_lines.sql
--! Included sales/internal/mark_cancelled.sql
-- What ends on a day to come is in force until then.
create or replace function sales.mark_cancelled(
  contract sales.contracts, cancelled_on date, reason text, today date
)
  returns sales.contracts
  language sql volatile security definer set search_path to ''
as $$
  update sales.contracts as c
  set auto_renew = false, cancelled_on = mark_cancelled.cancelled_on,
    cancel_reason = mark_cancelled.reason,
    status = case when c.status = 'draft' or mark_cancelled.cancelled_on <= today
      then 'cancelled' else c.status end
  where c.tenant_id = contract.tenant_id and c.id = contract.id
  returning *
$$;
comment on function sales.mark_cancelled is 'Notes that a contract ends on a day, and why.';
--! EndIncluded sales/internal/mark_cancelled.sql
--! Included sales/internal/renewal_term.sql
-- As long as the term before, in whole months where it was so. They are counted from the anchor, or
-- else the start, so that a month-end does not drift. A contract that ends with another goes on to
-- the end of that one's renewal, made already or not; where that one ended before, it goes alone.
create or replace function sales.renewal_term(contract sales.contracts)
  returns daterange
  language sql stable security invoker set search_path to ''
as $$
  with recursive terms_followed as (
    select c.*
    from sales.contracts as c
    where c.tenant_id = contract.tenant_id and c.id = contract.coterm_with_contract_id
    union all
    select n.*
    from terms_followed as f
    join sales.contracts as n on n.tenant_id = f.tenant_id and n.predecessor_contract_id = f.id
  )
  select daterange(
    contract.end_date + 1,
    coalesce(
      (select min(f.end_date) + 1 from terms_followed as f where f.end_date > contract.end_date),
      (select upper(sales.renewal_term(f)) from sales.contracts as f
        where f.tenant_id = contract.tenant_id and f.end_date = contract.end_date
          and f.id in (select t.id from terms_followed as t)
        limit 1),
      (array_agg(kernel.nth_date(base.day, 1, 2 * base.months_to_end - base.months_to_start)
        order by base.place) filter (
          where kernel.nth_date(base.day, 1, base.months_to_start) = contract.start_date
            and kernel.nth_date(base.day, 1, base.months_to_end) = contract.end_date + 1))[1],
      2 * (contract.end_date + 1 - contract.start_date) + contract.start_date))
  from (
    select b.day, b.place,
      ((extract(year from contract.start_date) - extract(year from b.day)) * 12
        + extract(month from contract.start_date) - extract(month from b.day))::int
        as months_to_start,
      ((extract(year from contract.end_date + 1) - extract(year from b.day)) * 12
        + extract(month from contract.end_date + 1) - extract(month from b.day))::int
        as months_to_end
    from (values (contract.billing_anchor, 1), (contract.start_date, 2)) as b (day, place)
  ) as base
$$;
comment on function sales.renewal_term is 'The days for which a contract renews.';
--! EndIncluded sales/internal/renewal_term.sql
--! Included sales/internal/renewal_number.sql
-- The contract's own number with R1, R2 and so on behind it; the first that is free.
create or replace function sales.renewal_number(contract sales.contracts)
  returns text
  language sql stable security definer set search_path to ''
as $$
  select base.number || '-R' || n
  from (
    select
      case when contract.predecessor_contract_id is null
        then left(contract.contract_number, 90)
        else regexp_replace(contract.contract_number, '-R[0-9]+$', '')
      end as number,
      case when contract.predecessor_contract_id is null then 1
        else coalesce(substring(contract.contract_number from '-R([0-9]{1,6})$')::int, 0) + 1
      end as first
  ) as base
  cross join generate_series(base.first, base.first + 1000) as n
  where not exists (
    select from sales.contracts as taken
    where taken.tenant_id = contract.tenant_id and taken.contract_number = base.number || '-R' || n)
  order by n
  limit 1
$$;
comment on function sales.renewal_number is 'The number of the contract that renews another.';
--! EndIncluded sales/internal/renewal_number.sql
--! Included sales/internal/renew.sql
-- Any number of contracts at once: the same terms for as long again, at the prices of the last day
-- with the agreed uplift. Periods go on being counted from the anchor where the term ends with one.
-- What is charged once is not charged again, and a purchase order is for what was signed with it.
create or replace function sales.renew(contract_ids uuid[], uplift_percent numeric default null)
  returns setof sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_ids uuid[];
  v_renewed sales.contracts[];
begin
  with added as (
    insert into sales.contracts (tenant_id, contract_number, account_id, status, start_date,
      end_date, contract_value, currency, billing_frequency, billing_cycle_id, billing_months,
      billing_in_advance, billing_alignment, billing_day, billing_anchor, payment_terms,
      payment_terms_days, auto_renew, renewal_notice_days, renewal_uplift_percent,
      predecessor_contract_id, coterm_with_contract_id, metadata, created_at, updated_at)
    select c.tenant_id, sales.renewal_number(c), c.account_id, 'draft', lower(term.days),
      upper(term.days) - 1, 0, c.currency, c.billing_frequency, c.billing_cycle_id,
      c.billing_months, c.billing_in_advance, c.billing_alignment, c.billing_day,
      case when c.billing_alignment = 'calendar' or c.billing_anchor <> c.start_date
          or lower(term.days) in (
            select lower(p.whole) from kernel.periods(c.billing_anchor, c.billing_months,
              term.days) as p)
        then c.billing_anchor else c.end_date + 1 end,
      c.payment_terms, c.payment_terms_days, c.auto_renew, c.renewal_notice_days,
      coalesce(renew.uplift_percent, c.renewal_uplift_percent), c.id, c.coterm_with_contract_id,
      c.metadata, v_now, v_now
    from sales.contracts as c
    cross join lateral (select sales.renewal_term(c)) as term (days)
    where c.tenant_id = v_tenant_id and c.id = any(contract_ids)
    returning id
  )
  select array_agg(a.id) into v_ids from added as a;

  with lines as (
    insert into sales.contract_lines (tenant_id, contract_id, account_id, product_id, "position",
      description, pricing_model, price_interval, start_date, end_date, predecessor_line_id,
      created_at, updated_at)
    select v_tenant_id, n.id, l.account_id, l.product_id, l."position", l.description,
      l.pricing_model, l.price_interval, n.start_date, n.end_date, l.id, v_now, v_now
    from sales.contracts as n
    join sales.contracts as c on c.tenant_id = n.tenant_id and c.id = n.predecessor_contract_id
    join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
    where n.tenant_id = v_tenant_id and n.id = any(v_ids)
      and l.price_interval <> 'one_time' and l.end_date = c.end_date
      and exists (
        select from sales.contract_line_terms as t
        where t.tenant_id = l.tenant_id and t.line_id = l.id and t.valid @> c.end_date)
    returning id, contract_id, start_date, end_date, predecessor_line_id
  )
  insert into sales.contract_line_terms (tenant_id, line_id, valid, quantity, committed_quantity,
    minimum_quantity, unit_price, tiers, package_size, free_units, discount_percent, created_at,
    updated_at)
  select v_tenant_id, l.id, daterange(l.start_date, l.end_date + 1), t.quantity,
    t.committed_quantity, t.minimum_quantity, trim_scale(round(t.unit_price * uplift.factor, 8)),
    (select array_agg((tier.up_to, trim_scale(round(tier.unit_price * uplift.factor, 8)),
        kernel.round_amount(tier.flat_fee * uplift.factor, n.currency))::catalog.tier
        order by tier.place)
      from unnest(t.tiers) with ordinality as tier (up_to, unit_price, flat_fee, place)),
    t.package_size, t.free_units, t.discount_percent, v_now, v_now
  from lines as l
  join sales.contracts as n on n.tenant_id = v_tenant_id and n.id = l.contract_id
  join sales.contract_line_terms as t
    on t.tenant_id = v_tenant_id and t.line_id = l.predecessor_line_id
    and t.valid @> l.start_date - 1
  cross join lateral (select 1 + n.renewal_uplift_percent / 100) as uplift (factor);

  insert into sales.contract_shares (tenant_id, contract_id, account_id, basis, weight, "position",
    created_at)
  select v_tenant_id, n.id, s.account_id, s.basis, s.weight, s."position", v_now
  from sales.contracts as n
  join sales.contract_shares as s
    on s.tenant_id = n.tenant_id and s.contract_id = n.predecessor_contract_id
  where n.tenant_id = v_tenant_id and n.id = any(v_ids);

  with worth as (
    select charge.contract_id, sum(charge.amount - charge.discount) as amount
    from sales.line_charges(v_ids) as charge
    where charge.pricing_model <> 'minimum'
    group by charge.contract_id
  ),
  renewed as (
    update sales.contracts as n
    set status = 'active', activated_at = v_now,
      contract_value = kernel.round_amount(coalesce(
        (select w.amount from worth as w where w.contract_id = n.id), 0), n.currency)
    where n.tenant_id = v_tenant_id and n.id = any(v_ids)
    returning n.*
  )
  select array_agg(r order by r.contract_number) into v_renewed from renewed as r;
  perform sales.record_movements(v_ids || contract_ids, 'renewal');
  perform events.publish_many(array(
    select (kind.type, 'contract', r.id, to_jsonb(r), null)::events.new_event
    from unnest(v_renewed) with ordinality as r
    cross join (values ('contract.created', 1), ('contract.activated', 2), ('contract.renewed', 3))
      as kind (type, place)
    order by r.contract_number, kind.place));
  return query select * from unnest(v_renewed);
end $$;
comment on function sales.renew is
  'The contracts that renew the given ones, in force from the day after their end.';
--! EndIncluded sales/internal/renew.sql
--! Included sales/commands/activate_contract.sql
-- Signed by both sides: from now on it is billed.
create or replace function sales.activate_contract(contract_id uuid)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{draft}');
begin
  update sales.contracts as c
  set status = 'active', activated_at = tenancy.now()
  where c.tenant_id = v_contract.tenant_id and c.id = v_contract.id
  returning * into v_contract;
  perform sales.record_movements(array[v_contract.id], 'activation');
  perform events.publish('contract.activated', 'contract', v_contract.id, to_jsonb(v_contract));
  return v_contract;
end $$;
comment on function sales.activate_contract is 'Puts a draft contract into force.';
grant execute on function sales.activate_contract to tenor_sales;
--! EndIncluded sales/commands/activate_contract.sql
--! Included sales/commands/renew_contract.sql
create or replace function sales.renew_contract(
  contract_id uuid, uplift_percent numeric default null
)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{active}');
  v_renewed sales.contracts;
begin
  if uplift_percent not between 0 and 100 then
    perform kernel.fail('INPUT', 'An uplift lies between 0 and 100 percent.', 'uplift_percent');
  elsif v_contract.cancelled_on is not null then
    perform kernel.fail('TRANS', format('The contract is cancelled from %s on.',
      v_contract.cancelled_on), 'contract_id');
  elsif exists (
    select from sales.contracts as next
    where next.tenant_id = v_contract.tenant_id and next.predecessor_contract_id = v_contract.id
  ) then
    perform kernel.fail('TRANS', 'The contract is renewed already.', 'contract_id');
  end if;
  select * into v_renewed from sales.renew(array[v_contract.id], uplift_percent);
  return v_renewed;
end $$;
comment on function sales.renew_contract is
  'Renews a contract before its end: the same terms for as long again, with an uplift on prices, '
  'by default the contract''s own. Codes: not_found, illegal_transition (not in force, cancelled, '
  'renewed), invalid_input.';
grant execute on function sales.renew_contract to tenor_sales;
--! EndIncluded sales/commands/renew_contract.sql
--! Included sales/commands/renew_contracts.sql
-- Before the day's billing, so that the new term is billed on its first day; and before the old one
-- expires.
create or replace function sales.renew_contracts()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_due_ids uuid[];
begin
  perform from sales.contracts as c
  where c.tenant_id = v_tenant_id and c.status = 'active' and c.auto_renew
    and c.end_date < (v_now at time zone 'Etc/GMT-14')::date
  order by c.id
  for no key update;

  select array_agg(c.id) into v_due_ids
  from sales.contracts as c
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.settings_of(a) as settings
  where c.tenant_id = v_tenant_id and c.status = 'active' and c.auto_renew
    and c.cancelled_on is null
    and c.end_date < (v_now at time zone 'Etc/GMT-14')::date
    and c.end_date < (v_now at time zone settings.time_zone)::date
    and not exists (
      select from sales.contracts as next
      where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id);
  if v_due_ids is null then
    return '{}';
  end if;
  return jsonb_build_object('contracts_renewed', (select count(*) from sales.renew(v_due_ids)));
end $$;
comment on function sales.renew_contracts is
  'Renews the contracts whose term is over, on the day after, where their accounts are.';
select tenancy.register_duty('renewals', 50, 'sales.renew_contracts');
--! EndIncluded sales/commands/renew_contracts.sql
--! Included sales/commands/expire_contracts.sql
-- After the day's billing: what is billed in arrears is billed by a contract in force. A contract
-- that was cancelled ends as such, the others expire.
create or replace function sales.expire_contracts()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_over sales.contracts[];
begin
  with over as (
    select c.id
    from sales.contracts as c
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.settings_of(a) as settings
    where c.tenant_id = v_tenant_id and c.status = 'active'
      and (c.end_date < (v_now at time zone 'Etc/GMT-14')::date
        or c.cancelled_on <= (v_now at time zone 'Etc/GMT-14')::date)
      and coalesce(c.cancelled_on, c.end_date + 1) <= (v_now at time zone settings.time_zone)::date
      and (not c.auto_renew or exists (
        select from sales.contracts as next
        where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id))
  ),
  expired as (
    update sales.contracts as c
    set status = case when c.cancelled_on is null then 'expired' else 'cancelled' end
    from over
    where c.tenant_id = v_tenant_id and c.id = over.id and c.status = 'active'
    returning c.*
  )
  select array_agg(e order by e.end_date, e.contract_number) into v_over from expired as e;
  if v_over is null then
    return '{}';
  end if;

  perform sales.record_movements(array(select o.id from unnest(v_over) as o), 'expiry');
  perform events.publish_many(array(
    select ('contract.expired', 'contract', o.id, to_jsonb(o), null)::events.new_event
    from unnest(v_over) as o));
  return jsonb_build_object('contracts_expired', cardinality(v_over));
end $$;
comment on function sales.expire_contracts is
  'Ends the contracts whose term is over or that are cancelled, where their accounts are.';
select tenancy.register_duty('expiry', 150, 'sales.expire_contracts');
--! EndIncluded sales/commands/expire_contracts.sql
--! Included sales/commands/create_contract.sql
-- A contract comes as lines, or in the flat form: seats at a price per seat and month, which is
-- one line. A product's price is looked up on the first day and copied, so that what was signed
-- stays. Each check names the first line that fails it.
create or replace function sales.create_contract(
  account_id uuid,
  start_date date,
  end_date date default null,
  contract_number text default null,
  contract_value numeric default null,
  currency text default null,
  billing_frequency text default null,
  billing_in_advance boolean default null,
  billing_alignment text default null,
  billing_day int default null,
  seat_count numeric default null,
  committed_seats numeric default null,
  seat_price numeric default null,
  product_id uuid default null,
  lines sales.contract_line_input[] default null,
  payment_terms text default null,
  payment_terms_days int default null,
  auto_renew boolean default true,
  renewal_notice_days int default 90,
  purchase_order_number text default null,
  status text default 'active',
  notes text default null,
  metadata jsonb default '{}',
  renewal_uplift_percent numeric default 0,
  billing_cycle_id uuid default null,
  minimum_commitment sales.minimum_commitment default null,
  covered_accounts sales.covered_account[] default null,
  coterm_with_contract_id uuid default null
)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_terms sales.billing_terms;
  v_end_date date := end_date;
  v_minimum sales.contract_line_input;
  v_lines sales.contract_line_input[];
  v_contract sales.contracts;
begin
  if status not in ('draft', 'active') then
    perform kernel.fail('INPUT', 'A new contract is draft or active.', 'status');
  elsif start_date not between '1990-01-01' and '2190-12-31' then
    perform kernel.fail('INPUT', 'The start date lies outside any contract''s life.', 'start_date');
  elsif coterm_with_contract_id is not null then
    v_end_date := sales.coterm_end(v_account, coterm_with_contract_id, start_date, end_date);
  elsif end_date is null then
    perform kernel.fail('INPUT', 'Say on which day it ends.', 'end_date');
  elsif end_date < start_date then
    perform kernel.fail('INPUT', 'The end date lies before the start date.', 'end_date');
  end if;
  v_terms := sales.billing_terms_of(start_date, billing_frequency, billing_cycle_id,
    billing_in_advance, billing_alignment, billing_day);
  if not (minimum_commitment is null) then
    v_minimum := sales.minimum_line(minimum_commitment, start_date, v_end_date,
      v_terms.billing_months);
  end if;
  v_lines := sales.asked_lines(
    lines, seat_count, committed_seats, seat_price, product_id, v_minimum);

  insert into sales.contracts as c (contract_number, account_id, status, start_date, end_date,
    contract_value, currency, billing_frequency, billing_cycle_id, billing_months,
    billing_in_advance, billing_alignment, billing_day, billing_anchor, payment_terms,
    payment_terms_days, auto_renew, renewal_notice_days, renewal_uplift_percent,
    coterm_with_contract_id, purchase_order_number, notes, metadata)
  values (
    coalesce(contract_number, sales.next_contract_number(start_date)),
    v_account.id, 'draft', start_date, v_end_date,
    kernel.round_amount(coalesce(contract_value, 0), coalesce(currency, v_account.currency)),
    coalesce(currency, v_account.currency), v_terms.billing_frequency, v_terms.billing_cycle_id,
    v_terms.billing_months, v_terms.billing_in_advance, v_terms.billing_alignment,
    v_terms.billing_day, v_terms.billing_anchor, payment_terms,
    coalesce(payment_terms_days, customers.days_of_terms(payment_terms)), auto_renew,
    renewal_notice_days, coalesce(renewal_uplift_percent, 0), coterm_with_contract_id,
    purchase_order_number, notes, metadata)
  returning * into v_contract;

  perform sales.add_lines(v_contract, v_lines, pointers =>
    case when not (minimum_commitment is null) then
      array_fill(null::text, array[cardinality(v_lines) - 1]) || 'minimum_commitment'::text end);
  if covered_accounts is not null then
    perform sales.cover_accounts(v_contract, covered_accounts);
  end if;
  if contract_value is null then
    update sales.contracts as c
    set contract_value = kernel.round_amount(sales.value_of(v_contract.id), v_contract.currency)
    where c.tenant_id = v_contract.tenant_id and c.id = v_contract.id
    returning * into v_contract;
  end if;
  perform events.publish('contract.created', 'contract', v_contract.id, to_jsonb(v_contract));
  return case when status = 'active' then sales.activate_contract(v_contract.id)
    else v_contract end;
end $$;
comment on function sales.create_contract is
  'Enters a contract with its lines. Codes: not_found, invalid_input, invalid_seats, '
  'price_not_found, quantity_above_tiers, conflict (number taken).';
grant execute on function sales.create_contract to tenor_sales;
--! EndIncluded sales/commands/create_contract.sql
--! Included sales/commands/raise_renewal_alerts.sql
-- 90, 60 and 30 days before the end, and as many as the contract's own notice: each once. A
-- contract that was entered later than that gets no alert for days already past.
create or replace function sales.raise_renewal_alerts()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_alerts sales.renewal_alerts[];
begin
  with due as (
    select c.id as contract_id, d.days, c.end_date + 1 as renews_on
    from sales.contracts as c
    cross join lateral (
      select distinct days from unnest(array[90, 60, 30, c.renewal_notice_days]) as days
      where days > 0
    ) as d
    where c.tenant_id = v_tenant_id
      and c.status = 'active'
      and c.cancelled_on is null
      and c.end_date >= v_today
      and c.end_date < v_today + 366
      and c.end_date + 1 - d.days <= v_today
      and c.end_date + 1 - d.days >= (c.activated_at at time zone 'UTC')::date - 1
  ),
  raised as (
    insert into sales.renewal_alerts (tenant_id, contract_id, days_before, renews_on)
    select v_tenant_id, due.contract_id, due.days, due.renews_on
    from due
    on conflict on constraint renewal_alerts_once_key do nothing
    returning *
  )
  select array_agg(r order by r.renews_on, r.days_before) into v_alerts from raised as r;

  insert into events.emails (tenant_id, kind, object_type, object_id, to_addresses)
  select v_tenant_id, 'renewal_alert', 'renewal_alert', r.id, array[recipient.address]
  from unnest(v_alerts) as r
  join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = r.contract_id
  join customers.accounts as a on a.tenant_id = v_tenant_id and a.id = c.account_id
  cross join lateral (select customers.accounts_billing_email(a)) as recipient (address)
  where recipient.address is not null;
  perform events.enqueue_many(array(
    select ('sales/mail_renewal_alert', jsonb_build_object('alert_id', r.id), null, null, null,
      null)::events.new_job
    from unnest(v_alerts) as r));
  perform events.publish_many(array(
    select ('contract.renewal_due', 'contract', c.id, to_jsonb(c) || jsonb_build_object(
      'days_before', r.days_before, 'renews_on', r.renews_on), null)::events.new_event
    from unnest(v_alerts) as r
    join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = r.contract_id
    order by r.renews_on, r.days_before));
  return jsonb_build_object('renewal_alerts', coalesce(cardinality(v_alerts), 0));
end $$;
comment on function sales.raise_renewal_alerts is
  'Gives the renewal alerts that are due: 90, 60, 30 days and the notice days before the end.';
select tenancy.register_duty('renewal alerts', 300, 'sales.raise_renewal_alerts');
--! EndIncluded sales/commands/raise_renewal_alerts.sql
--! Included sales/commands/begin_renewal_mail.sql
-- The mail is prepared with the alert; here it is found until it is out.
create or replace function sales.begin_renewal_mail(alert_id uuid)
  returns sales.renewal_mail
  language sql volatile security definer set search_path to ''
as $$
  select (
    e.id, e.to_addresses, e.cc_addresses, brand.email, coalesce(brand.legal_name, t.name),
    c.contract_number, a.account_name, r.renews_on, r.renews_on - c.renewal_notice_days,
    r.days_before, c.contract_value::text, c.currency, kernel.minor_unit(c.currency),
    c.auto_renew, customers.accounts_effective_locale(a),
    jsonb_build_object('name', coalesce(brand.legal_name, t.name), 'email', brand.email,
      'website', brand.website, 'footer', brand.footer,
      'colours', jsonb_build_object('primary', brand.primary_color, 'accent', brand.accent_color))
  )::sales.renewal_mail
  from sales.renewal_alerts as r
  join sales.contracts as c on c.tenant_id = r.tenant_id and c.id = r.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  join tenancy.tenants as t on t.id = r.tenant_id
  left join tenancy.brands as brand on brand.tenant_id = r.tenant_id
  join events.emails as e on e.tenant_id = r.tenant_id and e.object_id = r.id
  where r.tenant_id = (select tenancy.current_tenant_id())
    and r.id = begin_renewal_mail.alert_id
    and e.object_type = 'renewal_alert'
    and e.status in ('queued', 'failed')
    and c.status = 'active'
  order by e.id
  limit 1
  for update of e
$$;
comment on function sales.begin_renewal_mail is
  'The mail of a renewal alert that is not out yet; null if there is nothing to do.';
grant execute on function sales.begin_renewal_mail to tenor_worker;
--! EndIncluded sales/commands/begin_renewal_mail.sql
--! Included sales/internal/match_purchase_orders.sql
-- The order that an invoice means: of this number, given by the account itself, else by the nearest
-- account above.
create or replace function sales.match_purchase_orders(draws sales.purchase_order_draw[])
  returns uuid[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg(coalesce(draw.purchase_order_id, named.id) order by draw.place)
  from unnest(draws) with ordinality as draw (id, account_id, contract_id, purchase_order_id,
    po_number, amount, currency, on_date, place)
  left join lateral (
    select o.id
    from customers.accounts as a
    join sales.purchase_orders as o
      on o.tenant_id = a.tenant_id and o.account_id = any (a.path) and o.po_number = draw.po_number
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = draw.account_id
      and draw.po_number is not null and draw.purchase_order_id is null
    order by array_position(a.path, o.account_id) desc
    limit 1
  ) as named on true
$$;
comment on function sales.match_purchase_orders is
  'For each draw the purchase order that it means, in their order; null where there is none.';
--! EndIncluded sales/internal/match_purchase_orders.sql
--! Included sales/internal/draw_faults.sql
-- An order that has ended by the clock still covers invoices of the days on which it was valid: a
-- run that catches up bills them as it would have then.
create or replace function sales.draw_faults(
  purchase_order sales.purchase_orders,
  po_number text,
  contract_id uuid,
  currency text,
  on_date date,
  is_required boolean
)
  returns table (code text, message text)
  language sql stable security definer set search_path to ''
as $$
  select rule.code, rule.message
  from (values
    (1, (purchase_order).id is null and is_required and po_number is null, 'POREQ',
      'The account is billed on purchase orders alone; name one.'),
    (2, (purchase_order).id is null and is_required, 'POREQ',
      format('The account is billed on purchase orders alone, and %s is none of them.',
        po_number)),
    (3, (purchase_order).status in ('draft', 'pending', 'rejected'), 'PONAP',
      format('Purchase order %s is %s.', po_number, (purchase_order).status)),
    (4, (purchase_order).contract_id <> contract_id
      or (purchase_order).contract_id is not null and contract_id is null, 'PONAP',
      format('Purchase order %s is for another contract.', po_number)),
    (5, on_date not between (purchase_order).valid_from and (purchase_order).valid_until
      or (purchase_order).status = 'expired' and (purchase_order).decided_at is null, 'POEXP',
      format('Purchase order %s is valid from %s to %s.', po_number, (purchase_order).valid_from,
        (purchase_order).valid_until)),
    (6, (purchase_order).currency <> currency, 'NORAT',
      format('Purchase order %s is in %s, the invoice in %s.', po_number,
        (purchase_order).currency, currency))
  ) as rule (rank, is_broken, code, message)
  where rule.is_broken
  order by rule.rank
$$;
comment on function sales.draw_faults is
  'Why an invoice may not draw on a purchase order, whatever is left of it; the gravest first.';
--! EndIncluded sales/internal/draw_faults.sql
--! Included sales/internal/judge_draws.sql
-- Locks the orders in the order of their ids, in a statement of its own, so that the next one sees
-- what others have drawn. Nothing is drawn yet: the caller may have reasons of its own to refuse.
create or replace function sales.judge_draws(draws sales.purchase_order_draw[])
  returns setof sales.judged_draw
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_order_ids uuid[] := sales.match_purchase_orders(draws);
begin
  perform from sales.purchase_orders as o
  where o.tenant_id = v_tenant_id and o.id = any (v_order_ids)
  order by o.id
  for update;

  return query
    with asked as (
      select draw.id, draw.place, greatest(draw.amount, 0) as amount, draw.currency, draw.on_date,
        draw.po_number, draw.contract_id, a.requires_purchase_order, o as purchase_order
      from unnest(draws, v_order_ids) with ordinality as draw (id, account_id, contract_id,
        purchase_order_id, po_number, amount, currency, on_date, order_id, place)
      join customers.accounts as a on a.tenant_id = v_tenant_id and a.id = draw.account_id
      left join sales.purchase_orders as o on o.tenant_id = v_tenant_id and o.id = draw.order_id
    ),
    judged as (
      select asked.*, (asked.purchase_order).id as order_id, wrong.code, wrong.message
      from asked
      left join lateral (
        select rule.code, rule.message
        from sales.draw_faults(asked.purchase_order, asked.po_number, asked.contract_id,
          asked.currency, asked.on_date, asked.requires_purchase_order) as rule
        where (asked.purchase_order).id is not null or asked.requires_purchase_order
        limit 1
      ) as wrong on true
    ),
    unmet as (
      select unnest(kernel.unmet_claims(array_agg(
        (j.place, null, j.order_id, j.order_id, j.amount, (j.purchase_order).amount_remaining)
          ::kernel.claim))) as place
      from judged as j
      where j.code is null and j.order_id is not null
    )
    select j.id, j.order_id,
      case when j.order_id is null then 0 else j.amount end,
      case when unmet.place is not null then 'POEXH' else j.code end,
      case when unmet.place is not null
        then format('Purchase order %s has %s %s left, too little for %s.', j.po_number,
          (j.purchase_order).amount_remaining, j.currency, j.amount)
        else j.message end
    from judged as j
    left join unmet on unmet.place = j.place
    order by j.place;
end $$;
comment on function sales.judge_draws is
  'Which draws their purchase orders grant, in the order given; the orders stay locked.';
--! EndIncluded sales/internal/judge_draws.sql
--! Included sales/internal/apply_draws.sql
-- The orders are locked by judge_draws; the check of the table stands behind it.
create or replace function sales.apply_draws(judged sales.judged_draw[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_events events.new_event[];
begin
  with drawn as (
    update sales.purchase_orders as o
    set amount_invoiced = o.amount_invoiced + total.amount
    from (
      select j.purchase_order_id, sum(j.amount) as amount
      from unnest(judged) as j
      where j.code is null and j.amount > 0
      group by j.purchase_order_id
    ) as total
    where o.tenant_id = v_tenant_id and o.id = total.purchase_order_id
    returning o.*
  )
  select array_agg(
    ('purchase_order.exhausted', 'purchase_order', d.id, to_jsonb(d), null)::events.new_event
    order by d.id)
  into v_events
  from drawn as d
  where d.amount_remaining = 0;
  if v_events is not null then
    perform events.publish_many(v_events);
  end if;
end $$;
comment on function sales.apply_draws is 'Draws what was granted; says of which nothing is left.';
--! EndIncluded sales/internal/apply_draws.sql
--! Included sales/internal/draw_purchase_orders.sql
create or replace function sales.draw_purchase_orders(draws sales.purchase_order_draw[])
  returns setof sales.judged_draw
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_judged sales.judged_draw[] := array(select j from sales.judge_draws(draws) as j);
begin
  perform sales.apply_draws(v_judged);
  return query select * from unnest(v_judged);
end $$;
comment on function sales.draw_purchase_orders is
  'Draws on purchase orders for invoices, first come, first served; says which were refused.';
--! EndIncluded sales/internal/draw_purchase_orders.sql
--! Included sales/internal/return_to_purchase_orders.sql
-- What a void or a credit gives back can be drawn again, as long as the order is valid.
create or replace function sales.return_to_purchase_orders(returns sales.purchase_order_return[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  perform from sales.purchase_orders as o
  where o.tenant_id = v_tenant_id and o.id = any (array(
    select r.purchase_order_id from unnest(returns) as r where r.amount > 0))
  order by o.id
  for update;

  update sales.purchase_orders as o
  set amount_invoiced = o.amount_invoiced - total.amount
  from (
    select r.purchase_order_id, sum(r.amount) as amount
    from unnest(returns) as r
    where r.amount > 0
    group by r.purchase_order_id
  ) as total
  where o.tenant_id = v_tenant_id and o.id = total.purchase_order_id;
end $$;
comment on function sales.return_to_purchase_orders is
  'Gives amounts back to the purchase orders from which they were drawn.';
--! EndIncluded sales/internal/return_to_purchase_orders.sql
--! Included sales/internal/lock_purchase_order.sql
create or replace function sales.lock_purchase_order(purchase_order_id uuid, expect text[])
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_order sales.purchase_orders;
begin
  select * into v_order from sales.purchase_orders as o
  where o.tenant_id = tenancy.current_tenant_id() and o.id = lock_purchase_order.purchase_order_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No purchase order has this id.', 'purchase_order_id');
  elsif v_order.status <> all(expect) then
    perform kernel.fail('TRANS',
      format('The purchase order is %s; this needs one that is %s.', v_order.status,
        array_to_string(expect, ' or ')), 'purchase_order_id');
  end if;
  return v_order;
end $$;
comment on function sales.lock_purchase_order is
  'The purchase order, locked until the end of the transaction, in one of the expected states.';
--! EndIncluded sales/internal/lock_purchase_order.sql
--! Included sales/internal/decide_purchase_order.sql
-- Two people: whoever submitted an order does not decide on it. A call without a subject cannot
-- show that it is another one.
create or replace function sales.decide_purchase_order(
  purchase_order_id uuid, decision text, reason text
)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_order sales.purchase_orders := sales.lock_purchase_order(
    purchase_order_id, expect => '{pending}');
  v_actor text := nullif(current_setting('tenor.subject', true), '');
begin
  if v_actor is null or v_actor is not distinct from v_order.submitted_by then
    perform kernel.fail('FORBD', 'A purchase order is decided by somebody else than its sender.',
      'purchase_order_id');
  end if;
  update sales.purchase_orders as o
  set status = decision, decided_at = tenancy.now(), decided_by = v_actor,
    decision_reason = nullif(btrim(reason), '')
  where o.tenant_id = v_order.tenant_id and o.id = v_order.id
  returning * into v_order;
  perform events.publish('purchase_order.' || decision, 'purchase_order', v_order.id,
    to_jsonb(v_order));
  return v_order;
end $$;
comment on function sales.decide_purchase_order is 'Approves or rejects a pending purchase order.';
--! EndIncluded sales/internal/decide_purchase_order.sql
--! Included sales/commands/create_purchase_order.sql
create or replace function sales.create_purchase_order(
  account_id uuid,
  po_number text,
  po_amount numeric,
  valid_from date,
  valid_until date,
  currency text default null,
  contract_id uuid default null,
  approval_required boolean default false,
  notes text default null,
  metadata jsonb default '{}'
)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_order sales.purchase_orders;
begin
  insert into sales.purchase_orders as o (account_id, contract_id, po_number, currency, po_amount,
    valid_from, valid_until, approval_required, notes, metadata)
  values (v_account.id, contract_id, po_number, coalesce(currency, v_account.currency), po_amount,
    valid_from, valid_until, coalesce(approval_required, false), notes, coalesce(metadata, '{}'))
  returning * into v_order;
  return v_order;
end $$;
comment on function sales.create_purchase_order is
  'Enters a customer''s purchase order, a draft until it is submitted. Codes: not_found, '
  'invalid_input, conflict (the account has this number).';
grant execute on function sales.create_purchase_order to tenor_sales, tenor_finance;
--! EndIncluded sales/commands/create_purchase_order.sql
--! Included sales/commands/submit_purchase_order.sql
-- Approved at once where nobody needs to approve it.
create or replace function sales.submit_purchase_order(purchase_order_id uuid)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_order sales.purchase_orders := sales.lock_purchase_order(
    purchase_order_id, expect => '{draft,rejected}');
  v_now timestamptz := tenancy.now();
begin
  update sales.purchase_orders as o
  set status = case when o.approval_required then 'pending' else 'approved' end,
    submitted_at = v_now,
    submitted_by = nullif(current_setting('tenor.subject', true), ''),
    decided_at = case when not o.approval_required then v_now end,
    decided_by = null, decision_reason = null
  where o.tenant_id = v_order.tenant_id and o.id = v_order.id
  returning * into v_order;
  perform events.publish('purchase_order.submitted', 'purchase_order', v_order.id,
    to_jsonb(v_order));
  if v_order.status = 'approved' then
    perform events.publish('purchase_order.approved', 'purchase_order', v_order.id,
      to_jsonb(v_order));
  end if;
  return v_order;
end $$;
comment on function sales.submit_purchase_order is
  'Asks for approval of a draft, or of a rejected order that was put right; without '
  'approval_required it is approved at once.';
grant execute on function sales.submit_purchase_order to tenor_sales, tenor_finance;
--! EndIncluded sales/commands/submit_purchase_order.sql
--! Included sales/commands/approve_purchase_order.sql
create or replace function sales.approve_purchase_order(
  purchase_order_id uuid, reason text default null
)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  return sales.decide_purchase_order(purchase_order_id, 'approved', reason);
end $$;
comment on function sales.approve_purchase_order is
  'Approves a pending purchase order; not by the one who submitted it.';
grant execute on function sales.approve_purchase_order to tenor_approver;
--! EndIncluded sales/commands/approve_purchase_order.sql
--! Included sales/commands/reject_purchase_order.sql
create or replace function sales.reject_purchase_order(purchase_order_id uuid, reason text)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if nullif(btrim(reason), '') is null then
    perform kernel.fail('INPUT', 'A rejection needs a reason.', 'reason');
  end if;
  return sales.decide_purchase_order(purchase_order_id, 'rejected', reason);
end $$;
comment on function sales.reject_purchase_order is
  'Rejects a pending purchase order, with a reason; not by the one who submitted it.';
grant execute on function sales.reject_purchase_order to tenor_approver;
--! EndIncluded sales/commands/reject_purchase_order.sql
--! Included sales/commands/expire_purchase_orders.sql
-- By the day where the account is; the index finds candidates by the place where days begin first.
-- An order that is entered with less than 30 days left is announced at once.
create or replace function sales.expire_purchase_orders()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_last_day date := (v_now at time zone 'Etc/GMT-14')::date + 30;
  v_expired int;
  v_events events.new_event[];
begin
  with near as (
    select o.id, o.valid_until, (v_now at time zone settings.time_zone)::date as today
    from sales.purchase_orders as o
    join customers.accounts as a on a.tenant_id = o.tenant_id and a.id = o.account_id
    cross join lateral customers.settings_of(a) as settings
    where o.tenant_id = v_tenant_id and o.status in ('approved', 'pending')
      and o.valid_until <= v_last_day
  ),
  moved as (
    update sales.purchase_orders as o
    set status = case when near.valid_until < near.today then 'expired' else o.status end,
      end_announced_at = case when o.status = 'approved'
        then coalesce(o.end_announced_at, v_now) end
    from near
    where o.tenant_id = v_tenant_id and o.id = near.id and o.status in ('approved', 'pending')
      and (near.valid_until < near.today
        or (o.status = 'approved' and o.end_announced_at is null
          and near.valid_until - 30 <= near.today))
    returning o.*, old.end_announced_at is null and o.end_announced_at is not null
      and o.status = 'approved' as is_news
  )
  select
    count(*) filter (where m.status = 'expired'),
    array_agg(('purchase_order.expiring', 'purchase_order', m.id, to_jsonb(m) - 'is_news', null)
      ::events.new_event order by m.valid_until, m.id) filter (where m.is_news)
  into v_expired, v_events
  from moved as m;

  perform events.publish_many(v_events);
  return jsonb_build_object('purchase_orders_expiring', coalesce(cardinality(v_events), 0),
    'purchase_orders_expired', v_expired);
end $$;
comment on function sales.expire_purchase_orders is
  'Announces approved purchase orders 30 days before their end; ends those whose last day is over.';
select tenancy.register_duty('purchase orders', 320, 'sales.expire_purchase_orders');
--! EndIncluded sales/commands/expire_purchase_orders.sql
--! Included sales/queries/contract_line_terms_valid_from.sql
create or replace function sales.contract_line_terms_valid_from(terms sales.contract_line_terms)
  returns date
  language sql immutable parallel safe
return lower((terms).valid);
comment on function sales.contract_line_terms_valid_from is 'First day on which they hold.';
grant execute on function sales.contract_line_terms_valid_from to tenor_viewer;
--! EndIncluded sales/queries/contract_line_terms_valid_from.sql
--! Included sales/queries/contract_line_terms_valid_to.sql
create or replace function sales.contract_line_terms_valid_to(terms sales.contract_line_terms)
  returns date
  language sql immutable parallel safe
return upper((terms).valid) - 1;
comment on function sales.contract_line_terms_valid_to is
  'Last day on which they hold, inclusive.';
grant execute on function sales.contract_line_terms_valid_to to tenor_viewer;
--! EndIncluded sales/queries/contract_line_terms_valid_to.sql
--! Included sales/queries/contracts_seat_count.sql
-- The flat form reads back what it gave: the first line, on the tenant's day, or on the line's
-- first day while it has not begun, or its last when it is over.
create or replace function sales.contracts_seat_count(contract sales.contracts)
  returns kernel.quantity
  language sql stable security invoker set search_path to ''
as $$
  select t.quantity from sales.seat_terms(contract) as t
$$;
comment on function sales.contracts_seat_count is 'Seats of the contract''s first line today.';
grant execute on function sales.contracts_seat_count to tenor_viewer;
--! EndIncluded sales/queries/contracts_seat_count.sql
--! Included sales/queries/contracts_committed_seats.sql
create or replace function sales.contracts_committed_seats(contract sales.contracts)
  returns kernel.quantity
  language sql stable security invoker set search_path to ''
as $$
  select t.committed_quantity from sales.seat_terms(contract) as t
$$;
comment on function sales.contracts_committed_seats is
  'Committed seats of the contract''s first line today.';
grant execute on function sales.contracts_committed_seats to tenor_viewer;
--! EndIncluded sales/queries/contracts_committed_seats.sql
--! Included sales/queries/contracts_seat_price.sql
create or replace function sales.contracts_seat_price(contract sales.contracts)
  returns kernel.unit_price
  language sql stable security invoker set search_path to ''
as $$
  select t.unit_price from sales.seat_terms(contract) as t
$$;
comment on function sales.contracts_seat_price is
  'Unit price of the contract''s first line today, for its price interval.';
grant execute on function sales.contracts_seat_price to tenor_viewer;
--! EndIncluded sales/queries/contracts_seat_price.sql
--! Included sales/watches/accounts.sql
-- An account with a running contract is not deleted, nor one that bears a part of a running one.
create or replace function sales.tg_accounts__keep_with_contracts()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from sales.contracts as c
    where c.tenant_id = new.tenant_id and c.account_id = new.id and c.status in ('draft', 'active')
  ) then
    perform kernel.fail('CNFLT', 'The account has contracts that have not ended.', 'account_id');
  elsif exists (
    select from sales.contract_shares as s
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    where s.tenant_id = new.tenant_id and s.account_id = new.id and c.status in ('draft', 'active')
  ) then
    perform kernel.fail('CNFLT', 'The account is covered by contracts that have not ended.',
      'account_id');
  end if;
  return null;
end $$;
comment on function sales.tg_accounts__keep_with_contracts is
  'Refuses to delete an account that has running contracts or bears a part of them.';

create or replace trigger _300_keep_with_contracts after update of deleted_at on customers.accounts
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function sales.tg_accounts__keep_with_contracts();
--! EndIncluded sales/watches/accounts.sql
--! EndIncluded sales/index.sql
--! Included billing/index.sql
--! Included billing/schema.sql
create schema if not exists billing;
comment on schema billing is 'What is owed: invoices, their items, numbers and documents.';
grant usage on schema billing to tenor_tenant;
--! EndIncluded billing/schema.sql
--! Included billing/types/preview_item.sql
do $$
begin
  if to_regtype('billing.preview_item') is null then
    create type billing.preview_item as (
      line_id uuid,
      account_id uuid,
      product_id uuid,
      kind text,
      description text,
      period_start date,
      period_end date,
      quantity numeric,
      unit_price numeric,
      amount kernel.amount,
      discount kernel.amount,
      tax kernel.amount
    );
  end if;
end $$;
comment on type billing.preview_item is 'An item as it would be billed.';
--! EndIncluded billing/types/preview_item.sql
--! Included billing/types/previewed_invoice.sql
do $$
begin
  if to_regtype('billing.previewed_invoice') is null then
    create type billing.previewed_invoice as (
      issue_date date,
      due_date date,
      period_start date,
      period_end date,
      subtotal kernel.amount,
      discount kernel.amount,
      tax kernel.amount,
      total kernel.amount,
      items billing.preview_item[]
    );
  end if;
end $$;
comment on type billing.previewed_invoice is 'An invoice as it would be made.';
--! EndIncluded billing/types/previewed_invoice.sql
--! Included billing/types/invoice_preview.sql
do $$
begin
  if to_regtype('billing.invoice_preview') is null then
    create type billing.invoice_preview as (
      contract_id uuid,
      account_id uuid,
      as_of date,
      currency text,
      subtotal kernel.amount,
      discount kernel.amount,
      tax kernel.amount,
      total kernel.amount,
      invoices billing.previewed_invoice[]
    );
  end if;
end $$;
comment on type billing.invoice_preview is 'What a contract would be billed until a day.';
--! EndIncluded billing/types/invoice_preview.sql
--! Included billing/types/levied_tax.sql
do $$
begin
  if to_regtype('billing.levied_tax') is null then
    create type billing.levied_tax as (
      item_id uuid,
      place int,
      jurisdiction text,
      name text,
      kind text,
      rate numeric,
      treatment text,
      note text,
      taxable numeric,
      amount numeric
    );
  end if;
end $$;
comment on type billing.levied_tax is 'A tax of an item, in minor units.';
--! EndIncluded billing/types/levied_tax.sql
--! Included billing/types/item_discount.sql
do $$
begin
  if to_regtype('billing.item_discount') is null then
    create type billing.item_discount as (
      item_id uuid,
      contract_discount_id uuid,
      "position" int,
      amount numeric
    );
  end if;
end $$;
comment on type billing.item_discount is 'What a discount of its contract takes off an item.';
--! EndIncluded billing/types/item_discount.sql
--! Included billing/types/item_sum.sql
do $$
begin
  if to_regtype('billing.item_sum') is null then
    create type billing.item_sum as (
      item_id uuid,
      invoice_id uuid,
      amount numeric,
      discount numeric,
      tax numeric
    );
  end if;
end $$;
comment on type billing.item_sum is 'What an item comes to, after discounts and with its tax.';
--! EndIncluded billing/types/item_sum.sql
--! Included billing/types/billable.sql
do $$
begin
  if to_regtype('billing.billable') is null then
    create type billing.billable as (
      invoice_id uuid,
      item_id uuid,
      adjustment_id uuid,
      contract_id uuid,
      line_id uuid,
      terms_id uuid,
      account_id uuid,
      product_id uuid,
      "position" int,
      kind text,
      description text,
      whole_period daterange,
      period daterange,
      quantity numeric,
      unit_price numeric,
      intervals numeric,
      rated numeric,
      share_weight numeric,
      amount numeric,
      discount numeric,
      piece_quantity numeric,
      piece_amount numeric,
      piece_discount numeric
    );
  end if;
end $$;
comment on type billing.billable is
  'A charge or an adjustment, or an account''s share of one, on its way to an invoice. What the '
  'whole of it costs stands with its first share alone.';
--! EndIncluded billing/types/billable.sql
--! Included billing/types/billable_invoice.sql
do $$
begin
  if to_regtype('billing.billable_invoice') is null then
    create type billing.billable_invoice as (
      id uuid,
      contract_id uuid,
      account_id uuid,
      currency text,
      issue_date date,
      due_date date,
      time_zone text,
      service_period daterange,
      billing_type text,
      purchase_order_number text,
      is_limited boolean
    );
  end if;
end $$;
comment on type billing.billable_invoice is
  'An invoice about to be made; contract_id is null if it bills several; is_limited if a credit '
  'limit or a purchase order bears on it.';
--! EndIncluded billing/types/billable_invoice.sql
--! Included billing/types/billing_outcome.sql
do $$
begin
  if to_regtype('billing.billing_outcome') is null then
    create type billing.billing_outcome as (
      contract_id uuid, invoice_id uuid, code text, message text);
  end if;
end $$;
comment on type billing.billing_outcome is
  'What became of a contract''s due: an invoice, or the error code and sentence of the refusal.';
--! EndIncluded billing/types/billing_outcome.sql
--! Included billing/types/settlement.sql
do $$
begin
  if to_regtype('billing.settlement') is null then
    create type billing.settlement as (invoice_id uuid, amount numeric, settled_on date);
  end if;
end $$;
comment on type billing.settlement is 'That so much of an invoice was paid on a day.';
--! EndIncluded billing/types/settlement.sql
--! Included billing/types/invoice_item_input.sql
do $$
begin
  if to_regtype('billing.invoice_item_input') is null then
    create type billing.invoice_item_input as (
      product_id uuid,
      account_id uuid,
      description text,
      quantity numeric,
      unit_price numeric,
      discount numeric,
      tax numeric,
      period_start date,
      period_end date
    );
  end if;
end $$;
comment on type billing.invoice_item_input is
  'An item of a manual invoice; quantity is 1 if left out, discount 0; tax is '
  'reckoned unless it is given.';
--! EndIncluded billing/types/invoice_item_input.sql
--! Included billing/types/credit_note_line_input.sql
do $$
begin
  if to_regtype('billing.credit_note_line_input') is null then
    create type billing.credit_note_line_input as (item_id uuid, net kernel.amount);
  end if;
end $$;
comment on type billing.credit_note_line_input is
  'What is credited of an invoice item, before tax; without an amount all that it has left.';
--! EndIncluded billing/types/credit_note_line_input.sql
--! Included billing/types/balance_change.sql
do $$
begin
  if to_regtype('billing.balance_change') is null then
    create type billing.balance_change as (
      account_id uuid,
      currency text,
      balance numeric,
      refund_due numeric
    );
  end if;
end $$;
comment on type billing.balance_change is
  'What an account is to get: credit to be used, or to be paid back.';
--! EndIncluded billing/types/balance_change.sql
--! Included billing/types/schedule_entry.sql
do $$
begin
  if to_regtype('billing.schedule_entry') is null then
    create type billing.schedule_entry as (
      line_id uuid,
      period_start date,
      period_end date,
      bill_on date,
      quantity numeric,
      unit_price numeric,
      amount kernel.amount,
      discount kernel.amount,
      invoice_id uuid
    );
  end if;
end $$;
comment on type billing.schedule_entry is 'What a contract bills for some days, and where it did.';
--! EndIncluded billing/types/schedule_entry.sql
--! Included billing/types/invoice_mail.sql
do $$
begin
  if to_regtype('billing.invoice_mail') is null then
    create type billing.invoice_mail as (
      message_id uuid,
      template text,
      "to" text[],
      cc text[],
      reply_to text,
      from_name text
    );
  end if;
end $$;
comment on type billing.invoice_mail is 'A mail that waits to go out with its invoice.';
--! EndIncluded billing/types/invoice_mail.sql
--! Included billing/types/amendment_line.sql
do $$
begin
  if to_regtype('billing.amendment_line') is null then
    create type billing.amendment_line as (
      line_id uuid,
      kind text,
      period_start date,
      period_end date,
      quantity numeric,
      unit_price numeric,
      amount kernel.amount,
      discount kernel.amount
    );
  end if;
end $$;
comment on type billing.amendment_line is
  'What an amendment gives back (credit) or bills (charge) for days that were billed already.';
--! EndIncluded billing/types/amendment_line.sql
--! Included billing/types/amendment_result.sql
do $$
begin
  if to_regtype('billing.amendment_result') is null then
    create type billing.amendment_result as (
      amendment sales.amendments,
      currency text,
      lines billing.amendment_line[],
      subtotal kernel.amount,
      discount kernel.amount,
      tax kernel.amount,
      total kernel.amount,
      invoice_id uuid
    );
  end if;
end $$;
comment on type billing.amendment_result is
  'An amendment and what it costs for days that were billed already; what is billed later follows '
  'the new terms by itself. The invoice is null while its lines wait for the next one.';
--! EndIncluded billing/types/amendment_result.sql
--! Included billing/types/pending_adjustment.sql
do $$
begin
  if to_regtype('billing.pending_adjustment') is null then
    create type billing.pending_adjustment as (
      adjustment_id uuid,
      amendment_id uuid,
      kind text,
      contract_id uuid,
      line_id uuid,
      terms_id uuid,
      account_id uuid,
      product_id uuid,
      "position" int,
      description text,
      pricing_model text,
      price_interval text,
      whole_period daterange,
      line_period daterange,
      period daterange,
      bill_on date,
      quantity numeric,
      unit_price numeric,
      intervals numeric,
      rated numeric,
      amount numeric,
      discount numeric
    );
  end if;
end $$;
comment on type billing.pending_adjustment is
  'An adjustment that waits to be billed, in the shape of a charge of its line.';
--! EndIncluded billing/types/pending_adjustment.sql
--! Included billing/types/exposure.sql
do $$
begin
  if to_regtype('billing.exposure') is null then
    create type billing.exposure as (
      account_id uuid,
      currency text,
      scope text,
      receivables kernel.amount,
      drafts kernel.amount,
      unapplied_cash kernel.amount,
      exposure kernel.amount,
      credit_limit kernel.amount,
      available kernel.amount
    );
  end if;
end $$;
comment on type billing.exposure is
  'What an account, or its subtree, owes or is about to owe, beside its credit limit.';
comment on column billing.exposure.account_id is 'The account.';
comment on column billing.exposure.currency is 'Currency of the account; others do not count.';
comment on column billing.exposure.scope is 'account or subtree: whose debts are counted.';
comment on column billing.exposure.receivables is 'Balances of issued invoices.';
comment on column billing.exposure.drafts is 'Totals of drafts.';
comment on column billing.exposure.unapplied_cash is 'Money received that no invoice has got yet.';
comment on column billing.exposure.exposure is 'receivables + drafts - unapplied cash.';
comment on column billing.exposure.credit_limit is 'Most it may be; null is no limit.';
comment on column billing.exposure.available is 'credit limit - exposure; null without a limit.';
--! EndIncluded billing/types/exposure.sql
--! Included billing/types/credit_standing.sql
do $$
begin
  if to_regtype('billing.credit_standing') is null then
    create type billing.credit_standing as (
      account_id uuid,
      currency text,
      scope text,
      credit_limit kernel.amount,
      exposure kernel.amount,
      available kernel.amount,
      receivables kernel.amount,
      drafts kernel.amount,
      unapplied_cash kernel.amount,
      on_hold boolean,
      hold_reason text
    );
  end if;
end $$;
comment on type billing.credit_standing is 'What an account may still be billed on credit.';
comment on column billing.credit_standing.account_id is 'The account.';
comment on column billing.credit_standing.currency is
  'Currency of the account; what is owed in others does not count.';
comment on column billing.credit_standing.scope is
  'Whose debts the limit counts: account or subtree.';
comment on column billing.credit_standing.credit_limit is 'Its own limit; null is none.';
comment on column billing.credit_standing.exposure is 'receivables + drafts - unapplied cash.';
comment on column billing.credit_standing.available is
  'What may be invoiced until the first limit is reached: its own, or one of an account above that '
  'counts its subtree. Null if nothing limits it, below zero if a limit is exceeded.';
comment on column billing.credit_standing.receivables is 'Balances of issued invoices.';
comment on column billing.credit_standing.drafts is 'Totals of drafts.';
comment on column billing.credit_standing.unapplied_cash is
  'Money received that no invoice has got yet.';
comment on column billing.credit_standing.on_hold is 'Whether no new invoice is made for it.';
comment on column billing.credit_standing.hold_reason is 'Why it was last held or released.';
--! EndIncluded billing/types/credit_standing.sql
--! Included billing/types/invoice_request.sql
do $$
begin
  if to_regtype('billing.invoice_request') is null then
    create type billing.invoice_request as (
      id uuid,
      account_id uuid,
      contract_id uuid,
      purchase_order_number text,
      currency text,
      amount numeric,
      issue_date date
    );
  end if;
end $$;
comment on type billing.invoice_request is 'An invoice that shall be made.';
comment on column billing.invoice_request.id is 'The invoice.';
comment on column billing.invoice_request.account_id is 'Who pays.';
comment on column billing.invoice_request.contract_id is 'The contract that it bills, if any.';
comment on column billing.invoice_request.purchase_order_number is 'The order that it names.';
comment on column billing.invoice_request.currency is 'ISO 4217.';
comment on column billing.invoice_request.amount is 'Its total, with tax.';
comment on column billing.invoice_request.issue_date is 'The day on which it is issued.';
--! EndIncluded billing/types/invoice_request.sql
--! Included billing/types/invoice_admission.sql
do $$
begin
  if to_regtype('billing.invoice_admission') is null then
    create type billing.invoice_admission as (
      id uuid,
      purchase_order_id uuid,
      drawn_amount kernel.amount,
      code text,
      message text
    );
  end if;
end $$;
comment on type billing.invoice_admission is 'Whether an invoice may be made.';
comment on column billing.invoice_admission.id is 'The invoice.';
comment on column billing.invoice_admission.purchase_order_id is
  'The order on which it draws, if it names one that is entered.';
comment on column billing.invoice_admission.drawn_amount is 'How much it has drawn.';
comment on column billing.invoice_admission.code is
  'Error code of the refusal: CRHLD, POEXH, POEXP, PONAP, POREQ or NORAT; null if it may be made.';
comment on column billing.invoice_admission.message is 'The refusal in words.';
--! EndIncluded billing/types/invoice_admission.sql
--! Included billing/types/credit_refusal.sql
do $$
begin
  if to_regtype('billing.credit_refusal') is null then
    create type billing.credit_refusal as (
      id uuid, account_id uuid, message text, is_over_limit boolean
    );
  end if;
end $$;
comment on type billing.credit_refusal is 'That an invoice may not be made on credit.';
comment on column billing.credit_refusal.id is 'The invoice.';
comment on column billing.credit_refusal.account_id is 'Who would pay.';
comment on column billing.credit_refusal.message is 'The refusal in words.';
comment on column billing.credit_refusal.is_over_limit is
  'Whether a limit would be exceeded; else the account is on hold already.';
--! EndIncluded billing/types/credit_refusal.sql
--! Included billing/internal/tg_invoices__draw_order.sql
-- A draft holds its total of the purchase order that it names, whoever changes it: items, tax, or
-- the number itself. A void invoice gives back what it still holds. New invoices that come with an
-- order have drawn already.
create or replace function billing.tg_invoices__draw_order()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_wanted numeric := greatest(new.subtotal - new.discount + new.tax, 0);
  v_renamed boolean := new.purchase_order_number is distinct from old.purchase_order_number;
  v_draw sales.judged_draw;
begin
  if new.status = 'void' or v_renamed then
    perform sales.return_to_purchase_orders(array[
      (old.purchase_order_id, old.drawn_amount)::sales.purchase_order_return]);
    new.drawn_amount := 0;
  end if;
  if v_renamed then
    new.purchase_order_id := null;
  end if;
  if new.status = 'void' or (not v_renamed and new.purchase_order_id is null) then
    return new;
  end if;

  if v_wanted < new.drawn_amount then
    perform sales.return_to_purchase_orders(array[
      (new.purchase_order_id, new.drawn_amount - v_wanted)::sales.purchase_order_return]);
  else
    v_draw := billing.draw_order(new, v_wanted - new.drawn_amount);
    new.purchase_order_id := v_draw.purchase_order_id;
  end if;
  new.drawn_amount := case when new.purchase_order_id is null then 0 else v_wanted end;
  return new;
end $$;
comment on function billing.tg_invoices__draw_order is
  'Keeps what an invoice holds of its purchase order in step with its total.';
--! EndIncluded billing/internal/tg_invoices__draw_order.sql
--! Included billing/internal/tg_invoices__keep_issued.sql
create or replace function billing.tg_invoices__keep_issued()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if (new.invoice_number, new.account_id, new.contract_id, new.purchase_order_number,
      new.purchase_order_id, new.billing_type, new.currency, new.issue_date, new.due_date,
      new.time_zone, new.service_period, new.subtotal, new.discount, new.tax, new.notes)
    is distinct from
     (old.invoice_number, old.account_id, old.contract_id, old.purchase_order_number,
      old.purchase_order_id, old.billing_type, old.currency, old.issue_date, old.due_date,
      old.time_zone, old.service_period, old.subtotal, old.discount, old.tax, old.notes) then
    perform kernel.fail('TRANS',
      format('The invoice is %s; only a draft can be edited.', old.status));
  end if;
  return new;
end $$;
comment on function billing.tg_invoices__keep_issued is
  'Refuses to change what a finalised invoice says.';
--! EndIncluded billing/internal/tg_invoices__keep_issued.sql
--! Included billing/internal/tg__totals_add_up.sql
-- Looks once, when a statement is done: header and items may be written by the same statement, and
-- neither can be written without the other.
create or replace function billing.tg__totals_add_up()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice_ids uuid[];
  v_wrong text;
begin
  if tg_table_name = 'invoices' then
    v_invoice_ids := array(select distinct c.id from changed_rows as c);
  else
    v_invoice_ids := array(select distinct c.invoice_id from changed_rows as c);
  end if;
  select i.invoice_number into v_wrong
  from billing.invoices as i
  left join lateral (
    select sum(item.amount) as amount, sum(item.discount) as discount, sum(item.tax) as tax
    from billing.invoice_items as item
    where item.tenant_id = i.tenant_id and item.invoice_id = i.id
  ) as items on true
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = any(v_invoice_ids)
    and (i.subtotal, i.discount, i.tax) is distinct from
      (coalesce(items.amount, 0), coalesce(items.discount, 0), coalesce(items.tax, 0))
  limit 1;
  if found then
    raise exception 'The items of invoice % do not add up to its totals.', v_wrong;
  end if;
  return null;
end $$;
comment on function billing.tg__totals_add_up is 'Refuses invoices whose items do not add up.';
--! EndIncluded billing/internal/tg__totals_add_up.sql
--! Included billing/internal/tg_invoice_items__of_drafts.sql
-- After the statement: items of drafts alone may change, and the header must follow. Of an invoice
-- that is issued as it is made, the items come first.
create or replace function billing.tg_invoice_items__of_drafts()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_status text;
begin
  select i.status into v_status
  from (select distinct c.tenant_id, c.invoice_id from changed_rows as c) as touched
  join billing.invoices as i on i.tenant_id = touched.tenant_id and i.id = touched.invoice_id
  where i.status <> 'draft'
  limit 1;
  if found then
    perform kernel.fail('TRANS',
      format('The invoice is %s; only a draft can be edited.', v_status));
  end if;
  return null;
end $$;
comment on function billing.tg_invoice_items__of_drafts is
  'Refuses to change items of an invoice that is no draft.';
--! EndIncluded billing/internal/tg_invoice_items__of_drafts.sql
--! Included billing/internal/tg_invoices__keep_credited.sql
-- An amendment that gave days of an invoice back counts on it: without the invoice, the credit
-- would give back what nobody paid.
create or replace function billing.tg_invoices__keep_credited()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from billing.adjustments as a
    where a.tenant_id = new.tenant_id and a.credited_invoice_id = new.id
  ) then
    perform kernel.fail('TRANS', 'An amendment gave days of the invoice back; credit the rest.',
      'invoice_id');
  end if;
  return new;
end $$;
comment on function billing.tg_invoices__keep_credited is
  'Refuses to void an invoice of which an amendment gave days back.';
--! EndIncluded billing/internal/tg_invoices__keep_credited.sql
--! Included billing/internal/tg_invoices__release_adjustments.sql
create or replace function billing.tg_invoices__release_adjustments()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  update billing.adjustments as a
  set invoice_id = null
  where a.tenant_id = new.tenant_id and a.invoice_id = new.id;
  return null;
end $$;
comment on function billing.tg_invoices__release_adjustments is
  'The adjustments of a voided invoice wait for the next one.';
--! EndIncluded billing/internal/tg_invoices__release_adjustments.sql
--! Included billing/internal/tg_invoice_items__keep_credited.sql
create or replace function billing.tg_invoice_items__keep_credited()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from changed_rows as item
    join billing.adjustments as a
      on a.tenant_id = item.tenant_id and a.credited_invoice_id = item.invoice_id
      and a.line_id = item.contract_line_id and a.period && item.service_period
  ) then
    perform kernel.fail('TRANS', 'An amendment gave days of the item back.', 'item_id');
  end if;
  return null;
end $$;
comment on function billing.tg_invoice_items__keep_credited is
  'Refuses to take an item off an invoice of which an amendment gave days back.';
--! EndIncluded billing/internal/tg_invoice_items__keep_credited.sql
--! Included billing/internal/tg_adjustments__wait_again.sql
-- Its day has passed: the next run bills it.
create or replace function billing.tg_adjustments__wait_again()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  update billing.billing_schedules as s
  set next_bill_on = least(s.next_bill_on, greatest(new.bill_on, tenancy.today()))
  where s.tenant_id = new.tenant_id and s.contract_id = new.contract_id;
  return null;
end $$;
comment on function billing.tg_adjustments__wait_again is
  'Schedules an adjustment that was taken off its invoice.';
--! EndIncluded billing/internal/tg_adjustments__wait_again.sql
--! Included billing/tables/invoices.sql
-- A draft can be edited; a finalised invoice only moves through its states. Its sums are generated
-- or checked, never merely conventional.
create table if not exists billing.invoices (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  invoice_number text not null,
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
  paid_amount kernel.amount not null,
  credited_amount kernel.amount not null,
  balance kernel.amount not null generated always as
    (subtotal - discount + tax - paid_amount - credited_amount) stored,
  paid_date date,
  finalized_at timestamptz,
  sent_at timestamptz,
  voided_at timestamptz,
  void_reason text,
  written_off_at timestamptz,
  write_off_reason text,
  notes text,
  internal_notes text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint invoices_number_key unique (tenant_id, invoice_number),
  constraint invoices_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint invoices_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint invoices_purchase_order_fkey
    foreign key (tenant_id, purchase_order_id) references sales.purchase_orders (tenant_id, id),
  constraint invoices_drawn_amount_check
    check (drawn_amount >= 0 and (drawn_amount = 0 or purchase_order_id is not null)),
  constraint invoices_status_check check (status in (
    'draft', 'open', 'partially_paid', 'paid', 'overdue', 'void', 'uncollectible')),
  constraint invoices_billing_type_check
    check (billing_type in ('recurring', 'one_time', 'adjustment')),
  constraint invoices_currency_check check (kernel.is_currency(currency)),
  constraint invoices_due_after_issue_check check (due_date >= issue_date),
  constraint invoices_paid_at_most_total_check check (
    paid_amount >= 0 and credited_amount >= least(subtotal - discount + tax, 0)
    and (paid_amount + credited_amount <= subtotal - discount + tax
      or paid_amount + credited_amount = 0)),
  constraint invoices_draft_is_unposted_check check (
    (status = 'draft') <= (finalized_at is null and sent_at is null and paid_amount = 0)),
  constraint invoices_issued_has_finalized_at_check
    check (status in ('draft', 'void') or finalized_at is not null),
  constraint invoices_paid_has_no_balance_check check (
    (status = 'paid') <= (subtotal - discount + tax - paid_amount - credited_amount <= 0)),
  constraint invoices_void_has_reason_check check ((status = 'void') = (voided_at is not null)),
  constraint invoices_written_off_has_reason_check check (
    (status = 'uncollectible') = (written_off_at is not null and write_off_reason is not null)),
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
create index if not exists invoices_due_date_idx on billing.invoices (tenant_id, due_date);
create index if not exists invoices_purchase_order_idx
  on billing.invoices (tenant_id, purchase_order_id) where purchase_order_id is not null;
-- Payments are matched by what is still open, oldest due first; exposure is the sum of it and of
-- drafts.
create index if not exists invoices_unsettled_idx
  on billing.invoices (tenant_id, account_id, due_date) include (status, currency, balance)
  where status in ('draft', 'open', 'partially_paid', 'overdue');
comment on table billing.invoices is 'Invoices, from draft to paid.';
comment on column billing.invoices.tenant_id is 'The tenant.';
comment on column billing.invoices.id is 'Identifies the invoice.';
comment on column billing.invoices.invoice_number is 'From the tenant''s series, without gaps.';
comment on column billing.invoices.account_id is 'Who pays.';
comment on column billing.invoices.contract_id is 'The contract it bills, if any.';
comment on column billing.invoices.purchase_order_number is 'The customer''s order.';
comment on column billing.invoices.purchase_order_id is
  'That order, if it is entered; else the number is only a text.';
comment on column billing.invoices.drawn_amount is
  'What it has drawn of the order and not given back.';
comment on column billing.invoices.status is
  'draft, open, partially_paid, paid, overdue, void or uncollectible.';
comment on column billing.invoices.billing_type is 'recurring, one_time or adjustment.';
comment on column billing.invoices.currency is 'ISO 4217; of all its amounts.';
comment on column billing.invoices.issue_date is 'The day on which it is issued.';
comment on column billing.invoices.due_date is 'The last day on which it is paid in time.';
comment on column billing.invoices.time_zone is 'Where its days begin: the account''s time zone.';
comment on column billing.invoices.service_period is 'The days that it bills, half-open.';
comment on column billing.invoices.subtotal is 'Sum of its items before discount and tax.';
comment on column billing.invoices.discount is 'Sum of its items'' discounts.';
comment on column billing.invoices.tax is 'Sum of its items'' tax.';
comment on column billing.invoices.total is 'subtotal - discount + tax.';
comment on column billing.invoices.paid_amount is 'Payments applied to it.';
comment on column billing.invoices.credited_amount is
  'Credit notes, and balance of the account, applied to it; below zero what an invoice below '
  'zero gave to the balance.';
comment on column billing.invoices.balance is 'What is still owed: total - paid - credited.';
comment on column billing.invoices.paid_date is 'When its balance became zero.';
comment on column billing.invoices.finalized_at is 'When it was finalised and posted.';
comment on column billing.invoices.sent_at is 'When it was first mailed.';
comment on column billing.invoices.voided_at is 'When it was voided.';
comment on column billing.invoices.void_reason is 'Why it was voided.';
comment on column billing.invoices.written_off_at is 'When what was owed was written off.';
comment on column billing.invoices.write_off_reason is 'Why it was written off.';
comment on column billing.invoices.notes is 'Notes to the customer, printed.';
comment on column billing.invoices.internal_notes is 'Notes for colleagues, never printed.';
comment on column billing.invoices.metadata is 'Your own fields.';
comment on column billing.invoices.created_at is 'When it was made.';
comment on column billing.invoices.updated_at is 'When it last changed.';
comment on constraint invoices_account_fkey on billing.invoices is 'No account has this id.';
comment on constraint invoices_contract_fkey on billing.invoices is 'No contract has this id.';
comment on constraint invoices_purchase_order_fkey on billing.invoices is
  'No purchase order has this id.';
comment on constraint invoices_drawn_amount_check on billing.invoices is
  'Only an order that is entered can be drawn on.';
comment on constraint invoices_currency_check on billing.invoices is
  'The currency is no ISO 4217 code in use.';
comment on constraint invoices_due_after_issue_check on billing.invoices is
  'The due date lies before the issue date.';
comment on constraint invoices_paid_at_most_total_check on billing.invoices is
  'No more can be paid or credited than the invoice''s total.';
comment on constraint invoices_written_off_has_reason_check on billing.invoices is
  'A write-off says when and why.';
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
grant update (due_date, purchase_order_number, notes, internal_notes, metadata)
  on billing.invoices to tenor_finance;
-- No delete: a number that was given stays.

create or replace trigger _100_touch before update on billing.invoices
  for each row execute function tenancy.tg__touch();
create or replace trigger _200_draw_order before update on billing.invoices
  for each row
  when (old.status = 'draft' and (new.purchase_order_number is distinct from
      old.purchase_order_number
      or new.purchase_order_id is not null
        and (new.subtotal, new.discount, new.tax) is distinct from
          (old.subtotal, old.discount, old.tax))
    or new.status = 'void' and old.status <> 'void' and old.drawn_amount > 0)
  execute function billing.tg_invoices__draw_order();
create or replace trigger _300_keep_issued before update on billing.invoices
  for each row when (old.status <> 'draft')
  execute function billing.tg_invoices__keep_issued();
create or replace trigger _300_keep_credited before update of status on billing.invoices
  for each row when (new.status = 'void' and old.status <> 'void')
  execute function billing.tg_invoices__keep_credited();
create or replace trigger _310_totals_insert after insert on billing.invoices
  referencing new table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
create or replace trigger _310_totals_update after update on billing.invoices
  referencing new table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
create or replace trigger _500_release_adjustments after update of status on billing.invoices
  for each row when (new.status = 'void' and old.status <> 'void')
  execute function billing.tg_invoices__release_adjustments();
select audit.watch('billing.invoices');
--! EndIncluded billing/tables/invoices.sql
--! Included billing/tables/adjustments.sql
-- What an amendment changes of days that were billed already: a credit for what is given back, a
-- charge for what takes its place. They wait for the next invoice of the contract; when that is
-- voided or they are taken off it, they wait again. So each is billed once, whatever happens.
create table if not exists billing.adjustments (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  line_id uuid not null,
  terms_id uuid,
  amendment_id uuid not null,
  account_id uuid not null,
  kind text not null,
  period daterange not null,
  whole_period daterange not null,
  quantity numeric not null,
  unit_price numeric,
  intervals numeric not null,
  rated numeric not null,
  amount kernel.amount not null,
  discount kernel.amount not null,
  currency text not null,
  bill_on date not null,
  credited_invoice_id uuid,
  invoice_id uuid,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint adjustments_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint adjustments_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id),
  constraint adjustments_amendment_fkey
    foreign key (tenant_id, amendment_id) references sales.amendments (tenant_id, id),
  constraint adjustments_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint adjustments_credited_invoice_fkey
    foreign key (tenant_id, credited_invoice_id) references billing.invoices (tenant_id, id),
  constraint adjustments_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
    deferrable initially deferred,
  constraint adjustments_kind_check check (kind in ('credit', 'charge')),
  constraint adjustments_sign_check check (
    case kind when 'credit' then amount <= discount and discount <= 0
      else amount >= discount and discount >= 0 end)
);
create index if not exists adjustments_contract_idx
  on billing.adjustments (tenant_id, contract_id);
create index if not exists adjustments_line_idx on billing.adjustments (tenant_id, line_id);
create index if not exists adjustments_amendment_idx
  on billing.adjustments (tenant_id, amendment_id);
create index if not exists adjustments_account_idx on billing.adjustments (tenant_id, account_id);
create index if not exists adjustments_credited_invoice_idx
  on billing.adjustments (tenant_id, credited_invoice_id);
create index if not exists adjustments_invoice_idx
  on billing.adjustments (tenant_id, invoice_id);
-- A run asks many contracts what waits; few have anything.
create index if not exists adjustments_pending_idx
  on billing.adjustments (tenant_id, contract_id, bill_on) where invoice_id is null;
comment on table billing.adjustments is
  'Credits and charges by which amendments change what was billed.';
comment on column billing.adjustments.tenant_id is 'The tenant.';
comment on column billing.adjustments.id is 'Identifies the adjustment.';
comment on column billing.adjustments.contract_id is 'The contract.';
comment on column billing.adjustments.line_id is 'The contract line.';
comment on column billing.adjustments.terms_id is
  'The version of the line''s terms that priced a charge.';
comment on column billing.adjustments.amendment_id is 'The amendment.';
comment on column billing.adjustments.account_id is 'The account that the line serves.';
comment on column billing.adjustments.kind is
  'credit: days given back; charge: days billed by new terms.';
comment on column billing.adjustments.period is 'The days, half-open.';
comment on column billing.adjustments.whole_period is
  'The whole period around them, whose days share the price.';
comment on column billing.adjustments.quantity is 'How many.';
comment on column billing.adjustments.unit_price is 'Price of one for the price''s interval.';
comment on column billing.adjustments.intervals is
  'Intervals of the price in the whole period: 12 for a monthly price billed by the year.';
comment on column billing.adjustments.rated is 'Exact price of the quantity for one interval.';
comment on column billing.adjustments.amount is
  'What it costs before discount; credits are below zero.';
comment on column billing.adjustments.discount is 'Discount on it, with the sign of the amount.';
comment on column billing.adjustments.currency is 'ISO 4217.';
comment on column billing.adjustments.bill_on is 'From this day on it is billed.';
comment on column billing.adjustments.credited_invoice_id is
  'The invoice whose days a credit gives back, if an invoice billed them directly.';
comment on column billing.adjustments.invoice_id is
  'The invoice that bills it; null while it waits.';
comment on column billing.adjustments.created_at is 'When it was made.';

-- Who may touch it: members read; billing writes.
alter table billing.adjustments enable row level security;
alter table billing.adjustments force row level security;
drop policy if exists tenant_isolation on billing.adjustments;
create policy tenant_isolation on billing.adjustments as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.adjustments;
create policy owner_all on billing.adjustments to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.adjustments;
create policy select_member on billing.adjustments for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.adjustments to tenor_viewer;

create or replace trigger _500_wait_again after update of invoice_id on billing.adjustments
  for each row when (old.invoice_id is not null and new.invoice_id is null)
  execute function billing.tg_adjustments__wait_again();
select audit.watch('billing.adjustments');
--! EndIncluded billing/tables/adjustments.sql
--! Included billing/tables/invoice_items.sql
-- What an invoice bills, rounded once per row. Sums of items are the invoice's sums.
create table if not exists billing.invoice_items (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  invoice_id uuid not null,
  "position" int not null,
  account_id uuid not null,
  contract_line_id uuid,
  contract_line_terms_id uuid,
  product_id uuid,
  adjustment_id uuid,
  kind text not null default 'manual',
  description text not null,
  service_period daterange,
  whole_period daterange,
  quantity kernel.quantity not null default 1,
  unit_price numeric,
  intervals numeric,
  rated numeric,
  share_weight numeric,
  amount kernel.amount not null,
  discount kernel.amount not null,
  tax kernel.amount not null,
  is_tax_fixed boolean not null default false,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint invoice_items_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
    deferrable initially deferred,
  constraint invoice_items_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint invoice_items_contract_line_fkey
    foreign key (tenant_id, contract_line_id) references sales.contract_lines (tenant_id, id),
  constraint invoice_items_product_fkey
    foreign key (tenant_id, product_id) references catalog.products (tenant_id, id),
  constraint invoice_items_adjustment_fkey
    foreign key (tenant_id, adjustment_id) references billing.adjustments (tenant_id, id),
  constraint invoice_items_position_key unique (tenant_id, invoice_id, "position"),
  constraint invoice_items_kind_check
    check (kind in ('recurring', 'one_time', 'manual', 'proration', 'true_up')),
  constraint invoice_items_description_length_check
    check (length(btrim(description)) between 1 and 1000),
  constraint invoice_items_discount_within_amount_check
    check (discount between least(amount, 0) and greatest(amount, 0)),
  constraint invoice_items_unit_price_check check (abs(unit_price) < 1e12)
);
create index if not exists invoice_items_account_idx
  on billing.invoice_items (tenant_id, account_id);
create index if not exists invoice_items_contract_line_idx
  on billing.invoice_items (tenant_id, contract_line_id);
create index if not exists invoice_items_product_idx
  on billing.invoice_items (tenant_id, product_id);
create index if not exists invoice_items_adjustment_idx
  on billing.invoice_items (tenant_id, adjustment_id) where adjustment_id is not null;
comment on table billing.invoice_items is 'The items of invoices.';
comment on column billing.invoice_items.tenant_id is 'The tenant.';
comment on column billing.invoice_items.id is 'Identifies the item.';
comment on column billing.invoice_items.invoice_id is 'The invoice.';
comment on column billing.invoice_items."position" is 'Order on the invoice, from 1.';
comment on column billing.invoice_items.account_id is 'The account that it serves.';
comment on column billing.invoice_items.contract_line_id is 'The contract line it bills, if any.';
comment on column billing.invoice_items.contract_line_terms_id is
  'The version of the line''s terms that priced it.';
comment on column billing.invoice_items.product_id is 'The product, if any.';
comment on column billing.invoice_items.adjustment_id is
  'The adjustment that it bills, if an amendment made one.';
comment on column billing.invoice_items.kind is
  'recurring, one_time, manual, proration or true_up.';
comment on column billing.invoice_items.description is 'As printed.';
comment on column billing.invoice_items.service_period is 'The days it bills, half-open.';
comment on column billing.invoice_items.whole_period is
  'The whole period around them, whose days share the price.';
comment on column billing.invoice_items.quantity is 'How many.';
comment on column billing.invoice_items.unit_price is 'Price of one for the price''s interval.';
comment on column billing.invoice_items.intervals is
  'Intervals of the price in the whole period: 12 for a monthly price billed by the year.';
comment on column billing.invoice_items.rated is
  'The exact price of its quantity for one interval; null for what was entered by hand.';
comment on column billing.invoice_items.share_weight is
  'The weight by which a charge was shared among accounts; null if it was not.';
comment on column billing.invoice_items.amount is 'What it costs before discount and tax.';
comment on column billing.invoice_items.discount is 'Discount on it, with the sign of the amount.';
comment on column billing.invoice_items.tax is 'Tax on what is left after the discount.';
comment on column billing.invoice_items.is_tax_fixed is
  'Whether its tax was given by hand, so that it is not reckoned again.';
comment on column billing.invoice_items.created_at is 'When it was made.';
comment on constraint invoice_items_account_fkey on billing.invoice_items is
  'No account has this id.';
comment on constraint invoice_items_product_fkey on billing.invoice_items is
  'No product has this id.';
comment on constraint invoice_items_description_length_check on billing.invoice_items is
  'A description has 1 to 1,000 characters.';
comment on constraint invoice_items_discount_within_amount_check on billing.invoice_items is
  'A discount lies between zero and the item''s amount.';
comment on constraint invoice_items_unit_price_check on billing.invoice_items is
  'A unit price is a finite number.';

-- Who may touch it: members read; commands write.
alter table billing.invoice_items enable row level security;
alter table billing.invoice_items force row level security;
drop policy if exists tenant_isolation on billing.invoice_items;
create policy tenant_isolation on billing.invoice_items as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.invoice_items;
create policy owner_all on billing.invoice_items to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.invoice_items;
create policy select_member on billing.invoice_items for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.invoice_items;
create policy select_analyst on billing.invoice_items for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.invoice_items to tenor_viewer, tenor_analyst;

create or replace trigger _300_of_drafts_insert after insert on billing.invoice_items
  referencing new table as changed_rows for each statement
  execute function billing.tg_invoice_items__of_drafts();
create or replace trigger _300_of_drafts_update after update on billing.invoice_items
  referencing new table as changed_rows for each statement
  execute function billing.tg_invoice_items__of_drafts();
create or replace trigger _300_of_drafts_delete after delete on billing.invoice_items
  referencing old table as changed_rows for each statement
  execute function billing.tg_invoice_items__of_drafts();
create or replace trigger _300_keep_credited after delete on billing.invoice_items
  referencing old table as changed_rows for each statement
  execute function billing.tg_invoice_items__keep_credited();
create or replace trigger _310_totals_insert after insert on billing.invoice_items
  referencing new table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
create or replace trigger _310_totals_update after update on billing.invoice_items
  referencing new table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
create or replace trigger _310_totals_delete after delete on billing.invoice_items
  referencing old table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
select audit.watch('billing.invoice_items');
--! EndIncluded billing/tables/invoice_items.sql
--! Included billing/tables/item_taxes.sql
-- The taxes of an item, one for each jurisdiction, as the law was on the day of issue. Written with
-- the item and never changed: it says why the item bears the tax it bears.
create table if not exists billing.item_taxes (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  invoice_item_id uuid not null,
  place int not null,
  invoice_id uuid not null,
  jurisdiction text,
  name text,
  kind text,
  rate kernel.percentage not null,
  treatment text not null,
  note text,
  taxable kernel.amount not null,
  amount kernel.amount not null,
  primary key (tenant_id, invoice_item_id, place),
  constraint item_taxes_invoice_item_fkey foreign key (tenant_id, invoice_item_id)
    references billing.invoice_items (tenant_id, id) on delete cascade,
  constraint item_taxes_treatment_check check (treatment in (
    'standard', 'zero_rated', 'exempt', 'reverse_charge', 'not_registered', 'no_rate',
    'no_address')),
  constraint item_taxes_charged_if_standard_check
    check (treatment = 'standard' or (rate = 0 and amount = 0))
);
create index if not exists item_taxes_invoice_idx on billing.item_taxes (tenant_id, invoice_id);
comment on table billing.item_taxes is 'The taxes of invoice items, by jurisdiction.';
comment on column billing.item_taxes.tenant_id is 'The tenant.';
comment on column billing.item_taxes.invoice_item_id is 'The item.';
comment on column billing.item_taxes.place is
  'Order among the taxes of the item, from the country down; from 1.';
comment on column billing.item_taxes.invoice_id is 'The invoice that the item stands on.';
comment on column billing.item_taxes.jurisdiction is
  'Code of the jurisdiction or locality; null if none is known.';
comment on column billing.item_taxes.name is 'Name of the tax or its jurisdiction, as printed.';
comment on column billing.item_taxes.kind is
  'vat, gst, hst, pst, qst or sales; null if no rate is known.';
comment on column billing.item_taxes.rate is
  'Percent that is charged: 0 unless the treatment is standard.';
comment on column billing.item_taxes.treatment is
  'standard, zero_rated, exempt, reverse_charge, not_registered, no_rate or no_address.';
comment on column billing.item_taxes.note is
  'Why nothing is charged, as printed; null if standard.';
comment on column billing.item_taxes.taxable is 'The net on which it is reckoned.';
comment on column billing.item_taxes.amount is 'The tax.';
comment on constraint item_taxes_invoice_item_fkey on billing.item_taxes is
  E'@foreignFieldName taxes\nNo invoice item has this id.';

-- Who may touch it: members and analysts read; billing writes.
alter table billing.item_taxes enable row level security;
alter table billing.item_taxes force row level security;
drop policy if exists tenant_isolation on billing.item_taxes;
create policy tenant_isolation on billing.item_taxes as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.item_taxes;
create policy owner_all on billing.item_taxes to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.item_taxes;
create policy select_member on billing.item_taxes for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.item_taxes;
create policy select_analyst on billing.item_taxes for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.item_taxes to tenor_viewer, tenor_analyst;
--! EndIncluded billing/tables/item_taxes.sql
--! Included billing/internal/tg__credits_add_up.sql
-- The last line of defence: whoever writes a note, by whatever road, locks its invoice here and
-- sees, in the next statement, every note before it.
create or replace function billing.tg__credits_add_up()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_invoice_ids uuid[];
begin
  if tg_table_name = 'credit_notes' then
    v_invoice_ids := array(select c.invoice_id from changed_rows as c);
  else
    v_invoice_ids := array(
      select n.invoice_id
      from changed_rows as c
      join billing.credit_notes as n on n.tenant_id = v_tenant_id and n.id = c.credit_note_id);
  end if;
  perform from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.id = any (v_invoice_ids)
  order by i.id
  for update;

  if exists (
    select from billing.credit_notes as n
    left join billing.credit_note_items as c
      on c.tenant_id = n.tenant_id and c.credit_note_id = n.id
    left join billing.invoice_items as item
      on item.tenant_id = n.tenant_id and item.id = c.invoice_item_id
        and item.invoice_id = n.invoice_id
    where n.tenant_id = v_tenant_id and n.invoice_id = any (v_invoice_ids)
    group by n.id, n.net, n.tax
    having (n.net, n.tax) is distinct from (sum(c.net), sum(c.tax)) or bool_or(item.id is null)
  ) then
    raise exception 'The items of a credit note do not add up to its totals.';
  elsif exists (
    select from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (v_invoice_ids)
      and i.total < (
        select sum(n.total) from billing.credit_notes as n
        where n.tenant_id = i.tenant_id and n.invoice_id = i.id)
  ) or exists (
    select from unnest(v_invoice_ids) as credited (invoice_id)
    cross join lateral billing.creditable_items(credited.invoice_id) as item
    where item.net_left * item.net < 0 or abs(item.net_left) > abs(item.net)
      or item.tax_left * item.tax < 0 or abs(item.tax_left) > abs(item.tax)
  ) then
    perform kernel.fail('OVRAP', 'No more can be credited than the invoice has left.', 'lines');
  end if;
  return null;
end $$;
comment on function billing.tg__credits_add_up is
  'Refuses credit notes that do not add up, or that take back more than there is.';
--! EndIncluded billing/internal/tg__credits_add_up.sql
--! Included billing/tables/credit_notes.sql
-- What an invoice says is taken back in part or in whole. A note has no states and never changes;
-- a wrong one is made good by an invoice. It lowers the invoice's open balance first; the rest goes
-- to the account, to be used or to be paid back.
create table if not exists billing.credit_notes (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  credit_note_number text not null,
  account_id uuid not null,
  invoice_id uuid not null,
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
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint credit_notes_number_key unique (tenant_id, credit_note_number),
  constraint credit_notes_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint credit_notes_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint credit_notes_total_is_positive_check check (net + tax > 0),
  constraint credit_notes_settled_in_full_check check (
    net + tax = applied_to_invoice + to_balance + to_refund
    and applied_to_invoice >= 0 and to_balance >= 0 and to_refund >= 0),
  constraint credit_notes_refunded_as_asked_check
    check (to_refund > 0 or (refunded_on is null and refund_reference is null)),
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
comment on table billing.credit_notes is 'Credit notes on invoices.';
comment on column billing.credit_notes.tenant_id is 'The tenant.';
comment on column billing.credit_notes.id is 'Identifies the credit note.';
comment on column billing.credit_notes.credit_note_number is
  'From a series of their own, without gaps.';
comment on column billing.credit_notes.account_id is 'The account that is credited: who pays.';
comment on column billing.credit_notes.invoice_id is 'The invoice that it corrects.';
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
comment on column billing.credit_notes.created_at is 'When it was made.';
comment on constraint credit_notes_account_fkey on billing.credit_notes is
  'No account has this id.';
comment on constraint credit_notes_invoice_fkey on billing.credit_notes is
  'No invoice has this id.';
comment on constraint credit_notes_number_key on billing.credit_notes is
  'Another credit note has this number.';
comment on constraint credit_notes_total_is_positive_check on billing.credit_notes is
  'A credit note is above zero.';
comment on constraint credit_notes_settled_in_full_check on billing.credit_notes is
  'What the invoice does not take goes to the account.';
comment on constraint credit_notes_refunded_as_asked_check on billing.credit_notes is
  'Nothing of this credit note is to be paid back.';
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

create or replace trigger _310_add_up after insert on billing.credit_notes
  referencing new table as changed_rows for each statement
  execute function billing.tg__credits_add_up();
select audit.watch('billing.credit_notes');
--! EndIncluded billing/tables/credit_notes.sql
--! Included billing/tables/credit_note_items.sql
-- What a credit note takes back of one invoice item, with the tax that goes with it. Both carry the
-- sign of the item: a note on the whole of an invoice takes back its deductions too.
create table if not exists billing.credit_note_items (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  credit_note_id uuid not null,
  invoice_item_id uuid not null,
  net kernel.amount not null,
  tax kernel.amount not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint credit_note_items_once_key unique (tenant_id, credit_note_id, invoice_item_id),
  constraint credit_note_items_credit_note_fkey
    foreign key (tenant_id, credit_note_id) references billing.credit_notes (tenant_id, id),
  constraint credit_note_items_invoice_item_fkey
    foreign key (tenant_id, invoice_item_id) references billing.invoice_items (tenant_id, id)
);
create index if not exists credit_note_items_invoice_item_idx
  on billing.credit_note_items (tenant_id, invoice_item_id);
comment on table billing.credit_note_items is 'The items of credit notes.';
comment on column billing.credit_note_items.tenant_id is 'The tenant.';
comment on column billing.credit_note_items.id is 'Identifies the item.';
comment on column billing.credit_note_items.credit_note_id is 'The credit note.';
comment on column billing.credit_note_items.invoice_item_id is 'The invoice item it takes back.';
comment on column billing.credit_note_items.net is 'How much of it, after discount, before tax.';
comment on column billing.credit_note_items.tax is 'The tax on that.';
comment on column billing.credit_note_items.created_at is 'When it was made.';
comment on constraint credit_note_items_once_key on billing.credit_note_items is
  'The item is named twice.';
comment on constraint credit_note_items_credit_note_fkey on billing.credit_note_items is
  'No credit note has this id.';
comment on constraint credit_note_items_invoice_item_fkey on billing.credit_note_items is
  'No item of this invoice has this id.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table billing.credit_note_items enable row level security;
alter table billing.credit_note_items force row level security;
drop policy if exists tenant_isolation on billing.credit_note_items;
create policy tenant_isolation on billing.credit_note_items as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.credit_note_items;
create policy owner_all on billing.credit_note_items to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.credit_note_items;
create policy select_member on billing.credit_note_items for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.credit_note_items;
create policy select_analyst on billing.credit_note_items for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.credit_note_items to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on billing.credit_note_items for each statement execute function kernel.tg__append_only();
create or replace trigger _310_add_up after insert on billing.credit_note_items
  referencing new table as changed_rows for each statement
  execute function billing.tg__credits_add_up();
select audit.watch('billing.credit_note_items');
--! EndIncluded billing/tables/credit_note_items.sql
--! Included billing/tables/account_balances.sql
-- What an account has to its credit, by currency: from credit notes beyond what was owed. Invoices
-- use up the balance; what is asked back is set apart from it until it is paid back.
create table if not exists billing.account_balances (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  currency text not null,
  balance kernel.amount not null,
  refund_due kernel.amount not null,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint account_balances_account_key unique (tenant_id, account_id, currency),
  constraint account_balances_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint account_balances_currency_check check (kernel.is_currency(currency)),
  constraint account_balances_not_below_zero_check check (balance >= 0 and refund_due >= 0)
);
comment on table billing.account_balances is 'What accounts have to their credit.';
comment on column billing.account_balances.tenant_id is 'The tenant.';
comment on column billing.account_balances.id is 'Identifies the balance.';
comment on column billing.account_balances.account_id is 'The account.';
comment on column billing.account_balances.currency is 'ISO 4217.';
comment on column billing.account_balances.balance is 'What invoices can use.';
comment on column billing.account_balances.refund_due is 'What is to be paid back.';
comment on column billing.account_balances.created_at is 'When it was opened.';
comment on column billing.account_balances.updated_at is 'When it last changed.';
comment on constraint account_balances_account_fkey on billing.account_balances is
  E'@foreignFieldName balances\nNo account has this id.';
comment on constraint account_balances_account_key on billing.account_balances is
  'The account has a balance in this currency.';
comment on constraint account_balances_currency_check on billing.account_balances is
  'The currency is no ISO 4217 code in use.';
comment on constraint account_balances_not_below_zero_check on billing.account_balances is
  'The account''s balance has less left.';

-- Who may touch it: members and analysts read; commands write.
alter table billing.account_balances enable row level security;
alter table billing.account_balances force row level security;
drop policy if exists tenant_isolation on billing.account_balances;
create policy tenant_isolation on billing.account_balances as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.account_balances;
create policy owner_all on billing.account_balances to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.account_balances;
create policy select_member on billing.account_balances for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.account_balances;
create policy select_analyst on billing.account_balances for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.account_balances to tenor_viewer, tenor_analyst;

create or replace trigger _100_touch before update on billing.account_balances
  for each row execute function tenancy.tg__touch();
select audit.watch('billing.account_balances');
--! EndIncluded billing/tables/account_balances.sql
--! Included billing/tables/balance_applications.sql
-- What invoices have used of their account's balance.
create table if not exists billing.balance_applications (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  invoice_id uuid not null,
  amount kernel.amount not null,
  applied_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint balance_applications_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint balance_applications_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint balance_applications_amount_is_positive_check check (amount > 0)
);
create index if not exists balance_applications_account_idx
  on billing.balance_applications (tenant_id, account_id);
create index if not exists balance_applications_invoice_idx
  on billing.balance_applications (tenant_id, invoice_id);
comment on table billing.balance_applications is
  'What invoices have used of the balances of accounts.';
comment on column billing.balance_applications.tenant_id is 'The tenant.';
comment on column billing.balance_applications.id is 'Identifies the application.';
comment on column billing.balance_applications.account_id is 'Whose balance.';
comment on column billing.balance_applications.invoice_id is 'The invoice.';
comment on column billing.balance_applications.amount is 'How much, in the invoice''s currency.';
comment on column billing.balance_applications.applied_on is 'Day from which it counts.';
comment on column billing.balance_applications.created_at is 'When it was applied.';
comment on constraint balance_applications_account_fkey on billing.balance_applications is
  'No account has this id.';
comment on constraint balance_applications_invoice_fkey on billing.balance_applications is
  'No invoice has this id.';
comment on constraint balance_applications_amount_is_positive_check
  on billing.balance_applications is 'An invoice gets an amount above zero.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table billing.balance_applications enable row level security;
alter table billing.balance_applications force row level security;
drop policy if exists tenant_isolation on billing.balance_applications;
create policy tenant_isolation on billing.balance_applications as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.balance_applications;
create policy owner_all on billing.balance_applications to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.balance_applications;
create policy select_member on billing.balance_applications for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.balance_applications;
create policy select_analyst on billing.balance_applications for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.balance_applications to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on billing.balance_applications for each statement execute function kernel.tg__append_only();
select audit.watch('billing.balance_applications');
--! EndIncluded billing/tables/balance_applications.sql
--! Included billing/tables/number_series.sql
-- The last number given, by kind, and by year where the format has one. Its row is locked by who
-- takes numbers until that transaction ends: hence no gaps and no duplicates.
create table if not exists billing.number_series (
  tenant_id uuid not null,
  kind text not null default 'invoice',
  year int not null,
  last_number bigint not null,
  primary key (tenant_id, kind, year),
  constraint number_series_kind_check check (kind in ('invoice', 'credit_note')),
  constraint number_series_last_number_check check (last_number > 0)
);
comment on table billing.number_series is 'Counters of invoice and credit note numbers.';
comment on column billing.number_series.tenant_id is 'The tenant.';
comment on column billing.number_series.kind is 'invoice or credit_note.';
comment on column billing.number_series.year is 'The year counted; 0 where the format has none.';
comment on column billing.number_series.last_number is 'The last number given.';
comment on constraint number_series_kind_check on billing.number_series is
  'Invoices and credit notes are numbered.';

-- Who may touch it: our own functions.
alter table billing.number_series enable row level security;
alter table billing.number_series force row level security;
drop policy if exists tenant_isolation on billing.number_series;
create policy tenant_isolation on billing.number_series as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.number_series;
create policy owner_all on billing.number_series to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
--! EndIncluded billing/tables/number_series.sql
--! Included billing/tables/cash_sources.sql
-- Money of customers that no invoice has got yet lowers what they owe, and lies in higher contexts.
-- They enter a routine here that says it, account by account. Belongs to the house, to no tenant.
create table if not exists billing.cash_sources (
  name text not null primary key,
  routine text not null,
  constraint cash_sources_routine_check check (routine ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table billing.cash_sources is 'Who keeps unapplied cash of customers.';
comment on column billing.cash_sources.name is 'Name of the source.';
comment on column billing.cash_sources.routine is
  'schema.function of account ids, returning (account_id, currency, amount).';

-- Who may touch it: our own functions.
alter table billing.cash_sources enable row level security;
alter table billing.cash_sources force row level security;
drop policy if exists owner_all on billing.cash_sources;
create policy owner_all on billing.cash_sources to tenor_owner using (name is not null);
--! EndIncluded billing/tables/cash_sources.sql
--! Included billing/tables/billed_periods.sql
-- The days of a contract line that are billed, piece by piece, and what they cost. Two pieces
-- cannot hold the same day of a line: the key forbids it, whatever runs at once. A voided invoice
-- gives its days back. An amendment cuts pieces: what is left says what it costs, so that later
-- ones never credit more than that.
create table if not exists billing.billed_periods (
  tenant_id uuid not null,
  line_id uuid not null,
  period daterange not null,
  whole_period daterange not null,
  quantity numeric not null,
  unit_price numeric,
  rated numeric not null,
  amount kernel.amount not null,
  discount kernel.amount not null,
  invoice_id uuid,
  adjustment_id uuid,
  constraint billed_periods_pkey primary key (tenant_id, line_id, period without overlaps),
  constraint billed_periods_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id),
  constraint billed_periods_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
    deferrable initially deferred,
  constraint billed_periods_adjustment_fkey
    foreign key (tenant_id, adjustment_id) references billing.adjustments (tenant_id, id),
  constraint billed_periods_says_where_check check (num_nonnulls(invoice_id, adjustment_id) = 1)
);
create index if not exists billed_periods_invoice_idx
  on billing.billed_periods (tenant_id, invoice_id);
create index if not exists billed_periods_adjustment_idx
  on billing.billed_periods (tenant_id, adjustment_id);
comment on table billing.billed_periods is 'Which days of contract lines are billed, and where.';
comment on column billing.billed_periods.tenant_id is 'The tenant.';
comment on column billing.billed_periods.line_id is 'The contract line.';
comment on column billing.billed_periods.period is 'The billed days, half-open.';
comment on column billing.billed_periods.whole_period is
  'The whole period around them, whose days share the price.';
comment on column billing.billed_periods.quantity is 'How many are billed.';
comment on column billing.billed_periods.unit_price is 'Price of one for the price''s interval.';
comment on column billing.billed_periods.rated is 'Exact price of the quantity for one interval.';
comment on column billing.billed_periods.amount is
  'What these days cost, before discount; falls when an amendment takes days away.';
comment on column billing.billed_periods.discount is 'Discount on it.';
comment on column billing.billed_periods.invoice_id is
  'The invoice they stand on; null if an adjustment bills them.';
comment on column billing.billed_periods.adjustment_id is
  'The adjustment that bills them, on an invoice or with the next one.';
comment on constraint billed_periods_pkey on billing.billed_periods is
  'These days of the contract line are billed already.';

-- Who may touch it: members read; billing writes.
alter table billing.billed_periods enable row level security;
alter table billing.billed_periods force row level security;
drop policy if exists tenant_isolation on billing.billed_periods;
create policy tenant_isolation on billing.billed_periods as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.billed_periods;
create policy owner_all on billing.billed_periods to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
--! EndIncluded billing/tables/billed_periods.sql
--! Included billing/tables/billing_schedules.sql
-- When a contract is to be billed next: one small row a contract, so that what is due comes off an
-- index and is locked by whoever bills it.
create table if not exists billing.billing_schedules (
  tenant_id uuid not null,
  contract_id uuid not null,
  next_bill_on date,
  primary key (tenant_id, contract_id),
  constraint billing_schedules_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id)
);
create index if not exists billing_schedules_next_bill_on_idx
  on billing.billing_schedules (tenant_id, next_bill_on, contract_id);
comment on table billing.billing_schedules is 'When each active contract is to be billed next.';
comment on column billing.billing_schedules.tenant_id is 'The tenant.';
comment on column billing.billing_schedules.contract_id is 'The contract.';
comment on column billing.billing_schedules.next_bill_on is 'The day; null when all is billed.';

-- Who may touch it: our own functions.
alter table billing.billing_schedules enable row level security;
alter table billing.billing_schedules force row level security;
drop policy if exists tenant_isolation on billing.billing_schedules;
create policy tenant_isolation on billing.billing_schedules as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.billing_schedules;
create policy owner_all on billing.billing_schedules to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
--! EndIncluded billing/tables/billing_schedules.sql
--! Included billing/tables/documents.sql
-- Files made of invoices, by the hash of what they show: the same content is rendered once.
create table if not exists billing.documents (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  invoice_id uuid not null,
  kind text not null default 'pdf',
  content_hash text not null,
  file_key text not null,
  bytes int not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint documents_content_key unique (tenant_id, invoice_id, kind, content_hash),
  constraint documents_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint documents_kind_check check (kind in ('pdf'))
);
comment on table billing.documents is 'Rendered files of invoices.';
comment on column billing.documents.tenant_id is 'The tenant.';
comment on column billing.documents.id is 'Identifies the document.';
comment on column billing.documents.invoice_id is 'The invoice it shows.';
comment on column billing.documents.kind is 'pdf.';
comment on column billing.documents.content_hash is 'SHA-256 of the content it was made of.';
comment on column billing.documents.file_key is 'Where the file lies.';
comment on column billing.documents.bytes is 'Size of the file.';
comment on column billing.documents.created_at is 'When it was rendered.';

-- Who may touch it: members read; the worker records.
alter table billing.documents enable row level security;
alter table billing.documents force row level security;
drop policy if exists tenant_isolation on billing.documents;
create policy tenant_isolation on billing.documents as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.documents;
create policy owner_all on billing.documents to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.documents;
create policy select_member on billing.documents for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.documents to tenor_viewer;
--! EndIncluded billing/tables/documents.sql
--! Included billing/tables/billing_runs.sql
-- One go over all that is due, in batches of contracts that workers bill side by side. It can be
-- stopped at any moment and started again: what is billed stays billed once.
create table if not exists billing.billing_runs (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  as_of date not null,
  account_id uuid,
  currency text,
  status text not null default 'queued',
  contracts_total int not null,
  contracts_done int not null default 0,
  invoices_created int not null default 0,
  failures_count int not null default 0,
  requested_by text default nullif(current_setting('tenor.subject', true), ''),
  created_at timestamptz not null default kernel.real_time(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint billing_runs_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint billing_runs_currency_check check (kernel.is_currency(currency)),
  constraint billing_runs_status_check
    check (status in ('queued', 'running', 'completed', 'cancelled')),
  constraint billing_runs_counts_check check (
    contracts_total >= 0 and contracts_done between 0 and contracts_total
    and invoices_created >= 0 and failures_count >= 0),
  constraint billing_runs_finished_check
    check ((status in ('completed', 'cancelled')) = (finished_at is not null))
);
create index if not exists billing_runs_status_idx on billing.billing_runs (tenant_id, status, id);
create index if not exists billing_runs_account_idx
  on billing.billing_runs (tenant_id, account_id) where account_id is not null;
comment on table billing.billing_runs is 'Billing runs with their progress.';
comment on column billing.billing_runs.tenant_id is 'The tenant.';
comment on column billing.billing_runs.id is 'Identifies the run.';
comment on column billing.billing_runs.as_of is 'Everything due until this day is billed.';
comment on column billing.billing_runs.account_id is
  'The account that it is limited to, with those below it.';
comment on column billing.billing_runs.currency is 'The currency that it is limited to.';
comment on column billing.billing_runs.status is 'queued, running, completed or cancelled.';
comment on column billing.billing_runs.contracts_total is 'Contracts that were due at its start.';
comment on column billing.billing_runs.contracts_done is 'Contracts that were looked at so far.';
comment on column billing.billing_runs.invoices_created is 'Invoices made so far.';
comment on column billing.billing_runs.failures_count is 'Contracts that could not be billed.';
comment on column billing.billing_runs.requested_by is 'Who started it.';
comment on column billing.billing_runs.created_at is 'When it was asked for, real time.';
comment on column billing.billing_runs.started_at is 'When its first batch began, real time.';
comment on column billing.billing_runs.finished_at is 'When it ended, real time.';
comment on constraint billing_runs_account_fkey on billing.billing_runs is
  'No account has this id.';
comment on constraint billing_runs_currency_check on billing.billing_runs is
  'The currency is no ISO 4217 code in use.';
comment on constraint billing_runs_status_check on billing.billing_runs is
  'A run is queued, running, completed or cancelled.';
comment on constraint billing_runs_counts_check on billing.billing_runs is
  'A run counts no more contracts than it has.';
comment on constraint billing_runs_finished_check on billing.billing_runs is
  'An ended run says when.';

-- Who may touch it: members read; commands write.
alter table billing.billing_runs enable row level security;
alter table billing.billing_runs force row level security;
drop policy if exists tenant_isolation on billing.billing_runs;
create policy tenant_isolation on billing.billing_runs as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.billing_runs;
create policy owner_all on billing.billing_runs to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.billing_runs;
create policy select_member on billing.billing_runs for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.billing_runs to tenor_viewer;
-- Not under audit: its counters move with every batch; the invoices it makes are audited.
--! EndIncluded billing/tables/billing_runs.sql
--! Included billing/tables/run_batches.sql
-- A share of a run, billed in one transaction: contracts, with all that their payers pay for.
create table if not exists billing.run_batches (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  run_id uuid not null,
  contract_ids uuid[] not null,
  contracts_count int not null,
  status text not null default 'queued',
  invoices_created int not null default 0,
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint run_batches_run_fkey
    foreign key (tenant_id, run_id) references billing.billing_runs (tenant_id, id),
  constraint run_batches_status_check check (status in ('queued', 'done', 'cancelled'))
);
create index if not exists run_batches_run_idx on billing.run_batches (tenant_id, run_id, status);
comment on table billing.run_batches is 'The batches of billing runs.';
comment on column billing.run_batches.tenant_id is 'The tenant.';
comment on column billing.run_batches.id is 'Identifies the batch.';
comment on column billing.run_batches.run_id is 'The run.';
comment on column billing.run_batches.contract_ids is 'What was due at its start.';
comment on column billing.run_batches.contracts_count is 'Contracts that were due in it.';
comment on column billing.run_batches.status is 'queued, done or cancelled.';
comment on column billing.run_batches.invoices_created is 'Invoices that it made.';
comment on column billing.run_batches.finished_at is 'When it was done, real time.';
comment on constraint run_batches_run_fkey on billing.run_batches is
  E'@foreignFieldName batches\nNo billing run has this id.';
comment on constraint run_batches_status_check on billing.run_batches is
  'A batch is queued, done or cancelled.';

-- Who may touch it: members read; commands write.
alter table billing.run_batches enable row level security;
alter table billing.run_batches force row level security;
drop policy if exists tenant_isolation on billing.run_batches;
create policy tenant_isolation on billing.run_batches as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.run_batches;
create policy owner_all on billing.run_batches to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.run_batches;
create policy select_member on billing.run_batches for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.run_batches to tenor_viewer;
--! EndIncluded billing/tables/run_batches.sql
--! Included billing/tables/run_failures.sql
-- What a run could not bill, and why. It blocks nobody else.
create table if not exists billing.run_failures (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  run_id uuid not null,
  contract_id uuid not null,
  code text not null,
  message text not null,
  created_at timestamptz not null default kernel.real_time(),
  primary key (tenant_id, id),
  constraint run_failures_once_key unique (tenant_id, run_id, contract_id),
  constraint run_failures_run_fkey
    foreign key (tenant_id, run_id) references billing.billing_runs (tenant_id, id),
  constraint run_failures_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id)
);
create index if not exists run_failures_contract_idx
  on billing.run_failures (tenant_id, contract_id);
comment on table billing.run_failures is 'Contracts that a billing run could not bill.';
comment on column billing.run_failures.tenant_id is 'The tenant.';
comment on column billing.run_failures.id is 'Identifies the failure.';
comment on column billing.run_failures.run_id is 'The run.';
comment on column billing.run_failures.contract_id is 'The contract.';
comment on column billing.run_failures.code is 'The error''s word, such as credit_hold.';
comment on column billing.run_failures.message is 'A sentence that says why.';
comment on column billing.run_failures.created_at is 'When, real time.';
comment on constraint run_failures_run_fkey on billing.run_failures is
  E'@foreignFieldName failures\nNo billing run has this id.';
comment on constraint run_failures_once_key on billing.run_failures is
  'A run says once why a contract failed.';
comment on constraint run_failures_contract_fkey on billing.run_failures is
  'No contract has this id.';

-- Who may touch it: members read; commands write.
alter table billing.run_failures enable row level security;
alter table billing.run_failures force row level security;
drop policy if exists tenant_isolation on billing.run_failures;
create policy tenant_isolation on billing.run_failures as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.run_failures;
create policy owner_all on billing.run_failures to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.run_failures;
create policy select_member on billing.run_failures for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.run_failures to tenor_viewer;
--! EndIncluded billing/tables/run_failures.sql
--! Included billing/internal/register_cash_source.sql
create or replace function billing.register_cash_source(name text, routine text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into billing.cash_sources as c (name, routine)
  values (register_cash_source.name, register_cash_source.routine)
  on conflict on constraint cash_sources_pkey do update set routine = excluded.routine
$$;
comment on function billing.register_cash_source is
  'Enters a routine that says how much unapplied cash accounts have; repeatable.';
--! EndIncluded billing/internal/register_cash_source.sql
--! Included billing/internal/unapplied_cash.sql
create or replace function billing.unapplied_cash(account_ids uuid[])
  returns table (account_id uuid, currency text, amount numeric)
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_routine text;
begin
  for v_routine in select s.routine from billing.cash_sources as s order by s.name loop
    return query execute format('select account_id, currency, amount from %s($1)', v_routine)
      using account_ids;
  end loop;
end $$;
comment on function billing.unapplied_cash is
  'Money received from accounts that no invoice has got yet.';
--! EndIncluded billing/internal/unapplied_cash.sql
--! Included billing/internal/credit_holders.sql
-- An account's own limit counts its invoices; one of an account above does if it is its subtree's.
create or replace function billing.credit_holders(account_ids uuid[])
  returns table (account_id uuid, holder_id uuid, root_id uuid)
  language sql stable security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
  select a.id, holder.id, a.path[1]
  from customers.accounts as a
  join customers.accounts as holder
    on holder.tenant_id = a.tenant_id and holder.id = any (a.path)
  where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = any (account_ids)
    and holder.credit_limit is not null
    and (holder.id = a.id or holder.credit_limit_scope = 'subtree')
$$;
comment on function billing.credit_holders is
  'The accounts whose credit limits count the invoices of the given ones, and their root.';
--! EndIncluded billing/internal/credit_holders.sql
--! Included billing/internal/lock_credit.sql
-- Whoever makes an invoice larger holds the limits that count it from the check to the commit, so
-- that two at once cannot both take the last of it. Invoices that point at the account do not wait
-- for this lock. In a statement of its own, before the check.
create or replace function billing.lock_credit(account_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
begin
  perform from customers.accounts as a
  where a.tenant_id = tenancy.current_tenant_id()
    and a.id = any (array(select h.holder_id from billing.credit_holders(account_ids) as h))
  order by a.id
  for no key update;
end $$;
comment on function billing.lock_credit is
  'Nobody else takes of the credit of these accounts until the transaction ends.';
--! EndIncluded billing/internal/lock_credit.sql
--! Included billing/internal/exposures.sql
-- In the account's currency alone: a limit says nothing about money of other currencies. Summed
-- when it is asked, off an index, so that it cannot differ from the invoices and the payments.
-- Planned once a connection: to plan it takes ten times as long as to run it, and the planner
-- cannot know how few accounts come, hence the invoices laterally.
create or replace function billing.exposures(account_ids uuid[])
  returns setof billing.exposure
  language plpgsql stable security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_holders uuid[];
  v_parts uuid[];
  v_currencies text[];
  v_has_subtrees boolean;
begin
  select array_agg(a.id), array_agg(a.id), array_agg(a.currency),
    bool_or(a.credit_limit_scope = 'subtree')
  into v_holders, v_parts, v_currencies, v_has_subtrees
  from customers.accounts as a
  where a.tenant_id = v_tenant_id and a.id = any (account_ids);

  if v_has_subtrees then
    select array_agg(a.id), array_agg(part.id), array_agg(a.currency)
    into v_holders, v_parts, v_currencies
    from customers.accounts as a
    cross join lateral (
      select a.id where a.credit_limit_scope = 'account'
      union all
      select s.id from customers.subtree_ids(a.id) as s (id)
      where a.credit_limit_scope = 'subtree'
    ) as part
    where a.tenant_id = v_tenant_id and a.id = any (account_ids);
  end if;

  return query
    with debts as (
      select part.holder_id, sum(own.receivables) as receivables, sum(own.drafts) as drafts,
        sum(cash.amount) as cash
      from unnest(v_holders, v_parts, v_currencies) as part (holder_id, account_id, currency)
      cross join lateral (
        select sum(i.balance) filter (where i.status <> 'draft') as receivables,
          sum(i.balance) filter (where i.status = 'draft') as drafts
        from billing.invoices as i
        where i.tenant_id = v_tenant_id and i.account_id = part.account_id
          and i.currency = part.currency
          and i.status in ('draft', 'open', 'partially_paid', 'overdue')
      ) as own
      left join billing.unapplied_cash(v_parts) as cash
        on cash.account_id = part.account_id and cash.currency = part.currency
      group by part.holder_id
    ),
    sums as materialized (
      -- Zero brings the currency's decimals along.
      select d.holder_id, zero.amount + coalesce(d.receivables, 0) as receivables,
        zero.amount + coalesce(d.drafts, 0) as drafts, zero.amount + coalesce(d.cash, 0) as cash,
        a.currency, a.credit_limit_scope, a.credit_limit
      from debts as d
      join customers.accounts as a on a.tenant_id = v_tenant_id and a.id = d.holder_id
      cross join lateral (select kernel.round_amount(0, a.currency) offset 0) as zero (amount)
    )
    select s.holder_id, s.currency, s.credit_limit_scope, s.receivables::kernel.amount,
      s.drafts::kernel.amount, s.cash::kernel.amount,
      (s.receivables + s.drafts - s.cash)::kernel.amount, s.credit_limit,
      (s.credit_limit - (s.receivables + s.drafts - s.cash))::kernel.amount
    from sums as s;
end $$;
comment on function billing.exposures is
  'What accounts, or their subtrees where the limit is theirs, owe or are about to owe.';
--! EndIncluded billing/internal/exposures.sql
--! Included billing/internal/credit_refusals.sql
-- First come, first served, under the locks of the limits; what is refused leaves its room to those
-- behind. An account that was refused gets nothing more, as it goes on hold. What is in another
-- currency than a limit is not counted by it.
create or replace function billing.credit_refusals(wanted billing.invoice_request[])
  returns setof billing.credit_refusal
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_account_ids uuid[] := array(select distinct w.account_id from unnest(wanted) as w);
begin
  perform billing.lock_credit(v_account_ids);

  return query
    with asked as (
      select w.id, w.account_id, w.place::int as place, w.currency, w.amount, a.account_name,
        a.credit_hold
      from unnest(wanted) with ordinality as w (id, account_id, contract_id,
        purchase_order_number, currency, amount, issue_date, place)
      join customers.accounts as a on a.tenant_id = v_tenant_id and a.id = w.account_id
    ),
    holders as materialized (
      select * from billing.credit_holders(v_account_ids)
    ),
    limits as materialized (
      select * from billing.exposures(array(select distinct h.holder_id from holders as h))
    ),
    over as (
      select unnest(kernel.unmet_claims(array_agg(
        (asked.place, asked.account_id, h.root_id, h.holder_id, greatest(asked.amount, 0),
          l.available)::kernel.claim))) as place
      from asked
      join holders as h on h.account_id = asked.account_id
      join limits as l on l.account_id = h.holder_id and l.currency = asked.currency
      where not asked.credit_hold
    )
    select asked.id, asked.account_id,
      case
        when asked.credit_hold then format('%s is on hold; release it first.', asked.account_name)
        else format('An invoice over %s %s brings %s over a credit limit.', asked.amount,
          asked.currency, asked.account_name)
      end,
      not asked.credit_hold
    from asked
    where asked.credit_hold or asked.place in (select over.place from over)
    order by asked.place;
end $$;
comment on function billing.credit_refusals is
  'Which of the invoices to be made, in the order given, may not be made on credit.';
--! EndIncluded billing/internal/credit_refusals.sql
--! Included billing/internal/admit_invoices.sql
-- Asked when totals are known, before anything is inserted. Orders are judged first and drawn last,
-- so that an invoice that is refused on credit draws nothing. Who was over the limit goes on hold,
-- which stays when the caller commits what was admitted.
create or replace function billing.admit_invoices(wanted billing.invoice_request[])
  returns setof billing.invoice_admission
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_judged sales.judged_draw[];
  v_refused billing.credit_refusal[];
begin
  perform billing.lock_credit(array(select w.account_id from unnest(wanted) as w));
  v_judged := array(select j from sales.judge_draws(array(
    select (w.id, coalesce(c.account_id, w.account_id), w.contract_id, null,
      w.purchase_order_number, w.amount, w.currency, w.issue_date)::sales.purchase_order_draw
    from unnest(wanted) with ordinality as w (id, account_id, contract_id, purchase_order_number,
      currency, amount, issue_date, place)
    left join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = w.contract_id
    order by w.place)) as j);
  v_refused := array(select r from billing.credit_refusals(array(
    select (w.id, w.account_id, w.contract_id, w.purchase_order_number, w.currency, w.amount,
      w.issue_date)::billing.invoice_request
    from unnest(wanted) with ordinality as w (id, account_id, contract_id, purchase_order_number,
      currency, amount, issue_date, place)
    join unnest(v_judged) as j on j.id = w.id
    where j.code is null
    order by w.place)) as r);

  perform sales.apply_draws(array(
    select j from unnest(v_judged) as j
    where j.id not in (select r.id from unnest(v_refused) as r)));
  perform customers.hold_accounts(
    array(select r.account_id from unnest(v_refused) as r where r.is_over_limit),
    'An invoice would have brought it over its credit limit.');

  return query
    select j.id, j.purchase_order_id,
      case when j.code is null and r.id is null then j.amount else 0 end::kernel.amount,
      case when r.id is not null then 'CRHLD' else j.code end, coalesce(r.message, j.message)
    from unnest(v_judged) as j
    left join unnest(v_refused) as r on r.id = j.id;
end $$;
comment on function billing.admit_invoices is
  'Which invoices may be made, by credit and by purchase order; draws on the orders for them and '
  'puts accounts on hold that would be over their limit.';
--! EndIncluded billing/internal/admit_invoices.sql
--! Included billing/internal/check_credit.sql
-- For one invoice that has just grown, in the same transaction: its limits were locked before.
create or replace function billing.check_credit(invoice billing.invoices, growth numeric)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts;
  v_limit record;
begin
  if growth <= 0 then
    return;
  end if;
  v_account := customers.find_account(invoice.account_id);
  if v_account.credit_hold then
    perform kernel.fail('CRHLD',
      format('%s is on hold; release it first.', v_account.account_name), 'account_id');
  end if;
  select e.available, e.currency, holder.account_name into v_limit
  from billing.credit_holders(array[v_account.id]) as h
  cross join lateral billing.exposures(array[h.holder_id]) as e
  join customers.accounts as holder
    on holder.tenant_id = v_account.tenant_id and holder.id = h.holder_id
  where e.currency = invoice.currency and e.available < 0
  order by e.available
  limit 1;
  if found then
    perform kernel.fail('CRHLD',
      format('%s has %s %s of credit left; this takes %s.', v_limit.account_name,
        v_limit.available + growth, v_limit.currency, growth), 'account_id');
  end if;
end $$;
comment on function billing.check_credit is
  'Refuses an invoice that grew over a credit limit, or of an account on hold.';
--! EndIncluded billing/internal/check_credit.sql
--! Included billing/internal/draw_order.sql
create or replace function billing.draw_order(invoice billing.invoices, amount numeric)
  returns sales.judged_draw
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_draw sales.judged_draw;
begin
  select * into v_draw
  from sales.draw_purchase_orders(array[(
    invoice.id,
    coalesce((
      select c.account_id from sales.contracts as c
      where c.tenant_id = invoice.tenant_id and c.id = invoice.contract_id), invoice.account_id),
    invoice.contract_id, invoice.purchase_order_id, invoice.purchase_order_number, amount,
    invoice.currency, invoice.issue_date)::sales.purchase_order_draw]);
  if v_draw.code is not null then
    perform kernel.fail(v_draw.code, v_draw.message, 'purchase_order_number');
  end if;
  return v_draw;
end $$;
comment on function billing.draw_order is
  'Draws on the purchase order that one invoice names, or refuses.';
--! EndIncluded billing/internal/draw_order.sql
--! Included billing/internal/return_drawn.sql
-- What a credit note takes off an invoice can be billed on the order again, but never more than
-- the invoice has drawn and not given back.
create or replace function billing.return_drawn(invoice_id uuid, amount numeric)
  returns kernel.amount
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_returned billing.invoices;
begin
  update billing.invoices as i
  set drawn_amount = i.drawn_amount - least(i.drawn_amount, amount)
  where i.tenant_id = tenancy.current_tenant_id() and i.id = return_drawn.invoice_id
    and i.drawn_amount > 0 and amount > 0
  returning i.id, i.purchase_order_id, old.drawn_amount - new.drawn_amount as drawn_amount
  into v_returned.id, v_returned.purchase_order_id, v_returned.drawn_amount;
  if v_returned.id is null then
    return 0;
  end if;
  perform sales.return_to_purchase_orders(array[
    (v_returned.purchase_order_id, v_returned.drawn_amount)::sales.purchase_order_return]);
  return v_returned.drawn_amount;
end $$;
comment on function billing.return_drawn is
  'Gives back to its purchase order what an invoice is credited; answers how much.';
--! EndIncluded billing/internal/return_drawn.sql
--! Included billing/internal/format_number.sql
-- A number wider than its place is not cut: INV-2026-1000 follows INV-2026-999.
create or replace function billing.format_number(format text, number bigint, issue_date date)
  returns text
  language sql immutable security invoker set search_path to ''
as $$
  select replace(replace(replace(replace(format,
    '{YYYY}', to_char(issue_date, 'YYYY')),
    '{YY}', to_char(issue_date, 'YY')),
    '{MM}', to_char(issue_date, 'MM')),
    sequence.token,
    lpad(number::text, greatest(sequence.width, length(number::text)), '0'))
  from (
    select substring(format from '\{SEQ(?::[1-9])?\}') as token,
      coalesce(substring(format from '\{SEQ:([1-9])\}')::int, 1) as width
  ) as sequence
$$;
comment on function billing.format_number is 'An invoice number in the tenant''s format.';
--! EndIncluded billing/internal/format_number.sql
--! Included billing/internal/series_of.sql
create or replace function billing.series_of(format text, issue_date date)
  returns int
  language sql immutable parallel safe
return case when format like '%{YY%' then extract(year from issue_date)::int else 0 end;
comment on function billing.series_of is
  'The series a number is taken from: the year, where the format has one, since it restarts then.';
--! EndIncluded billing/internal/series_of.sql
--! Included billing/internal/take_numbers.sql
-- Takes numbers for invoices in the order of their issue dates. The series stays locked until the
-- transaction ends, so that a rolled-back number is given again: no gaps, no duplicates.
create or replace function billing.take_numbers(issue_dates date[])
  returns text[]
  language sql volatile security definer set search_path to ''
as $$
  with format as materialized (
    select t.id as tenant_id, t.invoice_number_format as pattern
    from tenancy.tenants as t
    where t.id = (select tenancy.current_tenant_id())
  ),
  wanted as materialized (
    select
      d.place, d.issue_date, billing.series_of(f.pattern, d.issue_date) as year,
      row_number() over (
        partition by billing.series_of(f.pattern, d.issue_date) order by d.issue_date, d.place
      ) as rank,
      count(*) over (partition by billing.series_of(f.pattern, d.issue_date)) as wanted_in_year
    from format as f
    cross join unnest(issue_dates) with ordinality as d (issue_date, place)
  ),
  taken as (
    insert into billing.number_series as s (tenant_id, year, last_number)
    select f.tenant_id, w.year, count(*)
    from wanted as w
    cross join format as f
    group by f.tenant_id, w.year
    order by w.year
    on conflict on constraint number_series_pkey do update
    set last_number = s.last_number + excluded.last_number
    returning s.year, s.last_number
  )
  select array_agg(
    billing.format_number(
      f.pattern,
      t.last_number - w.wanted_in_year + w.rank,
      w.issue_date)
    order by w.place)
  from wanted as w
  join taken as t on t.year = w.year
  cross join format as f
$$;
comment on function billing.take_numbers is
  'Invoice numbers for the given issue dates, in the order given.';
--! EndIncluded billing/internal/take_numbers.sql
--! Included billing/internal/pending_adjustments.sql
create or replace function billing.pending_adjustments(
  contract_ids uuid[], bill_until date default null
)
  returns setof billing.pending_adjustment
  language sql stable security definer set search_path to ''
as $$
  select (
    a.id, a.amendment_id, a.kind, a.contract_id, a.line_id, a.terms_id, a.account_id,
    l.product_id, l."position", l.description, l.pricing_model, l.price_interval, a.whole_period,
    a.period, a.period, a.bill_on, a.quantity, a.unit_price, a.intervals, a.rated, a.amount,
    a.discount
  )::billing.pending_adjustment
  from billing.adjustments as a
  join sales.contract_lines as l on l.tenant_id = a.tenant_id and l.id = a.line_id
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.contract_id = any(contract_ids)
    and a.invoice_id is null
    and (bill_until is null or a.bill_on <= bill_until)
$$;
comment on function billing.pending_adjustments is
  'The adjustments of contracts that wait to be billed, all or until a day.';
--! EndIncluded billing/internal/pending_adjustments.sql
--! Included billing/internal/payers_of.sql
create or replace function billing.payers_of(contract_ids uuid[])
  returns uuid[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg(distinct paying.id)
  from sales.contracts as c
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.payer_of(a) as paying
  where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any(contract_ids)
$$;
comment on function billing.payers_of is 'The accounts that are billed for contracts.';
--! EndIncluded billing/internal/payers_of.sql
--! Included billing/internal/shortfalls.sql
-- Spent is what the other lines of the contract cost for days that begin in the period, before
-- discount and tax: what is billed as it was, after amendments; what is not, as it will be. So it
-- does not matter in which order they are billed.
create or replace function billing.shortfalls(minimums sales.line_charge[])
  returns setof sales.line_charge
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select distinct on (m.line_id, m.line_period) m.*,
      sum(m.amount) over (partition by m.line_id, m.line_period) as minimum
    from unnest(minimums) as m
    order by m.line_id, m.line_period, lower(m.period) desc
  ),
  spent as (
    select a.line_id, a.line_period, b.amount::numeric as amount
    from asked as a
    join sales.contract_lines as l
      on l.tenant_id = (select tenancy.current_tenant_id()) and l.contract_id = a.contract_id
      and l.pricing_model <> 'minimum'
    join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
    where a.line_period @> lower(b.period)
    union all
    select a.line_id, a.line_period, charge.amount
    from sales.line_charges(array(select distinct asked.contract_id from asked)) as charge
    join asked as a on a.contract_id = charge.contract_id and a.line_period @> lower(charge.period)
    where charge.pricing_model <> 'minimum'
      and not exists (
        select from billing.billed_periods as b
        where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = charge.line_id
          and b.period && charge.period)
  )
  select (
    a.contract_id, a.line_id, a.terms_id, a.account_id, a.product_id, a."position", a.description,
    a.pricing_model, a.price_interval, a.whole_period, a.line_period, a.line_period, a.bill_on, 1,
    a.minimum - coalesce(used.amount, 0), 1, a.minimum - coalesce(used.amount, 0),
    a.minimum - coalesce(used.amount, 0), 0
  )::sales.line_charge
  from asked as a
  left join (
    select s.line_id, s.line_period, sum(s.amount) as amount
    from spent as s
    group by s.line_id, s.line_period
  ) as used on used.line_id = a.line_id and used.line_period = a.line_period
  where a.minimum > coalesce(used.amount, 0)
$$;
comment on function billing.shortfalls is
  'What is missing of minimum charges, one for each commitment period that was not reached.';
--! EndIncluded billing/internal/shortfalls.sql
--! Included billing/internal/gather_billables.sql
-- What is due of contracts, put to the invoices that it will stand on: one for each day on which
-- something was due; a single one for a chosen period, a day of issue or an amendment. An account
-- that pays for others gets one invoice for them all; the others get one a contract. Adjustments
-- ride on the contract's first invoice.
create or replace function billing.gather_billables(
  contract_ids uuid[],
  bill_until date,
  within daterange,
  purchase_order_number text,
  amendment_id uuid,
  issue_on date,
  out invoices billing.billable_invoice[],
  out billables billing.billable[]
)
  language sql stable security definer set search_path to ''
as $$
  with contracts as materialized (
    select
      c.id, c.account_id, c.contract_number, c.currency, s.next_bill_on, paying.id as payer_id,
      settings.time_zone,
      coalesce(gather_billables.bill_until, upper(within) - 1,
        (clock.now at time zone settings.time_zone)::date) as until,
      coalesce(gather_billables.purchase_order_number, c.purchase_order_number) as po_number,
      a.requires_purchase_order or paying.requires_purchase_order as requires_purchase_order,
      case when own.is_alone then c.id end as alone_id,
      case when own.is_alone then coalesce(c.payment_terms_days, settings.payment_terms_days)
        else settings.payment_terms_days end as days,
      case when paying.id <> a.id then a.account_name end as section
    from (select tenancy.now()) as clock (now)
    join billing.billing_schedules as s on s.tenant_id = (select tenancy.current_tenant_id())
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.payer_of(a) as paying
    cross join lateral customers.settings_of(paying) as settings
    cross join lateral (
      select paying.id = a.id and not exists (
        select from customers.accounts as child
        where child.tenant_id = a.tenant_id and child.parent_account_id = a.id
          and child.payer = 'parent') as is_alone
    ) as own
    where s.contract_id = any(contract_ids)
      and c.status <> 'draft'
      and not a.credit_hold and not paying.credit_hold
      and (within is not null or amendment_id is not null or s.next_bill_on is not null)
  ),
  batch as materialized (
    select array_agg(c.id) as ids, array_agg(distinct c.payer_id) as payer_ids,
      case when within is null then min(c.next_bill_on) end as bill_from,
      case when within is null then max(c.until) end as bill_until
    from contracts as c
  ),
  scheduled as materialized (
    select charge.*
    from batch
    cross join lateral sales.line_charges(batch.ids, batch.bill_from, batch.bill_until) as charge
    join contracts as c on c.id = charge.contract_id
    where amendment_id is null
      and case when within is null then charge.bill_on between c.next_bill_on and c.until
        else charge.line_period <@ within end
      and not exists (
        select from billing.billed_periods as b
        where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = charge.line_id
          and b.period && charge.period)
  ),
  charges as (
    select null::uuid as adjustment_id, charge.*,
      case when charge.price_interval = 'one_time' then 'one_time' else 'recurring' end as kind
    from scheduled as charge
    where charge.pricing_model <> 'minimum'
    union all
    select null, missing.*, 'true_up'
    from billing.shortfalls(array(
      select (charge.*)::sales.line_charge
      from scheduled as charge
      where charge.pricing_model = 'minimum')) as missing
    union all
    select a.adjustment_id, a.contract_id, a.line_id, a.terms_id, a.account_id, a.product_id,
      a."position", a.description, a.pricing_model, a.price_interval, a.whole_period, a.period,
      a.period, a.bill_on, a.quantity, a.unit_price, a.intervals, a.rated, a.amount, a.discount,
      case when a.price_interval = 'one_time' then 'one_time' else 'proration' end
    from batch
    cross join lateral billing.pending_adjustments(batch.ids) as a
    join contracts as c on c.id = a.contract_id
    where case when gather_billables.amendment_id is null then a.bill_on <= c.until
      else a.amendment_id = gather_billables.amendment_id end
  ),
  placed as materialized (
    select charge.*, row_number() over () as charge_id, c.account_id as holder_id, c.payer_id,
      c.currency, c.po_number, c.alone_id, c.contract_number, c.days, c.time_zone,
      c.requires_purchase_order, c.section,
      case when within is null and issue_on is null then coalesce(
        case when charge.adjustment_id is null then charge.bill_on end,
        min(charge.bill_on) filter (where charge.adjustment_id is null) over each_contract,
        max(charge.bill_on) over each_contract) end as due_day
    from charges as charge
    join contracts as c on c.id = charge.contract_id
    window each_contract as (partition by charge.contract_id)
  ),
  shares as materialized (
    select s.*, a.account_name
    from batch
    cross join lateral sales.shares_of(batch.ids) as s
    join customers.accounts as a
      on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = s.account_id
  ),
  shared as (
    select p.charge_id, part.account_id, part.account_name, part.weight, part.net, part.discount,
      part.place,
      trim_scale(round(p.quantity * part.weight / weighed.total, 6)) as quantity
    from (select distinct s.contract_id from shares as s) as of
    join placed as p on p.contract_id = of.contract_id and p.account_id = p.holder_id
    cross join lateral (
      select array_agg(w.account_id order by w."position") as account_ids,
        array_agg(w.account_name order by w."position") as account_names,
        array_agg(w.weight order by w."position") as weights, sum(w.weight) as total
      from (
        select s.account_id, s.account_name, s."position",
          case when p.pricing_model in ('flat', 'package', 'minimum') or p.kind = 'one_time'
            then s.usual_weight
            else coalesce(s.weight, greatest(p.quantity - sum(s.weight) over (), 0)) end as weight
        from shares as s
        where s.contract_id = p.contract_id
      ) as w
      where w.weight > 0
    ) as weighed
    cross join lateral unnest(weighed.account_ids, weighed.account_names, weighed.weights,
      kernel.split_amount(p.amount - p.discount, weighed.weights, p.currency),
      kernel.split_amount(p.discount, weighed.weights, p.currency)
    ) with ordinality as part (account_id, account_name, weight, net, discount, place)
  ),
  drafts as materialized (
    select
      uuidv7() as id, p.payer_id, p.currency, p.po_number, p.alone_id, p.due_day,
      coalesce(issue_on, min(p.bill_on) filter (where p.adjustment_id is null), max(p.bill_on))
        as issue_date,
      case when count(distinct p.contract_id) = 1 then (array_agg(p.contract_id))[1] end
        as contract_id,
      min(p.contract_number) as first_contract_number, min(p.days) as days,
      min(p.time_zone) as time_zone,
      bool_or(p.requires_purchase_order) as requires_purchase_order,
      daterange(min(lower(p.period)), max(upper(p.period))) as service_period,
      case when bool_and(p.adjustment_id is not null) then 'adjustment'
        when bool_and(p.kind = 'one_time') then 'one_time'
        else 'recurring' end as billing_type
    from placed as p
    group by p.payer_id, p.currency, p.po_number, p.alone_id, p.due_day
  )
  select
    (select array_agg((
        d.id, d.contract_id, d.payer_id, d.currency, d.issue_date, d.issue_date + d.days,
        d.time_zone, d.service_period, d.billing_type, d.po_number,
        d.po_number is not null or d.requires_purchase_order or limits.account_id is not null
      )::billing.billable_invoice order by d.issue_date, d.first_contract_number, d.currency)
      from drafts as d
      left join (
        select distinct h.account_id
        from batch
        cross join lateral billing.credit_holders(batch.payer_ids) as h
      ) as limits on limits.account_id = d.payer_id),
    (select array_agg((
        p.invoice_id, uuidv7(), p.adjustment_id, p.contract_id, p.line_id, p.terms_id,
        p.served_id, p.product_id, p.place, p.kind, p.description, p.whole_period, p.period,
        p.part_quantity, p.unit_price, p.intervals, p.rated, p.weight, p.part_amount,
        p.part_discount, case when p.is_first then p.quantity end,
        case when p.is_first then p.amount end, case when p.is_first then p.discount end
      )::billing.billable)
      from (
        select p.*, d.id as invoice_id, part.weight,
          coalesce(part.account_id, p.account_id) as served_id,
          coalesce(part.quantity, p.quantity) as part_quantity,
          coalesce(part.net + part.discount, p.amount) as part_amount,
          coalesce(part.discount, p.discount) as part_discount,
          coalesce(part.place, 1) = 1 as is_first,
          row_number() over (
            partition by d.id
            order by
              case when coalesce(part.account_id, p.account_id) <> p.payer_id
                then coalesce(part.account_name, p.section) end nulls first,
              p.contract_number, p.adjustment_id is not null, p."position", lower(p.period),
              p.amount, part.place) as place
        from placed as p
        left join shared as part on part.charge_id = p.charge_id
        join drafts as d
          on d.payer_id = p.payer_id and d.currency = p.currency
          and d.po_number is not distinct from p.po_number
          and d.alone_id is not distinct from p.alone_id
          and d.due_day is not distinct from p.due_day
      ) as p)
$$;
comment on function billing.gather_billables is
  'What is due of contracts until a day, by default each payer''s today, or of a period or an '
  'amendment, with the invoices it makes.';
--! EndIncluded billing/internal/gather_billables.sql
--! Included billing/internal/assess_items.sql
-- On the net after discounts, by the account that each item serves and the day of issue. A seller
-- who is registered nowhere charges nothing and is not asked. Of a price that includes its tax, the
-- item shows the net: amount and discount shrink in proportion, the discount rounded.
create or replace function billing.assess_items(
  invoices billing.billable_invoice[],
  billables billing.billable[],
  discounts billing.item_discount[],
  out taxes billing.levied_tax[],
  out sums billing.item_sum[]
)
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_lines tax.assessable[];
begin
  if exists (
    select from tax.tax_registrations as r where r.tenant_id = v_tenant_id
  ) then
    select array_agg((b.ordinality, b.invoice_id, b.account_id, b.product_id, null,
      b.amount - b.discount - coalesce(d.amount, 0), i.currency, i.issue_date, null
    )::tax.assessable)
    into v_lines
    from unnest(billables) with ordinality as b
    join unnest(invoices) as i on i.id = b.invoice_id
    left join (
      select d.item_id, sum(d.amount) as amount from unnest(discounts) as d group by d.item_id
    ) as d on d.item_id = b.item_id;

    select array_agg((b.item_id, t.place, t.jurisdiction, t.name, t.kind, t.rate, t.treatment,
      t.note, t.taxable, t.amount)::billing.levied_tax)
    into taxes
    from tax.tax_lines(v_lines) as t
    join unnest(billables) with ordinality as b on b.ordinality = t.line_key;
  end if;

  select array_agg((b.item_id, b.invoice_id, net.amount + net.discount, net.discount,
    coalesce(t.amount, kernel.round_amount(0, i.currency)))::billing.item_sum)
  into sums
  from unnest(billables) as b
  join unnest(invoices) as i on i.id = b.invoice_id
  left join (
    select d.item_id, sum(d.amount) as amount from unnest(discounts) as d group by d.item_id
  ) as d on d.item_id = b.item_id
  left join (
    select t.item_id, min(t.taxable) as net, sum(t.amount) as amount
    from unnest(taxes) as t
    group by t.item_id
  ) as t on t.item_id = b.item_id
  cross join lateral (
    select b.discount + coalesce(d.amount, 0) as discount
  ) as given
  cross join lateral (
    select coalesce(t.net, b.amount - given.discount) as amount,
      case when t.net <> b.amount - given.discount and given.discount <> 0 then
        kernel.round_amount(given.discount * t.net / (b.amount - given.discount), i.currency)
        else given.discount end as discount
  ) as net;
end $$;
comment on function billing.assess_items is
  'The taxes of items on their way to invoices, and what each item comes to.';
--! EndIncluded billing/internal/assess_items.sql
--! Included billing/internal/advance_schedules.sql
-- A contract of which something was refused stays due; the others move on to their next day.
create or replace function billing.advance_schedules(
  contract_ids uuid[], bill_until date, refused_ids uuid[]
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with billed as materialized (
    select s.contract_id,
      coalesce(bill_until, (clock.now at time zone settings.time_zone)::date) as until
    from (select tenancy.now()) as clock (now)
    join billing.billing_schedules as s on s.tenant_id = (select tenancy.current_tenant_id())
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.payer_of(a) as paying
    cross join lateral customers.settings_of(paying) as settings
    where s.contract_id = any(contract_ids)
      and s.contract_id <> all(refused_ids)
      and c.status <> 'draft'
      and not a.credit_hold and not paying.credit_hold
      and s.next_bill_on is not null
  ),
  batch as (
    select array_agg(b.contract_id) as ids, array_agg(b.until) as until from billed as b
  )
  update billing.billing_schedules as s
  set next_bill_on = least(next.next_bill_on, (
    select min(a.bill_on)
    from billing.adjustments as a
    where a.tenant_id = s.tenant_id and a.contract_id = s.contract_id
      and a.invoice_id is null and a.bill_on > billed.until))
  from batch
  cross join lateral sales.next_bill_dates(batch.ids, batch.until) as next
  join billed on billed.contract_id = next.contract_id
  where s.tenant_id = (select tenancy.current_tenant_id()) and s.contract_id = next.contract_id
$$;
comment on function billing.advance_schedules is
  'Sets when contracts are billed next, after they were billed until a day.';
--! EndIncluded billing/internal/advance_schedules.sql
--! Included billing/internal/bill.sql
-- The heart: everything due of many contracts becomes invoices, set by set. Limits and schedules
-- are locked first, in statements of their own, so that the next one sees what a rival committed;
-- the key of billed_periods forbids what would still slip through. A draft contract, or one of an
-- account on hold, is left out; what ended is still billed to its end. What credit or purchase
-- order refuse is answered with the reason. Numbers are taken last, as their series is locked from
-- then to the commit: items come first, and their invoices follow.
create or replace function billing.bill(
  contract_ids uuid[],
  bill_until date default null,
  within daterange default null,
  purchase_order_number text default null,
  amendment_id uuid default null,
  issue_on date default null,
  issue boolean default false
)
  returns setof billing.billing_outcome
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_invoices billing.billable_invoice[];
  v_billables billing.billable[];
  v_discounts billing.item_discount[] := '{}';
  v_taxes billing.levied_tax[];
  v_sums billing.item_sum[];
  v_admitted billing.invoice_admission[] := '{}';
  v_refused_ids uuid[];
begin
  -- Limits before schedules, as everybody who makes an invoice larger takes them.
  perform billing.lock_credit(billing.payers_of(contract_ids));
  perform from billing.billing_schedules as s
  where s.tenant_id = v_tenant_id and s.contract_id = any(contract_ids)
  order by s.contract_id
  for update;
  select g.invoices, g.billables into v_invoices, v_billables
  from billing.gather_billables(
    contract_ids, bill_until, within, purchase_order_number, amendment_id, issue_on) as g;
  select a.taxes, a.sums into v_taxes, v_sums
  from billing.assess_items(v_invoices, v_billables, v_discounts) as a;
  if exists (select from unnest(v_invoices) as i where i.is_limited) then
    v_admitted := array(select a from billing.admit_invoices(array(
      select (i.id, i.account_id, i.contract_id, i.purchase_order_number, i.currency,
        greatest(sum(s.amount - s.discount + s.tax), 0), i.issue_date)::billing.invoice_request
      from unnest(v_invoices) with ordinality as i
      join unnest(v_sums) as s on s.invoice_id = i.id
      where i.is_limited
      group by i.id, i.account_id, i.contract_id, i.purchase_order_number, i.currency,
        i.issue_date, i.ordinality
      order by i.ordinality)) as a);
  end if;

  v_refused_ids := array(select a.id from unnest(v_admitted) as a where a.code is not null);
  with billed as materialized (
    select b.*, s.amount as net_amount, s.discount as net_discount, s.tax
    from unnest(v_billables) as b
    join unnest(v_sums) as s on s.item_id = b.item_id
    where b.invoice_id <> all (v_refused_ids)
  ),
  items as (
    insert into billing.invoice_items (tenant_id, id, invoice_id, "position", account_id,
      contract_line_id, contract_line_terms_id, product_id, adjustment_id, kind, description,
      service_period, whole_period, quantity, unit_price, intervals, rated, share_weight, amount,
      discount, tax, created_at)
    select v_tenant_id, b.item_id, b.invoice_id, b."position", b.account_id, b.line_id,
      b.terms_id, b.product_id, b.adjustment_id, b.kind, b.description, b.period,
      b.whole_period, b.quantity, b.unit_price, b.intervals, b.rated, b.share_weight,
      b.net_amount, b.net_discount, b.tax, v_now
    from billed as b
  ),
  taxes as (
    insert into billing.item_taxes (tenant_id, invoice_item_id, place, invoice_id, jurisdiction,
      name, kind, rate, treatment, note, taxable, amount)
    select v_tenant_id, t.item_id, t.place, b.invoice_id, t.jurisdiction, t.name, t.kind, t.rate,
      t.treatment, t.note, t.taxable, t.amount
    from unnest(v_taxes) as t
    join billed as b on b.item_id = t.item_id
    where t.treatment <> 'not_registered'
  ),
  periods as (
    insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity,
      unit_price, rated, amount, discount, invoice_id)
    select v_tenant_id, b.line_id, b.period, b.whole_period, b.piece_quantity, b.unit_price,
      b.rated, b.piece_amount, b.piece_discount, b.invoice_id
    from billed as b
    where b.adjustment_id is null and b.piece_amount is not null
  )
  update billing.adjustments as a
  set invoice_id = b.invoice_id
  from billed as b
  where a.tenant_id = v_tenant_id and a.id = b.adjustment_id and b.piece_amount is not null;
  if within is null and amendment_id is null then
    perform billing.advance_schedules(contract_ids, bill_until, array(
      select b.contract_id from unnest(v_billables) as b
      where b.invoice_id = any (v_refused_ids)));
  end if;

  with admitted as materialized (
    select i.*, a.purchase_order_id, coalesce(a.drawn_amount, 0) as drawn_amount, s.subtotal,
      s.discount, s.tax, s.subtotal - s.discount + s.tax as total,
      kernel.round_amount(0, i.currency) as zero
    from unnest(v_invoices) with ordinality as i
    join (
      select s.invoice_id, sum(s.amount) as subtotal, sum(s.discount) as discount,
        sum(s.tax) as tax
      from unnest(v_sums) as s
      group by s.invoice_id
    ) as s on s.invoice_id = i.id
    left join unnest(v_admitted) as a on a.id = i.id
    where i.id <> all (v_refused_ids)
  ),
  numbered as (
    select listed.id, listed.number
    from (
      select array_agg(d.id order by d.ordinality) as ids,
        billing.take_numbers(array_agg(d.issue_date order by d.ordinality)) as numbers
      from admitted as d
      having count(*) > 0
    ) as batch
    cross join unnest(batch.ids, batch.numbers) as listed (id, number)
  )
  insert into billing.invoices (tenant_id, id, invoice_number, account_id, contract_id,
    purchase_order_number, purchase_order_id, drawn_amount, status, billing_type, currency,
    issue_date, due_date, time_zone, service_period, subtotal, discount, tax, paid_amount,
    credited_amount, paid_date, finalized_at, created_at, updated_at)
  select v_tenant_id, d.id, n.number, d.account_id, d.contract_id, d.purchase_order_number,
    d.purchase_order_id, d.drawn_amount,
    case when not issue then 'draft' when d.total > 0 then 'open' else 'paid' end,
    d.billing_type, d.currency, d.issue_date, d.due_date, d.time_zone, d.service_period,
    d.subtotal, d.discount, d.tax, d.zero,
    case when issue then least(d.total, d.zero) else d.zero end,
    case when issue and d.total <= 0 then d.issue_date end,
    case when issue then v_now end, v_now, v_now
  from admitted as d
  join numbered as n on n.id = d.id
  order by d.ordinality;
  return query
    select b.contract_id, case when a.code is null then i.id end, a.code, a.message
    from unnest(v_invoices) with ordinality as i
    join (
      select distinct b.invoice_id, b.contract_id from unnest(v_billables) as b
    ) as b on b.invoice_id = i.id
    left join unnest(v_admitted) as a on a.id = i.id
    order by i.ordinality, b.contract_id;
end $$;
comment on function billing.bill is
  'Makes invoices of what is due until a day, by default each payer''s today, of one period or of '
  'an amendment; drafts, or issued ones whose effects the caller brings about. With issue_on, all '
  'on one invoice of that day. Running it again makes no more.';
--! EndIncluded billing/internal/bill.sql
--! Included billing/internal/bill_contracts.sql
-- For those who wait for the invoice: a refusal is an error, with nothing done.
create or replace function billing.bill_contracts(
  contract_ids uuid[],
  bill_until date default null,
  within daterange default null,
  purchase_order_number text default null,
  amendment_id uuid default null,
  issue_on date default null
)
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_outcomes billing.billing_outcome[] := array(
    select o from billing.bill(contract_ids, bill_until, within, purchase_order_number,
      amendment_id, issue_on) as o);
begin
  perform kernel.fail(o.code, o.message, 'contract_id')
  from unnest(v_outcomes) as o
  where o.code is not null;
  return query
    select i.* from billing.invoices as i
    where i.tenant_id = tenancy.current_tenant_id()
      and i.id in (select o.invoice_id from unnest(v_outcomes) as o)
    order by i.issue_date, i.invoice_number;
end $$;
comment on function billing.bill_contracts is
  'Draft invoices of what is due until a day, of a period or an amendment; CRHLD, POEXH and so on '
  'if refused.';
--! EndIncluded billing/internal/bill_contracts.sql
--! Included billing/internal/bill_and_publish.sql
-- Where the tenant wants its runs' invoices out at once, they are issued as they are made. What is
-- refused is written down for the run, if there is one.
create or replace function billing.bill_and_publish(
  contract_ids uuid[], bill_until date default null, run_id uuid default null
)
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_at_once boolean := (
    select t.finalize_after_days = 0 from tenancy.tenants as t where t.id = v_tenant_id) is true;
  v_outcomes billing.billing_outcome[] := array(
    select o from billing.bill(contract_ids, bill_and_publish.bill_until, issue => v_at_once) as o);
  v_invoices billing.invoices[] := array(
    select i from billing.invoices as i
    where i.tenant_id = v_tenant_id
      and i.id = any (array(select o.invoice_id from unnest(v_outcomes) as o))
    order by i.issue_date, i.invoice_number);
begin
  if v_at_once then
    perform billing.take_effect(v_invoices, '{invoice.created,invoice.finalized}');
  else
    perform events.publish_many(array(
      select ('invoice.created', 'invoice', i.id, to_jsonb(i), null)::events.new_event
      from unnest(v_invoices) as i));
  end if;
  if bill_and_publish.run_id is not null then
    insert into billing.run_failures (tenant_id, run_id, contract_id, code, message)
    select distinct on (o.contract_id) v_tenant_id, bill_and_publish.run_id, o.contract_id,
      e.word, o.message
    from unnest(v_outcomes) as o
    join kernel.error_codes as e on e.code = o.code
    order by o.contract_id
    on conflict on constraint run_failures_once_key do nothing;
  end if;
  return cardinality(v_invoices);
end $$;
comment on function billing.bill_and_publish is
  'Bills contracts until a day, by default each account''s today, says so, and notes refusals.';
--! EndIncluded billing/internal/bill_and_publish.sql
--! Included billing/internal/due_contracts.sql
-- Off the index by the latest day that it is anywhere (the day begins up to 14 hours ahead of UTC),
-- then by each payer's own day. With a day given, by that.
create or replace function billing.due_contracts(
  as_of date default null, account_id uuid default null, currency text default null
)
  returns table (contract_id uuid, payer_id uuid)
  language sql stable security definer set search_path to ''
as $$
  select s.contract_id, paying.id
  from (select tenancy.now()) as clock (now)
  join billing.billing_schedules as s on s.tenant_id = (select tenancy.current_tenant_id())
    and s.next_bill_on <= coalesce(
      due_contracts.as_of, (clock.now at time zone 'Etc/GMT-14')::date)
  join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.payer_of(a) as paying
  cross join lateral customers.settings_of(paying) as settings
  where s.next_bill_on <= coalesce(
      due_contracts.as_of, (clock.now at time zone settings.time_zone)::date)
    and (due_contracts.account_id is null or due_contracts.account_id = any (paying.path))
    and (due_contracts.currency is null or c.currency = due_contracts.currency)
$$;
comment on function billing.due_contracts is
  'Contracts with something to bill until a day, by default each payer''s today, and who pays; of '
  'all, or of an account and those below it, or in a currency.';
--! EndIncluded billing/internal/due_contracts.sql
--! Included billing/internal/due_among.sql
create or replace function billing.due_among(contract_ids uuid[], as_of date)
  returns table (contract_id uuid, payer_id uuid)
  language sql stable security definer set search_path to ''
as $$
  select s.contract_id, paying.id
  from billing.billing_schedules as s
  join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.payer_of(a) as paying
  where s.tenant_id = (select tenancy.current_tenant_id()) and s.contract_id = any (contract_ids)
    and s.next_bill_on <= due_among.as_of
$$;
comment on function billing.due_among is
  'Those of contracts that have something to bill until a day, and who pays.';
--! EndIncluded billing/internal/due_among.sql
--! Included billing/internal/keep_statistics.sql
-- Foreign keys are checked by plans that are kept. One made while a table was small takes any
-- index that begins with the tenant, and reads all of the tenant's rows for each check. The first
-- large run outgrows autovacuum's minute, so a table that grew fourfold since its statistics were
-- taken gets new ones, whereupon the plans are made anew.
create or replace function billing.keep_statistics()
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_table text;
begin
  -- Statistics are taken by one at a time; the others need not wait.
  if not pg_try_advisory_xact_lock(hashtextextended('billing.keep_statistics', 0)) then
    return;
  end if;
  for v_table in
    select c.oid::regclass::text
    from pg_class as c
    where c.oid = any (array['billing.invoices', 'billing.invoice_items', 'billing.billed_periods',
        'ledger.journals', 'ledger.transfers', 'events.events', 'events.emails']::regclass[])
      and pg_relation_size(c.oid) / 8192 > 4 * greatest(c.relpages, 1)
  loop
    execute format('analyze %s', v_table);
  end loop;
end $$;
comment on function billing.keep_statistics is
  'Takes statistics of tables that outgrew those they have.';
--! EndIncluded billing/internal/keep_statistics.sql
--! Included billing/internal/queue_batches.sql
create or replace function billing.queue_batches(batches billing.run_batches[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select count(*) from events.enqueue_many(array(
    select ('billing/run_batch', jsonb_build_object('batch_id', b.id), null, null, 12, null
      )::events.new_job
    from unnest(batches) as b
    order by b.id))
$$;
comment on function billing.queue_batches is 'One job for each batch.';
--! EndIncluded billing/internal/queue_batches.sql
--! Included billing/internal/cut_batches.sql
-- A payer's contracts stay together, as they come to stand on one invoice.
create or replace function billing.cut_batches(
  run_id uuid, contract_ids uuid[], payer_ids uuid[], size int
)
  returns setof billing.run_batches
  language sql volatile security definer set search_path to ''
as $$
  with placed as (
    select due.contract_id, due.payer_id,
      row_number() over (order by due.payer_id, due.contract_id) as place
    from unnest(contract_ids, payer_ids) as due (contract_id, payer_id)
  ),
  cut as (
    select p.contract_id, (min(p.place) over (partition by p.payer_id) - 1) / size as batch
    from placed as p
  )
  insert into billing.run_batches (tenant_id, run_id, contract_ids, contracts_count)
  select tenancy.current_tenant_id(), cut_batches.run_id, array_agg(cut.contract_id), count(*)
  from cut
  group by cut.batch
  order by cut.batch
  returning *
$$;
comment on function billing.cut_batches is
  'Puts the contracts of a run in batches of about a size.';
--! EndIncluded billing/internal/cut_batches.sql
--! Included billing/internal/halve_batch.sql
create or replace function billing.halve_batch(
  batch billing.run_batches, contract_ids uuid[], payer_ids uuid[]
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_halves billing.run_batches[] := array(select b from billing.cut_batches(
    batch.run_id, contract_ids, payer_ids, (cardinality(contract_ids) + 1) / 2) as b);
begin
  update billing.run_batches as b
  set status = 'cancelled', finished_at = kernel.real_time()
  where b.tenant_id = batch.tenant_id and b.id = batch.id;
  -- Contracts that somebody else billed in the meantime count as done.
  update billing.billing_runs as r
  set contracts_done = r.contracts_done
    + greatest(batch.contracts_count - cardinality(contract_ids), 0)
  where r.tenant_id = batch.tenant_id and r.id = batch.run_id;
  perform billing.queue_batches(v_halves);
end $$;
comment on function billing.halve_batch is 'Puts two batches in the place of one that failed.';
--! EndIncluded billing/internal/halve_batch.sql
--! Included billing/internal/note_failures.sql
create or replace function billing.note_failures(
  run_id uuid, contract_ids uuid[], code text, message text
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.run_failures (tenant_id, run_id, contract_id, code, message)
  select tenancy.current_tenant_id(), note_failures.run_id, contract_id, note_failures.code,
    left(note_failures.message, 1000)
  from unnest(contract_ids) as contract_id
  on conflict on constraint run_failures_once_key do update
  set code = excluded.code, message = excluded.message
$$;
comment on function billing.note_failures is
  'Writes down which contracts were not billed, and why.';
--! EndIncluded billing/internal/note_failures.sql
--! Included billing/internal/note_unbilled.sql
-- What is still due after its batch was left out by the statement: here is why.
create or replace function billing.note_unbilled(run_id uuid, contract_ids uuid[], as_of date)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.run_failures (tenant_id, run_id, contract_id, code, message)
  select s.tenant_id, note_unbilled.run_id, s.contract_id,
    case when held.account_name is null then 'illegal_transition' else 'credit_hold' end,
    case when held.account_name is null then format('The contract is %s.', c.status)
      else format('%s is on hold: %s', held.account_name,
        coalesce(held.hold_reason, 'no reason given')) end
  from billing.billing_schedules as s
  join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.payer_of(a) as paying
  left join lateral (
    select h.account_name, h.hold_reason
    from (values (a.account_name, a.hold_reason, a.credit_hold),
      (paying.account_name, paying.hold_reason, paying.credit_hold)
    ) as h (account_name, hold_reason, credit_hold)
    where h.credit_hold
    limit 1
  ) as held on true
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.contract_id = any(contract_ids)
    and s.next_bill_on <= note_unbilled.as_of
  on conflict on constraint run_failures_once_key do nothing
$$;
comment on function billing.note_unbilled is
  'Writes down the contracts of a batch that were left out, and why.';
--! EndIncluded billing/internal/note_unbilled.sql
--! Included billing/internal/close_run.sql
-- The last batch closes the run; a run without batches closes at once.
create or replace function billing.close_run(run_id uuid)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_run billing.billing_runs;
begin
  select * into v_run from billing.billing_runs as r
  where r.tenant_id = tenancy.current_tenant_id() and r.id = close_run.run_id
  for update;
  if v_run.status not in ('queued', 'running') or exists (
    select from billing.run_batches as b
    where b.tenant_id = v_run.tenant_id and b.run_id = v_run.id and b.status = 'queued'
  ) then
    return v_run;
  end if;
  update billing.billing_runs as r
  set status = 'completed', started_at = coalesce(r.started_at, kernel.real_time()),
    finished_at = kernel.real_time()
  where r.tenant_id = v_run.tenant_id and r.id = v_run.id
  returning * into v_run;
  perform events.publish('billing_run.completed', 'billing_run', v_run.id, to_jsonb(v_run));
  return v_run;
end $$;
comment on function billing.close_run is 'Completes a run when none of its batches waits.';
--! EndIncluded billing/internal/close_run.sql
--! Included billing/internal/lock_run.sql
create or replace function billing.lock_run(run_id uuid, expect text[])
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_run billing.billing_runs;
begin
  -- Batches first, as the batch that is under way locks its own before the run.
  perform from billing.run_batches as b
  where b.tenant_id = tenancy.current_tenant_id() and b.run_id = lock_run.run_id
  order by b.id
  for update;
  select * into v_run from billing.billing_runs as r
  where r.tenant_id = tenancy.current_tenant_id() and r.id = lock_run.run_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No billing run has this id.', 'run_id');
  elsif v_run.status <> all(expect) then
    perform kernel.fail('TRANS', format('The run is %s.', v_run.status), 'run_id');
  end if;
  return v_run;
end $$;
comment on function billing.lock_run is 'The run and its batches, locked, in an expected state.';
--! EndIncluded billing/internal/lock_run.sql
--! Included billing/internal/lock_billable.sql
-- Says why a contract cannot be billed now; the set-based statement only leaves it out.
create or replace function billing.lock_billable(contract_id uuid)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(
    contract_id, expect => '{active,expired,cancelled}');
  v_account customers.accounts := customers.find_account(v_contract.account_id);
begin
  if v_account.credit_hold then
    perform kernel.fail('CRHLD',
      format('%s is on hold; release it first.', v_account.account_name), 'contract_id');
  end if;
  return v_contract;
end $$;
comment on function billing.lock_billable is
  'The contract, locked, if it can be billed: no draft, and its account not on hold.';
--! EndIncluded billing/internal/lock_billable.sql
--! Included billing/internal/today_of.sql
create or replace function billing.today_of(account_id uuid)
  returns date
  language sql stable security definer set search_path to ''
as $$
  select (tenancy.now() at time zone settings.time_zone)::date
  from customers.accounts as a
  cross join lateral customers.payer_of(a) as paying
  cross join lateral customers.settings_of(paying) as settings
  where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = today_of.account_id
$$;
comment on function billing.today_of is 'The business day where an account''s payer is.';
--! EndIncluded billing/internal/today_of.sql
--! Included billing/internal/lock_schedule.sql
create or replace function billing.lock_schedule(contract_id uuid)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select from billing.billing_schedules as s
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.contract_id = lock_schedule.contract_id
  for update
$$;
comment on function billing.lock_schedule is
  'Holds a contract''s billing until the transaction ends.';
--! EndIncluded billing/internal/lock_schedule.sql
--! Included billing/internal/redo_pieces.sql
-- Every piece that reaches beyond the day of a change and is priced otherwise now: what was used of
-- it by the old terms stays, rounded, and the credit is what is left, so that both are exactly what
-- was billed; what credit notes gave back already is not given again. The new terms are charged for
-- the remaining days of the whole period. A line that has ended is charged no more. What is charged
-- once has no days to share its price. A true-up is final.
create or replace function billing.redo_pieces(amendment sales.amendments, bill_on date)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
begin
  with pieces as (
    select b.*, l.account_id, l.price_interval, c.currency, c.months, l.price_months,
      greatest(lower(b.period), amendment.effective_date) as cut_on
    from (
      select c.id, c.tenant_id, c.currency, c.billing_months as months
      from sales.contracts as c
      where c.tenant_id = amendment.tenant_id and c.id = amendment.contract_id
    ) as c
    cross join lateral (
      select l.id, l.account_id, l.price_interval,
        kernel.months_of(l.price_interval) as price_months
      from sales.contract_lines as l
      where l.tenant_id = c.tenant_id and l.contract_id = c.id and l.pricing_model <> 'minimum'
    ) as l
    join billing.billed_periods as b on b.tenant_id = c.tenant_id and b.line_id = l.id
    where upper(b.period) > amendment.effective_date
  ),
  prices as materialized (
    select price.* from sales.line_prices(array[amendment.contract_id]) as price
  ),
  redone as (
    select p.*, price.terms_id, price.rated as new_rated, price.quantity as new_quantity,
      price.unit_price as new_unit_price, price.discount_percent,
      case when p.cut_on = lower(p.period) then 0
        else kernel.round_amount(
          p.rated * p.months * (p.cut_on - lower(p.period))
            / (p.price_months * (upper(p.whole_period) - lower(p.whole_period))), p.currency)
      end as used,
      case when price.line_id is not null then kernel.round_amount(
          price.rated * p.months * (upper(p.period) - p.cut_on)
            / (p.price_months * (upper(p.whole_period) - lower(p.whole_period))), p.currency)
      end as charge
    from pieces as p
    left join prices as price on price.line_id = p.line_id and price.valid @> p.cut_on
    where case when p.price_interval = 'one_time'
      then not exists (
        select from sales.contract_line_terms as t
        where t.tenant_id = p.tenant_id and t.line_id = p.line_id)
      else price.rated is distinct from p.rated end
  ),
  split as (
    select r.*, kernel.round_amount(r.used - r.amount, r.currency) as given_back,
      -- In proportion, so that a discount of any origin goes back with what it was given on.
      case when r.amount = 0 then r.amount else
        kernel.round_amount(r.discount * r.used / r.amount, r.currency) - r.discount
      end as discount_back,
      greatest(r.amount - r.discount - coalesce(noted.net, 0), 0) as left_to_give
    from redone as r
    left join lateral (
      select sum(note.net) as net
      from billing.invoice_items as item
      join billing.credit_note_items as note
        on note.tenant_id = item.tenant_id and note.invoice_item_id = item.id
      where item.tenant_id = r.tenant_id and case
        when r.adjustment_id is null then item.invoice_id = r.invoice_id
          and item.contract_line_id = r.line_id and item.kind <> 'proration'
          and lower(item.service_period) = lower(r.period)
        else item.adjustment_id = r.adjustment_id end
    ) as noted on true
  ),
  rows as (
    select s.*, 'credit' as kind,
      case when s.discount_back - s.given_back <= s.left_to_give then s.given_back
        else -s.left_to_give end as new_amount,
      case when s.discount_back - s.given_back <= s.left_to_give then s.discount_back
        else 0 end as new_discount
    from split as s
    union all
    select s.*, 'charge', s.charge,
      kernel.round_amount(s.charge * coalesce(s.discount_percent, 0) / 100, s.currency)
    from split as s
    where s.charge is not null
  )
  insert into billing.adjustments (tenant_id, contract_id, line_id, terms_id, amendment_id,
    account_id, kind, period, whole_period, quantity, unit_price, intervals, rated, amount,
    discount, currency, bill_on, credited_invoice_id)
  select r.tenant_id, amendment.contract_id, r.line_id,
    case r.kind when 'charge' then r.terms_id end, amendment.id, r.account_id, r.kind,
    daterange(r.cut_on, upper(r.period)), r.whole_period,
    case r.kind when 'charge' then r.new_quantity else r.quantity end,
    case r.kind when 'charge' then r.new_unit_price else r.unit_price end,
    case when r.price_interval = 'one_time' then 1
      else trim_scale(r.months::numeric / r.price_months) end,
    case r.kind when 'charge' then r.new_rated else r.rated end,
    kernel.round_amount(r.new_amount, r.currency), kernel.round_amount(r.new_discount, r.currency),
    r.currency, redo_pieces.bill_on,
    case r.kind when 'credit' then r.invoice_id end
  from rows as r
  order by r.line_id, r.cut_on, r.kind desc;

  delete from billing.billed_periods as b
  using billing.adjustments as a
  where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id and a.kind = 'credit'
    and b.tenant_id = a.tenant_id and b.line_id = a.line_id and b.period <@ a.period;
  update billing.billed_periods as b
  set period = b.period - a.period, amount = b.amount + a.amount,
    discount = b.discount + a.discount
  from billing.adjustments as a
  where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id and a.kind = 'credit'
    and b.tenant_id = a.tenant_id and b.line_id = a.line_id and b.period && a.period;
  insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity,
    unit_price, rated, amount, discount, adjustment_id)
  select a.tenant_id, a.line_id, a.period, a.whole_period, a.quantity, a.unit_price, a.rated,
    a.amount, a.discount, a.id
  from billing.adjustments as a
  where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id and a.kind = 'charge';
end $$;
comment on function billing.redo_pieces is
  'Credits and charges for billed days that an amendment prices otherwise.';
--! EndIncluded billing/internal/redo_pieces.sql
--! Included billing/internal/charge_added_lines.sql
-- A line that joins a contract within a period that was billed already has missed that: its share
-- is charged beside, and so is what is charged once by now. What the schedule has still to come to,
-- it bills.
create or replace function billing.charge_added_lines(amendment sales.amendments, bill_on date)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with missed as (
    select charge.*
    from billing.billing_schedules as s
    cross join lateral sales.line_charges(array[s.contract_id]) as charge
    where s.tenant_id = amendment.tenant_id and s.contract_id = amendment.contract_id
      and charge.pricing_model <> 'minimum'
      and case when charge.price_interval = 'one_time'
        then charge.bill_on <= charge_added_lines.bill_on
        else s.next_bill_on is null or charge.bill_on < s.next_bill_on or exists (
          select from sales.contract_lines as l
          join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
          where l.tenant_id = s.tenant_id and l.contract_id = s.contract_id
            and l.pricing_model <> 'minimum' and b.whole_period = charge.whole_period)
        end
      and charge.line_id in (
        select t.line_id from sales.contract_line_terms as t
        where t.tenant_id = amendment.tenant_id and t.amendment_id = amendment.id)
      and not exists (
        select from billing.billed_periods as b
        where b.tenant_id = amendment.tenant_id and b.line_id = charge.line_id
          and b.period && charge.period)
      and not amendment.changes @> jsonb_build_array(
        jsonb_build_object('line_id', charge.line_id))
  ),
  charged as (
    insert into billing.adjustments (tenant_id, contract_id, line_id, terms_id, amendment_id,
      account_id, kind, period, whole_period, quantity, unit_price, intervals, rated, amount,
      discount, currency, bill_on)
    select amendment.tenant_id, m.contract_id, m.line_id, m.terms_id, amendment.id, m.account_id,
      'charge', m.period, m.whole_period, m.quantity, m.unit_price, m.intervals, m.rated,
      m.amount, m.discount, amendment.currency,
      greatest(m.bill_on, charge_added_lines.bill_on)
    from missed as m
    order by m."position", m.period
    returning *
  )
  insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity,
    unit_price, rated, amount, discount, adjustment_id)
  select c.tenant_id, c.line_id, c.period, c.whole_period, c.quantity, c.unit_price, c.rated,
    c.amount, c.discount, c.id
  from charged as c
$$;
comment on function billing.charge_added_lines is
  'Charges for the days of added lines whose billing day has passed.';
--! EndIncluded billing/internal/charge_added_lines.sql
--! Included billing/internal/reschedule.sql
-- The first of these days: of what waits to be billed, of what the schedule has still before it,
-- and of what a line that ends leaves to be billed in arrears. What was passed over stays so. Days
-- to come of what is charged once, and of minimums, lie where they like.
create or replace function billing.reschedule(contract_id uuid, changed_on date)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  update billing.billing_schedules as s
  set next_bill_on = least(
    (select min(a.bill_on)
      from billing.pending_adjustments(array[reschedule.contract_id]) as a),
    (select min(charge.bill_on)
      from sales.line_charges(array[reschedule.contract_id]) as charge
      where (charge.bill_on >= s.next_bill_on
          or charge.bill_on = changed_on and upper(charge.line_period) = changed_on
          or charge.bill_on > billing.today_of(
              (select c.account_id from sales.contracts as c
                where c.tenant_id = s.tenant_id and c.id = s.contract_id))
            and (charge.price_interval = 'one_time' or charge.pricing_model = 'minimum'))
        and not exists (
          select from billing.billed_periods as b
          where b.tenant_id = s.tenant_id and b.line_id = charge.line_id
            and b.period && charge.period)))
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.contract_id = reschedule.contract_id
$$;
comment on function billing.reschedule is
  'Sets when a contract is billed next, after it was changed from a day on.';
--! EndIncluded billing/internal/reschedule.sql
--! Included billing/internal/amendment_result_of.sql
-- What is invoiced says its tax; what waits is taxed as if it were billed alone on its day.
create or replace function billing.amendment_result_of(amendment sales.amendments)
  returns billing.amendment_result
  language sql stable security definer set search_path to ''
as $$
  with adjustments as materialized (
    select a.id, a.line_id, a.account_id, a.kind, a.period, a.quantity, a.unit_price, a.amount,
      a.discount, a.currency, a.bill_on, a.invoice_id, l."position", l.product_id,
      row_number() over (order by l."position", lower(a.period), a.kind desc) as place
    from billing.adjustments as a
    join sales.contract_lines as l on l.tenant_id = a.tenant_id and l.id = a.line_id
    where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id
  ),
  invoiced as (
    select sum(item.discount) as discount, sum(item.tax) as tax,
      sum(item.amount - item.discount + item.tax) as total
    from adjustments as a
    join billing.invoice_items as item
      on item.tenant_id = amendment.tenant_id and item.adjustment_id = a.id
  ),
  waiting as (
    select sum(t.tax) as tax, sum(t.net + t.tax) as total
    from (
      select min(t.taxable) as net, sum(t.amount) as tax
      from tax.tax_lines(array(
        select (a.place, null, a.account_id, a.product_id, null, a.amount - a.discount,
          a.currency, a.bill_on, null)::tax.assessable
        from adjustments as a
        where a.invoice_id is null)) as t
      group by t.line_key
    ) as t
  )
  select (
    amendment, amendment.currency, coalesce(sums.lines, '{}'), zero + coalesce(sums.amount, 0),
    zero + coalesce(invoiced.discount, sums.discount, 0),
    zero + coalesce(invoiced.tax, waiting.tax, 0),
    zero + coalesce(invoiced.total, waiting.total, 0), sums.invoice_id
  )::billing.amendment_result
  from kernel.round_amount(0, amendment.currency) as zero
  cross join invoiced
  cross join waiting
  cross join (
    select
      array_agg((a.line_id, a.kind, lower(a.period), kernel.last_day(a.period), a.quantity,
        a.unit_price, a.amount, a.discount)::billing.amendment_line order by a.place) as lines,
      sum(a.amount) as amount, sum(a.discount) as discount,
      (array_agg(a.invoice_id))[1] as invoice_id
    from adjustments as a
  ) as sums
$$;
comment on function billing.amendment_result_of is
  'What an amendment gives back and charges of days that were billed already.';
--! EndIncluded billing/internal/amendment_result_of.sql
--! Included billing/internal/next_period.sql
-- A minimum that is reached leaves nothing to bill.
create or replace function billing.next_period(contract_id uuid)
  returns daterange
  language sql stable security definer set search_path to ''
as $$
  with unbilled as materialized (
    select charge.*
    from sales.line_charges(array[contract_id]) as charge
    where not exists (
      select from billing.billed_periods as b
      where b.tenant_id = (select tenancy.current_tenant_id())
        and b.line_id = charge.line_id and b.period && charge.period)
  ),
  open_charges as (
    select u.line_period, u.bill_on from unbilled as u where u.pricing_model <> 'minimum'
    union all
    select missing.line_period, missing.bill_on
    from billing.shortfalls(array(
      select (u.*)::sales.line_charge from unbilled as u where u.pricing_model = 'minimum'
    )) as missing
  )
  select coalesce(
    (select daterange(min(lower(o.line_period)), max(upper(o.line_period)))
      from open_charges as o
      where o.bill_on = (select min(first.bill_on) from open_charges as first)),
    'empty')
$$;
comment on function billing.next_period is
  'The days of a contract that are to be billed next; empty when all is billed.';
--! EndIncluded billing/internal/next_period.sql
--! Included billing/internal/check_period.sql
create or replace function billing.check_period(contract sales.contracts, asked daterange)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_cut daterange;
begin
  select charge.line_period into v_cut
  from sales.line_charges(array[contract.id]) as charge
  where charge.line_period && asked and not charge.line_period <@ asked
    and charge.price_interval <> 'one_time' and charge.pricing_model <> 'minimum'
  order by charge.line_period
  limit 1;
  if found then
    perform kernel.fail('INPUT',
      format('The contract is billed from %s to %s; a period cannot be cut.',
        lower(v_cut), kernel.last_day(v_cut)),
      case when lower(v_cut) < lower(asked) then 'billing_period_start'
        else 'billing_period_end' end);
  end if;
end $$;
comment on function billing.check_period is 'Refuses days that cut through a billing period.';
--! EndIncluded billing/internal/check_period.sql
--! Included billing/internal/preview_items.sql
create or replace function billing.preview_items(invoice_id uuid)
  returns billing.preview_item[]
  language sql volatile security definer set search_path to ''
as $$
  select array_agg((
      item.contract_line_id, item.account_id, item.product_id, item.kind, item.description,
      lower(item.service_period), kernel.last_day(item.service_period), item.quantity,
      item.unit_price, item.amount, item.discount, item.tax
    )::billing.preview_item order by item."position")
  from billing.invoice_items as item
  where item.tenant_id = (select tenancy.current_tenant_id())
    and item.invoice_id = preview_items.invoice_id
$$;
comment on function billing.preview_items is 'An invoice''s items, as a preview shows them.';
--! EndIncluded billing/internal/preview_items.sql
--! Included billing/internal/lock_invoice.sql
create or replace function billing.lock_invoice(invoice_id uuid, expect text[])
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices;
begin
  select * into v_invoice from billing.invoices as i
  where i.tenant_id = tenancy.current_tenant_id() and i.id = lock_invoice.invoice_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No invoice has this id.', 'invoice_id');
  elsif v_invoice.status <> all(expect) then
    perform kernel.fail('TRANS',
      format('The invoice is %s; this needs one that is %s.', v_invoice.status,
        array_to_string(expect, ' or ')), 'invoice_id');
  end if;
  return v_invoice;
end $$;
comment on function billing.lock_invoice is
  'The invoice, locked until the end of the transaction, in one of the expected states.';
--! EndIncluded billing/internal/lock_invoice.sql
--! Included billing/internal/postings.sql
-- A credit item turns its transfer round, as amounts in the ledger are positive. What an invoice
-- below zero owes its account goes from the invoice to the account's balance.
create or replace function billing.postings(invoices billing.invoices[])
  returns ledger.posting[]
  language sql stable security definer set search_path to ''
as $$
  with items as (
    select i.id, i.invoice_number, i.issue_date, i.currency, part.code, sum(part.amount) as amount
    from unnest(invoices) as i
    join billing.invoice_items as item on item.tenant_id = i.tenant_id and item.invoice_id = i.id
    cross join lateral (values
      (case when item.service_period is null then 'revenue' else 'deferred_revenue' end,
        item.amount - item.discount),
      ('tax_payable', item.tax::numeric)
    ) as part (code, amount)
    group by i.id, i.invoice_number, i.issue_date, i.currency, part.code
  ),
  parts as (
    select items.*, items.id as subject_id from items
    union all
    select i.id, i.invoice_number, i.issue_date, i.currency, 'customer_balance', -i.total,
      i.account_id
    from unnest(invoices) as i
    where i.total < 0
  )
  select array_agg((
      'billing.invoice', p.id, 'finalized', 'Invoice ' || p.invoice_number, p.issue_date,
      p.currency,
      case when p.amount > 0 then 'receivable' else p.code end,
      case when p.amount > 0 then p.id else p.subject_id end,
      case when p.amount > 0 then p.code else 'receivable' end,
      case when p.amount > 0 then p.subject_id else p.id end,
      abs(p.amount)
    )::ledger.posting)
  from parts as p
  where p.amount <> 0
$$;
comment on function billing.postings is 'What finalising invoices books.';
--! EndIncluded billing/internal/postings.sql
--! Included billing/internal/request_mail.sql
create or replace function billing.request_mail(invoices billing.invoices[])
  returns setof events.emails
  language sql volatile security definer set search_path to ''
as $$
  insert into events.emails (tenant_id, kind, object_type, object_id, to_addresses)
  select i.tenant_id, 'invoice', 'invoice', i.id, array[recipient.email]
  from unnest(invoices) as i
  join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  cross join lateral customers.billing_email_of(a) as recipient
  where recipient.email is not null and i.total >= 0
  returning *
$$;
comment on function billing.request_mail is
  'Prepares the mail of invoices to those whose accounts have an address; what asks for no payment '
  'is not mailed.';
--! EndIncluded billing/internal/request_mail.sql
--! Included billing/internal/take_effect.sql
-- What serves a period is deferred until it is delivered; what has none is revenue at once. What
-- comes to less than nothing is the account's; what comes to more is paid from what the account
-- has, as far as that reaches.
create or replace function billing.take_effect(invoices billing.invoices[], event_types text[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform ledger.post(billing.postings(invoices));
  if exists (select from unnest(invoices) as i where i.total < 0) then
    perform billing.raise_balances(array(
      select (i.account_id, i.currency, -i.total, 0)::billing.balance_change
      from unnest(invoices) as i
      where i.total < 0));
  end if;
  perform billing.request_mail(invoices);
  perform events.publish_many(array(
    select (said.type, 'invoice', i.id, image.object, null)::events.new_event
    from unnest(invoices) with ordinality as i
    cross join lateral (select to_jsonb(i) - 'ordinality') as image (object)
    cross join unnest(event_types) with ordinality as said (type, place)
    order by i.ordinality, said.place));
  if exists (
    select from billing.account_balances as b
    where b.tenant_id = tenancy.current_tenant_id() and b.balance > 0
      and b.account_id = any (array(select i.account_id from unnest(invoices) as i))
  ) then
    perform billing.apply_balances(array(
      select i.id from unnest(invoices) as i where i.total > 0));
  end if;
end $$;
comment on function billing.take_effect is
  'What issuing invoices brings about: posted to the books, settled with the account''s balance, '
  'mail prepared, said to the world.';
--! EndIncluded billing/internal/take_effect.sql
--! Included billing/internal/finalize_invoices.sql
-- Drafts become receivables, any number at once. An invoice over nothing, or less, is paid as it
-- stands.
create or replace function billing.finalize_invoices(invoice_ids uuid[])
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_finalized billing.invoices[];
begin
  with finalized as (
    update billing.invoices as i
    set status = case when i.balance <= 0 then 'paid' else 'open' end,
      paid_date = case when i.balance <= 0 then i.issue_date end,
      credited_amount = i.credited_amount + least(i.balance, 0),
      finalized_at = tenancy.now()
    where i.tenant_id = v_tenant_id and i.id = any(invoice_ids) and i.status = 'draft'
    returning i.*
  )
  select array_agg(f order by f.issue_date, f.invoice_number) into v_finalized
  from finalized as f;

  perform billing.take_effect(v_finalized, '{invoice.finalized}');
  return query
    select i.*
    from unnest(v_finalized) with ordinality as f
    join billing.invoices as i on i.tenant_id = v_tenant_id and i.id = f.id
    order by f.ordinality;
end $$;
comment on function billing.finalize_invoices is
  'Finalises those of the invoices that are drafts, and answers with them.';
--! EndIncluded billing/internal/finalize_invoices.sql
--! Included billing/internal/settle_invoices.sql
-- Checks and pays in one conditional update: two payments at once cannot both take the last cent.
create or replace function billing.settle_invoices(settlements billing.settlement[])
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_settled billing.invoices[];
begin
  perform from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.id = any(array(
    select s.invoice_id from unnest(settlements) as s))
  order by i.id
  for update;

  with paid as (
    select s.invoice_id, sum(s.amount) as amount, max(s.settled_on) as settled_on
    from unnest(settlements) as s
    group by s.invoice_id
  ),
  settled as (
    update billing.invoices as i
    set paid_amount = i.paid_amount + paid.amount,
      status = case when i.balance = paid.amount then 'paid'
        when i.status = 'overdue' then 'overdue' else 'partially_paid' end,
      paid_date = case when i.balance = paid.amount then paid.settled_on end
    from paid
    where i.tenant_id = v_tenant_id and i.id = paid.invoice_id
      and i.status in ('open', 'partially_paid', 'overdue')
      and i.balance >= paid.amount and paid.amount > 0
    returning i.*
  )
  select array_agg(s order by s.due_date, s.id) into v_settled from settled as s;

  if coalesce(cardinality(v_settled), 0)
    <> (select count(distinct s.invoice_id) from unnest(settlements) as s) then
    perform kernel.fail('OVRAP', 'An invoice has less left than was to be applied to it.',
      'invoice_id');
  end if;
  perform events.publish_many(array(
    select ('invoice.paid', 'invoice', s.id, to_jsonb(s), null)::events.new_event
    from unnest(v_settled) as s where s.status = 'paid'));
  return query select * from unnest(v_settled);
end $$;
comment on function billing.settle_invoices is
  'Applies paid amounts to open invoices, all or none.';
--! EndIncluded billing/internal/settle_invoices.sql
--! Included billing/internal/open_balances.sql
create or replace function billing.open_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select i.currency, i.id, i.balance::numeric
  from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id())
    and i.status in ('open', 'partially_paid', 'overdue', 'paid')
    and i.balance <> 0
$$;
comment on function billing.open_balances is 'What the ledger''s receivables must agree with.';
select ledger.register_subledger('invoices', 'receivable', 'billing.open_balances');
--! EndIncluded billing/internal/open_balances.sql
--! Included billing/internal/retax.sql
-- By invoice the tax of all its items is rounded together, so that they are reckoned anew together.
-- Of prices that include their tax what was asked stays, and the net follows. What was given by
-- hand stays. Items, header and the taxes themselves change in one statement, which the check on
-- totals asks for.
create or replace function billing.retax(invoice_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_item_ids uuid[];
  v_lines tax.assessable[];
begin
  select array_agg(l.id order by l.place), array_agg((l.place, l.invoice_id, l.account_id,
    l.product_id, null, l.asked, l.currency, l.issue_date, l.is_inclusive)::tax.assessable)
  into v_item_ids, v_lines
  from (
    select item.id, item.invoice_id, item.account_id, item.product_id, i.currency, i.issue_date,
      s.prices_include_tax as is_inclusive,
      item.amount - item.discount + case when s.prices_include_tax then item.tax else 0 end
        as asked,
      row_number() over (order by item.invoice_id, item."position") as place
    from billing.invoices as i
    join billing.invoice_items as item on item.tenant_id = i.tenant_id and item.invoice_id = i.id
    join tax.tax_settings as s on s.tenant_id = i.tenant_id
    where i.tenant_id = v_tenant_id and i.id = any (invoice_ids) and i.status = 'draft'
      and not item.is_tax_fixed
  ) as l;

  with reckoned as materialized (
    select v_item_ids[t.line_key] as item_id, t.*
    from tax.tax_lines(v_lines) as t
  ),
  gone as (
    delete from billing.item_taxes as old
    where old.tenant_id = v_tenant_id and old.invoice_item_id = any (v_item_ids)
      and not exists (
        select from reckoned as r
        where r.item_id = old.invoice_item_id and r.place = old.place
          and r.treatment <> 'not_registered')
  ),
  kept as (
    insert into billing.item_taxes (tenant_id, invoice_item_id, place, invoice_id, jurisdiction,
      name, kind, rate, treatment, note, taxable, amount)
    select v_tenant_id, r.item_id, r.place, r.invoice_key, r.jurisdiction, r.name, r.kind, r.rate,
      r.treatment, r.note, r.taxable, r.amount
    from reckoned as r
    where r.treatment <> 'not_registered'
    on conflict on constraint item_taxes_pkey do update
    set jurisdiction = excluded.jurisdiction, name = excluded.name, kind = excluded.kind,
      rate = excluded.rate, treatment = excluded.treatment, note = excluded.note,
      taxable = excluded.taxable, amount = excluded.amount
  ),
  changed as (
    update billing.invoice_items as item
    set amount = r.net + item.discount, tax = r.tax
    from (
      select r.item_id, min(r.taxable) as net, sum(r.amount) as tax
      from reckoned as r
      group by r.item_id
    ) as r
    where item.tenant_id = v_tenant_id and item.id = r.item_id
      and (item.amount - item.discount, item.tax) is distinct from (r.net, r.tax)
    returning new.invoice_id, new.amount - old.amount as amount, new.tax - old.tax as tax
  )
  update billing.invoices as i
  set subtotal = i.subtotal + c.amount, tax = i.tax + c.tax
  from (
    select c.invoice_id, sum(c.amount) as amount, sum(c.tax) as tax
    from changed as c
    group by c.invoice_id
  ) as c
  where i.tenant_id = v_tenant_id and i.id = c.invoice_id;
end $$;
comment on function billing.retax is 'Reckons the tax of drafts anew, by the law of their day.';
--! EndIncluded billing/internal/retax.sql
--! Included billing/internal/insert_items.sql
-- Items and the header's sums change in one statement, which the check on totals asks for.
create or replace function billing.insert_items(
  invoice billing.invoices, items billing.invoice_item_input[]
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_wrong record;
  v_invoice billing.invoices;
begin
  select rule.message, rule.field, item.place into v_wrong
  from unnest(items) with ordinality as item (product_id, account_id, description, quantity,
    unit_price, discount, tax, period_start, period_end, place)
  cross join lateral (values
    (coalesce(item.quantity < 0, false), 'A quantity is not negative.', 'quantity'),
    (item.unit_price is null, 'An item needs a unit price.', 'unit_price'),
    (item.unit_price < 0, 'A unit price is not negative; use a credit note.', 'unit_price'),
    (item.tax < 0, 'Tax is not negative.', 'tax'),
    (item.discount < 0 or item.discount > kernel.round_amount(
      coalesce(item.quantity, 1) * item.unit_price, invoice.currency),
      'A discount lies between zero and the item''s amount.', 'discount'),
    (item.description is null and item.product_id is null,
      'Describe the item or name a product.', 'description'),
    ((item.period_start is null) <> (item.period_end is null),
      'Give both ends of the period, or neither.', 'period_end'),
    (item.period_end < item.period_start, 'The period ends before it starts.', 'period_end')
  ) as rule (is_broken, message, field)
  where rule.is_broken
  order by item.place
  limit 1;
  if found then
    perform kernel.fail('INPUT', v_wrong.message,
      format('items/%s/%s', v_wrong.place - 1, v_wrong.field));
  end if;

  perform billing.lock_credit(array[invoice.account_id]);
  with asked as (
    select item.*, coalesce(item.quantity, 1) as counted,
      kernel.round_amount(coalesce(item.quantity, 1) * item.unit_price, invoice.currency)
        as rounded,
      coalesce((select max(other."position") from billing.invoice_items as other
        where other.tenant_id = invoice.tenant_id and other.invoice_id = invoice.id), 0)
        + item.place as next_position
    from unnest(items) with ordinality as item (product_id, account_id, description, quantity,
      unit_price, discount, tax, period_start, period_end, place)
  ),
  added as (
    insert into billing.invoice_items (tenant_id, invoice_id, "position", account_id, product_id,
      kind, description, service_period, quantity, unit_price, amount, discount, tax,
      is_tax_fixed)
    select invoice.tenant_id, invoice.id, a.next_position,
      coalesce(a.account_id, invoice.account_id), a.product_id, 'manual',
      coalesce(a.description, (
        select p.name from catalog.products as p
        where p.tenant_id = invoice.tenant_id and p.id = a.product_id), 'Item'),
      case when a.period_start is not null
        then daterange(a.period_start, a.period_end + 1) end,
      a.counted, a.unit_price, a.rounded,
      kernel.round_amount(coalesce(a.discount, 0), invoice.currency),
      kernel.round_amount(coalesce(a.tax, 0), invoice.currency), a.tax is not null
    from asked as a
    returning amount, discount, tax
  )
  update billing.invoices as i
  set subtotal = i.subtotal + added.amount, discount = i.discount + added.discount,
    tax = i.tax + added.tax
  from (
    select sum(a.amount) as amount, sum(a.discount) as discount, sum(a.tax) as tax from added as a
  ) as added
  where i.tenant_id = invoice.tenant_id and i.id = invoice.id;
  perform billing.retax(array[invoice.id]);
  select * into v_invoice from billing.invoices as i
  where i.tenant_id = invoice.tenant_id and i.id = invoice.id;
  perform billing.check_credit(v_invoice, v_invoice.total - invoice.total);
  return v_invoice;
end $$;
comment on function billing.insert_items is
  'Adds manual items to a draft; refuses with the first wrong one.';
--! EndIncluded billing/internal/insert_items.sql
--! Included billing/internal/address_lines.sql
create or replace function billing.address_lines(
  line1 text, line2 text, city text, state text, postal_code text, country text
)
  returns jsonb
  language sql immutable security invoker set search_path to ''
as $$
  select coalesce(jsonb_agg(line order by place) filter (where line <> ''), '[]')
  from unnest(array[
    line1, line2,
    concat_ws(', ', nullif(city, ''), nullif(concat_ws(' ', state, postal_code), '')),
    country
  ]) with ordinality as printed (line, place)
$$;
comment on function billing.address_lines is 'An address as the lines of an envelope.';
--! EndIncluded billing/internal/address_lines.sql
--! Included billing/internal/creditable_items.sql
-- What an amendment gave back of an item is gone too, with its tax: it stands on another invoice.
create or replace function billing.creditable_items(invoice_id uuid)
  returns table (
    item_id uuid, "position" int, net numeric, tax numeric, net_left numeric, tax_left numeric)
  language sql stable security definer set search_path to ''
as $$
  select item.id, item."position", charged.net, item.tax,
    greatest(uncredited.net + coalesce(amended.net, 0), least(uncredited.net, 0)),
    greatest(
      uncredited.tax + coalesce(kernel.round_amount(
        item.tax * amended.net / nullif(charged.net, 0), i.currency), 0),
      least(uncredited.tax, 0))
  from billing.invoices as i
  join billing.invoice_items as item
    on item.tenant_id = i.tenant_id and item.invoice_id = i.id
  cross join lateral (select item.amount - item.discount) as charged (net)
  cross join lateral (
    select charged.net - coalesce(sum(c.net), 0), item.tax - coalesce(sum(c.tax), 0)
    from billing.credit_note_items as c
    where c.tenant_id = item.tenant_id and c.invoice_item_id = item.id
  ) as uncredited (net, tax)
  left join lateral (
    select sum(a.amount - a.discount)
    from billing.adjustments as a
    where a.tenant_id = item.tenant_id and a.credited_invoice_id = item.invoice_id
      and a.line_id = item.contract_line_id and a.period <@ item.service_period
      and a.kind = 'credit'
  ) as amended (net) on true
  where i.tenant_id = (select tenancy.current_tenant_id())
    and i.id = creditable_items.invoice_id
$$;
comment on function billing.creditable_items is
  'The items of an invoice with what credit notes and amendments have left of them.';
--! EndIncluded billing/internal/creditable_items.sql
--! Included billing/internal/lines_to_credit.sql
-- Tax in the proportion of the item's, rounded, and never beyond what is left of it; whoever takes
-- the last of the net takes the last of the tax, so that a chain of notes returns exactly to zero.
create or replace function billing.lines_to_credit(
  invoice billing.invoices, lines billing.credit_note_line_input[]
)
  returns table (item_id uuid, net numeric, tax numeric)
  language sql stable security definer set search_path to ''
as $$
  select item.item_id, kernel.round_amount(chosen.net, (invoice).currency),
    case
      when chosen.net = item.net_left then item.tax_left
      when item.tax < 0 then greatest(share.tax, item.tax_left)
      else least(share.tax, item.tax_left)
    end
  from billing.creditable_items((invoice).id) as item
  left join unnest(lines) as line on line.item_id = item.item_id
  cross join lateral (select coalesce(line.net, item.net_left)) as chosen (net)
  cross join lateral (
    select kernel.round_amount(chosen.net * item.tax / nullif(item.net, 0), (invoice).currency)
  ) as share (tax)
  where (lines is null or line.item_id is not null)
    and (item.net_left <> 0 or item.tax_left <> 0)
  order by item."position"
$$;
comment on function billing.lines_to_credit is
  'What a credit note takes back: of the lines named, else all that is left.';
--! EndIncluded billing/internal/lines_to_credit.sql
--! Included billing/internal/check_credit_lines.sql
-- Says what is wrong with the first line that cannot be credited; asked under the invoice's lock.
create or replace function billing.check_credit_lines(
  invoice billing.invoices, lines billing.credit_note_line_input[]
)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_wrong record;
begin
  if cardinality(lines) not between 1 and 500 then
    perform kernel.fail('INPUT', 'Name 1 to 500 lines, or none to credit all that is left.',
      'lines');
  end if;
  select rule.code, rule.message, format('lines/%s/%s', line.place - 1, rule.field) as pointer
  into v_wrong
  from (
    select l.item_id, l.net, l.place,
      count(*) over (partition by l.item_id order by l.place) as times_named
    from unnest(lines) with ordinality as l (item_id, net, place)
  ) as line
  left join billing.creditable_items(invoice.id) as item on item.item_id = line.item_id
  cross join lateral (values
    (1, item.item_id is null, 'NOTFD', 'No item of this invoice has this id.', 'item_id'),
    (2, line.times_named > 1, 'INPUT', 'The item is named twice.', 'item_id'),
    (3, item.net_left = 0 and item.tax_left = 0, 'OVRAP',
      'The item is credited in full already.', 'item_id'),
    (4, line.net <> kernel.round_amount(line.net, invoice.currency), 'INPUT',
      'The amount has more decimals than its currency.', 'net'),
    (5, line.net * item.net < 0 or line.net = 0 and item.net_left <> 0, 'INPUT',
      case when item.net < 0 then 'A credit of a deduction is below zero.'
        else 'A credit is above zero.' end, 'net'),
    (6, abs(line.net) > abs(item.net_left), 'OVRAP',
      format('The item has %s left.', item.net_left), 'net')
  ) as rule (rank, is_broken, code, message, field)
  where rule.is_broken
  order by line.place, rule.rank
  limit 1;
  if found then
    perform kernel.fail(v_wrong.code, v_wrong.message, v_wrong.pointer);
  end if;
end $$;
comment on function billing.check_credit_lines is
  'Refuses lines that cannot be credited, naming the first one.';
--! EndIncluded billing/internal/check_credit_lines.sql
--! Included billing/internal/take_credit_note_number.sql
create or replace function billing.take_credit_note_number(issue_date date)
  returns text
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.number_series as s (tenant_id, kind, year, last_number)
  values (tenancy.current_tenant_id(), 'credit_note', extract(year from issue_date)::int, 1)
  on conflict on constraint number_series_pkey do update
  set last_number = s.last_number + 1
  returning billing.format_number(
    'CN-{YYYY}-{SEQ:3}', s.last_number, take_credit_note_number.issue_date)
$$;
comment on function billing.take_credit_note_number is
  'The next number of a credit note: a series each year, without gaps or duplicates.';
--! EndIncluded billing/internal/take_credit_note_number.sql
--! Included billing/internal/insert_credit_note.sql
-- Header and items in one statement, which the check on totals asks for. What the open balance does
-- not take goes where it is asked to go.
create or replace function billing.insert_credit_note(
  invoice billing.invoices,
  lines billing.credit_note_line_input[],
  reason text,
  settlement text
)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_issue_date date := greatest(tenancy.today(invoice.time_zone), invoice.issue_date);
  v_zero numeric := kernel.round_amount(0, invoice.currency);
  v_note billing.credit_notes;
begin
  with chosen as materialized (
    select * from billing.lines_to_credit(invoice, lines)
  ),
  sums as (
    select sum(c.net) as net, sum(c.tax) as tax,
      least(sum(c.net + c.tax), invoice.balance) as applied,
      greatest(sum(c.net + c.tax) - invoice.balance, v_zero) as rest
    from chosen as c
    having sum(c.net + c.tax) > 0
  ),
  note as (
    insert into billing.credit_notes (credit_note_number, account_id, invoice_id, currency,
      issue_date, reason, net, tax, applied_to_invoice, to_balance, to_refund)
    select billing.take_credit_note_number(v_issue_date), invoice.account_id, invoice.id,
      invoice.currency, v_issue_date, reason, s.net, s.tax, s.applied,
      case settlement when 'balance' then s.rest else v_zero end,
      case settlement when 'refund' then s.rest else v_zero end
    from sums as s
    returning credit_notes.*
  ),
  items as (
    insert into billing.credit_note_items (tenant_id, credit_note_id, invoice_item_id, net, tax,
      created_at)
    select note.tenant_id, note.id, c.item_id, c.net, c.tax, note.created_at
    from note
    cross join chosen as c
  )
  select note.* into v_note from note;
  if not found then
    perform kernel.fail('TRANS', 'Nothing is left to credit.', 'lines');
  end if;
  return v_note;
end $$;
comment on function billing.insert_credit_note is
  'Writes a credit note with its items; the caller settles and books it.';
--! EndIncluded billing/internal/insert_credit_note.sql
--! Included billing/internal/credit_invoice.sql
-- Owed in full and credited in full: void, by its notes and not by a reversal. What was paid in
-- part is paid. Credited in full, however settled, its days can be billed again.
create or replace function billing.credit_invoice(
  invoice billing.invoices, note billing.credit_notes
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices;
  v_credited numeric;
  v_applied numeric;
  v_status text;
begin
  select sum(n.total), sum(n.applied_to_invoice) into v_credited, v_applied
  from billing.credit_notes as n
  where n.tenant_id = invoice.tenant_id and n.invoice_id = invoice.id;
  v_status := case
    when v_applied = invoice.total then 'void'
    when invoice.balance = note.applied_to_invoice then 'paid'
    else invoice.status end;

  if v_credited = invoice.total then
    delete from billing.billed_periods as b
    where b.tenant_id = invoice.tenant_id and b.invoice_id = invoice.id;
  end if;
  if note.applied_to_invoice = 0 then
    return invoice;
  end if;
  update billing.invoices as i
  set credited_amount = i.credited_amount + note.applied_to_invoice,
    status = v_status,
    paid_date = case v_status when 'paid' then note.issue_date end,
    voided_at = case v_status when 'void' then tenancy.now() end,
    void_reason = case v_status when 'void' then 'Credited by ' || note.credit_note_number end
  where i.tenant_id = invoice.tenant_id and i.id = invoice.id
  returning * into v_invoice;
  if v_status = 'void' then
    perform events.publish('invoice.voided', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  elsif v_status = 'paid' then
    perform events.publish('invoice.paid', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  end if;
  return v_invoice;
end $$;
comment on function billing.credit_invoice is
  'Lowers what is owed on a locked invoice by a credit note, and moves its state.';
--! EndIncluded billing/internal/credit_invoice.sql
--! Included billing/internal/credit_note_postings.sql
-- As the items were posted, the other way round: what is deferred or earned, and the tax. What the
-- invoice does not take passes through its receivable to the account, or goes there directly when
-- the invoice takes nothing. A deduction turns its transfer round.
create or replace function billing.credit_note_postings(note billing.credit_notes)
  returns ledger.posting[]
  language sql stable security definer set search_path to ''
as $$
  with target (code, subject_id) as (
    select
      case when (note).applied_to_invoice > 0 then 'receivable' else 'customer_balance' end,
      case when (note).applied_to_invoice > 0 then (note).invoice_id else (note).account_id end
  ),
  parts (code, amount) as (
    select part.code, sum(part.amount)
    from billing.credit_note_items as c
    join billing.invoice_items as item
      on item.tenant_id = c.tenant_id and item.id = c.invoice_item_id
    cross join lateral (values
      (case when item.service_period is null then 'revenue' else 'deferred_revenue' end,
        c.net::numeric),
      ('tax_payable', c.tax::numeric)
    ) as part (code, amount)
    where c.tenant_id = (note).tenant_id and c.credit_note_id = (note).id
    group by part.code
  ),
  sides (debit_code, debit_id, credit_code, credit_id, amount) as (
    select p.code, (note).invoice_id, t.code, t.subject_id, p.amount
    from parts as p
    cross join target as t
    where p.amount > 0
    union all
    select t.code, t.subject_id, p.code, (note).invoice_id, -p.amount
    from parts as p
    cross join target as t
    where p.amount < 0
    union all
    select 'receivable', (note).invoice_id, 'customer_balance', (note).account_id,
      (note).to_balance + (note).to_refund
    where (note).applied_to_invoice > 0
  )
  select array_agg((
      'billing.credit_note', (note).id, 'issued', 'Credit note ' || (note).credit_note_number,
      (note).issue_date, (note).currency, s.debit_code, s.debit_id, s.credit_code, s.credit_id,
      s.amount
    )::ledger.posting)
  from sides as s
$$;
comment on function billing.credit_note_postings is 'What issuing a credit note books.';
--! EndIncluded billing/internal/credit_note_postings.sql
--! Included billing/internal/raise_balances.sql
create or replace function billing.raise_balances(changes billing.balance_change[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.account_balances as b (tenant_id, account_id, currency, balance, refund_due,
    created_at, updated_at)
  select tenancy.current_tenant_id(), c.account_id, c.currency,
    kernel.round_amount(sum(c.balance), c.currency),
    kernel.round_amount(sum(c.refund_due), c.currency), today.at, today.at
  from unnest(changes) as c
  cross join (select tenancy.now()) as today (at)
  where c.balance > 0 or c.refund_due > 0
  group by c.account_id, c.currency, today.at
  order by c.account_id, c.currency
  on conflict on constraint account_balances_account_key do update
  set balance = b.balance + excluded.balance, refund_due = b.refund_due + excluded.refund_due
$$;
comment on function billing.raise_balances is
  'Adds to the balances of accounts, opening them where needed; the caller books it.';
--! EndIncluded billing/internal/raise_balances.sql
--! Included billing/internal/customer_balances.sql
create or replace function billing.customer_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select b.currency, b.account_id, b.balance + b.refund_due
  from billing.account_balances as b
  where b.tenant_id = (select tenancy.current_tenant_id())
    and b.balance + b.refund_due <> 0
$$;
comment on function billing.customer_balances is
  'What the ledger''s customer balances must agree with, account by account.';
select ledger.register_subledger('balances', 'customer_balance', 'billing.customer_balances');
--! EndIncluded billing/internal/customer_balances.sql
--! Included billing/internal/apply_balances.sql
-- Locks invoices by id, then balances: whoever waited sees in the next statement what is left. An
-- account's invoices get it in order, the oldest due first.
create or replace function billing.apply_balances(invoice_ids uuid[])
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_account_ids uuid[];
  v_postings ledger.posting[];
  v_invoices billing.invoices[];
begin
  with locked as (
    select i.account_id from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (invoice_ids)
      and i.status in ('open', 'partially_paid', 'overdue')
    order by i.id
    for update
  )
  select array_agg(distinct locked.account_id) into v_account_ids from locked;
  perform from billing.account_balances as b
  where b.tenant_id = v_tenant_id and b.account_id = any (v_account_ids) and b.balance > 0
  order by b.account_id, b.currency
  for update;

  with wanted as (
    select i.id, i.account_id, i.currency, i.issue_date, i.time_zone, i.balance,
      b.id as balance_id, b.balance - coalesce(sum(i.balance) over (
        partition by b.id order by i.due_date, i.id
        rows between unbounded preceding and 1 preceding), 0) as available
    from billing.invoices as i
    join billing.account_balances as b
      on b.tenant_id = i.tenant_id and b.account_id = i.account_id and b.currency = i.currency
    where i.tenant_id = v_tenant_id and i.id = any (invoice_ids)
      and i.status in ('open', 'partially_paid', 'overdue')
  ),
  allotted as (
    select w.id, w.account_id, w.currency, w.balance_id, least(w.balance, w.available) as amount,
      greatest((v_now at time zone w.time_zone)::date, w.issue_date) as applied_on
    from wanted as w
    where w.available > 0
  ),
  applied as (
    insert into billing.balance_applications (tenant_id, account_id, invoice_id, amount,
      applied_on, created_at)
    select v_tenant_id, a.account_id, a.id, a.amount, a.applied_on, v_now
    from allotted as a
    returning id, account_id, invoice_id, amount, applied_on
  ),
  used as (
    update billing.account_balances as b
    set balance = b.balance - taken.amount
    from (
      select a.balance_id, sum(a.amount) as amount from allotted as a group by a.balance_id
    ) as taken
    where b.tenant_id = v_tenant_id and b.id = taken.balance_id and b.balance >= taken.amount
  ),
  paid as (
    update billing.invoices as i
    set credited_amount = i.credited_amount + a.amount,
      status = case when i.balance = a.amount then 'paid'
        when i.status = 'overdue' then 'overdue' else 'partially_paid' end,
      paid_date = case when i.balance = a.amount then a.applied_on end
    from allotted as a
    where i.tenant_id = v_tenant_id and i.id = a.id
    returning i.*
  )
  select array_agg(p order by p.due_date, p.id), array_agg((
      'billing.balance_application', a.id, 'applied', 'Balance to ' || p.invoice_number,
      a.applied_on, p.currency, 'customer_balance', a.account_id, 'receivable', p.id, a.amount
    )::ledger.posting)
  into v_invoices, v_postings
  from paid as p
  join applied as a on a.invoice_id = p.id;

  perform ledger.post(v_postings);
  perform events.publish_many(array(
    select ('invoice.paid', 'invoice', p.id, to_jsonb(p), null)::events.new_event
    from unnest(v_invoices) as p where p.status = 'paid'));
  return query select * from unnest(v_invoices);
end $$;
comment on function billing.apply_balances is
  'Pays open invoices from their accounts'' balances as far as these reach; answers with those '
  'that got something.';
--! EndIncluded billing/internal/apply_balances.sql
--! Included billing/internal/lock_contracts_of_invoice.sql
create or replace function billing.lock_contracts_of_invoice(invoice_id uuid)
  returns uuid[]
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract_ids uuid[] := array(
    select distinct l.contract_id
    from billing.invoice_items as item
    join sales.contract_lines as l on l.tenant_id = item.tenant_id and l.id = item.contract_line_id
    where item.tenant_id = tenancy.current_tenant_id()
      and item.invoice_id = lock_contracts_of_invoice.invoice_id
    order by l.contract_id);
begin
  perform billing.lock_billable(contract_id) from unnest(v_contract_ids) as contract_id;
  return v_contract_ids;
end $$;
comment on function billing.lock_contracts_of_invoice is
  'The contracts that made an invoice, locked if they can be billed; none for one made by hand.';
--! EndIncluded billing/internal/lock_contracts_of_invoice.sql
--! Included billing/internal/manual_items.sql
create or replace function billing.manual_items(invoice_id uuid)
  returns billing.invoice_item_input[]
  language sql stable security definer set search_path to ''
as $$
  select coalesce(array_agg((
      item.product_id, item.account_id, item.description, item.quantity, item.unit_price,
      item.discount, case when item.is_tax_fixed then item.tax end, lower(item.service_period),
      kernel.last_day(item.service_period)
    )::billing.invoice_item_input order by item."position"), '{}')
  from billing.invoice_items as item
  where item.tenant_id = (select tenancy.current_tenant_id())
    and item.invoice_id = manual_items.invoice_id and item.kind = 'manual'
$$;
comment on function billing.manual_items is 'The items of an invoice that were written by hand.';
--! EndIncluded billing/internal/manual_items.sql
--! Included billing/commands/generate_invoice.sql
-- Asking again, or sixteen times at once, answers with the one invoice there is.
create or replace function billing.generate_invoice(
  contract_id uuid,
  billing_period_start date default null,
  billing_period_end date default null,
  purchase_order_number text default null
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := billing.lock_billable(contract_id);
  v_period daterange;
  v_invoice billing.invoices;
begin
  if billing_period_start is null and billing_period_end is null then
    v_period := billing.next_period(v_contract.id);
  elsif billing_period_start is null or billing_period_end is null then
    perform kernel.fail('INPUT', 'Give both ends of the period, or neither.',
      case when billing_period_start is null then 'billing_period_start'
        else 'billing_period_end' end);
  elsif billing_period_end < billing_period_start then
    perform kernel.fail('INPUT', 'The period ends before it starts.', 'billing_period_end');
  else
    v_period := daterange(billing_period_start, billing_period_end + 1);
    perform billing.check_period(v_contract, v_period);
  end if;

  select * into v_invoice
  from billing.bill_contracts(array[v_contract.id], within => v_period,
    purchase_order_number => generate_invoice.purchase_order_number);
  if found then
    perform events.publish('invoice.created', 'invoice', v_invoice.id, to_jsonb(v_invoice));
    return v_invoice;
  end if;

  select i.* into v_invoice
  from sales.contract_lines as l
  join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
  left join billing.adjustments as a on a.tenant_id = b.tenant_id and a.id = b.adjustment_id
  join billing.invoices as i
    on i.tenant_id = b.tenant_id and i.id = coalesce(b.invoice_id, a.invoice_id)
  where l.tenant_id = v_contract.tenant_id and l.contract_id = v_contract.id
    and b.period && v_period
  order by i.issue_date, i.invoice_number
  limit 1;
  if not found then
    perform kernel.fail('NOTHG', 'Nothing is to be billed for this period.',
      'billing_period_start');
  end if;
  return v_invoice;
end $$;
comment on function billing.generate_invoice is
  'The draft invoice of a contract''s period, by default the next one. Asked again, it answers '
  'with the same invoice. Codes: not_found, illegal_transition (a draft), '
  'credit_hold, nothing_to_bill, invalid_input (not a period of the contract).';
grant execute on function billing.generate_invoice to tenor_finance;
--! EndIncluded billing/commands/generate_invoice.sql
--! Included billing/commands/preview_invoice.sql
-- The billing function itself, rolled back: the same code gives the same cent. Its numbers and rows
-- are undone with the block; only what was read out of it stays.
create or replace function billing.preview_invoice(contract_id uuid, as_of date default null)
  returns billing.invoice_preview
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := billing.lock_billable(contract_id);
  v_preview billing.invoice_preview;
begin
  v_preview.contract_id := v_contract.id;
  v_preview.account_id := v_contract.account_id;
  v_preview.currency := v_contract.currency;
  v_preview.as_of := coalesce(as_of, tenancy.today());
  begin
    select
      coalesce(sum(i.subtotal), kernel.round_amount(0, v_contract.currency)),
      coalesce(sum(i.discount), kernel.round_amount(0, v_contract.currency)),
      coalesce(sum(i.tax), kernel.round_amount(0, v_contract.currency)),
      coalesce(sum(i.total), kernel.round_amount(0, v_contract.currency)),
      coalesce(array_agg((
        i.issue_date, i.due_date, lower(i.service_period), kernel.last_day(i.service_period),
        i.subtotal, i.discount, i.tax, i.total, billing.preview_items(i.id)
      )::billing.previewed_invoice order by i.issue_date), '{}')
    into v_preview.subtotal, v_preview.discount, v_preview.tax, v_preview.total,
      v_preview.invoices
    from billing.bill_contracts(array[v_contract.id], bill_until => v_preview.as_of) as i;
    raise exception using errcode = 'PREVW';
  exception when sqlstate 'PREVW' then
    return v_preview;
  end;
end $$;
comment on function billing.preview_invoice is
  'What would be billed of a contract until a day, by default today, to the cent; nothing is kept.';
grant execute on function billing.preview_invoice to tenor_finance, tenor_sales;
--! EndIncluded billing/commands/preview_invoice.sql
--! Included billing/commands/start_billing_run.sql
-- Which contracts are due is kept; what is due of them is found when their batch runs, so that a
-- batch that runs twice, or late, does the right thing.
create or replace function billing.start_billing_run(
  as_of date default null, account_id uuid default null, currency text default null
)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_as_of date := coalesce(as_of, tenancy.today());
  v_run billing.billing_runs;
  v_contract_ids uuid[];
  v_payer_ids uuid[];
begin
  if v_as_of > tenancy.today() + 366 then
    perform kernel.fail('INPUT', 'A run bills at most a year ahead.', 'as_of');
  elsif account_id is not null then
    perform customers.find_account(account_id);
  end if;
  select array_agg(due.contract_id), array_agg(due.payer_id) into v_contract_ids, v_payer_ids
  from billing.due_contracts(
    v_as_of, start_billing_run.account_id, start_billing_run.currency) as due;
  insert into billing.billing_runs (as_of, account_id, currency, contracts_total)
  values (v_as_of, start_billing_run.account_id, start_billing_run.currency,
    coalesce(cardinality(v_contract_ids), 0))
  returning * into v_run;
  perform billing.queue_batches(array(
    select b from billing.cut_batches(v_run.id, v_contract_ids, v_payer_ids, 500) as b));
  return billing.close_run(v_run.id);
end $$;
comment on function billing.start_billing_run is
  'Bills everything due until a day, by default today, in batches by the workers; of all, or of an '
  'account and those below it, or in one currency. Answers at once. Codes: invalid_input, '
  'not_found.';
grant execute on function billing.start_billing_run to tenor_finance;
--! EndIncluded billing/commands/start_billing_run.sql
--! Included billing/commands/bill_batch.sql
-- One transaction: the invoices of a batch, their events, the progress. When one contract makes
-- the statement fail, the batch is cut in halves, down to the one payer; that is
-- written down.
create or replace function billing.bill_batch(batch_id uuid)
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_batch billing.run_batches;
  v_run billing.billing_runs;
  v_due uuid[];
  v_payer_ids uuid[];
  v_invoices int := 0;
begin
  select * into v_batch from billing.run_batches as b
  where b.tenant_id = v_tenant_id and b.id = bill_batch.batch_id
  for update;
  if not found or v_batch.status <> 'queued' then
    return 0;
  end if;
  select * into v_run from billing.billing_runs as r
  where r.tenant_id = v_tenant_id and r.id = v_batch.run_id;

  perform billing.keep_statistics();
  select coalesce(array_agg(due.contract_id), '{}'), array_agg(due.payer_id)
  into v_due, v_payer_ids
  from billing.due_among(v_batch.contract_ids, v_run.as_of) as due;
  begin
    v_invoices := billing.bill_and_publish(v_due, v_run.as_of, v_run.id);
  exception
    when serialization_failure or deadlock_detected or query_canceled or admin_shutdown then
      raise;
    when others then
      if v_payer_ids[1] <> any (v_payer_ids) then
        perform billing.halve_batch(v_batch, v_due, v_payer_ids);
        return 0;
      end if;
      perform billing.note_failures(v_run.id, v_due, 'internal', sqlerrm);
  end;
  perform billing.note_unbilled(v_run.id, v_due, v_run.as_of);

  update billing.run_batches as b
  set status = 'done', invoices_created = v_invoices, finished_at = kernel.real_time()
  where b.tenant_id = v_tenant_id and b.id = v_batch.id;
  update billing.billing_runs as r
  set status = 'running', started_at = coalesce(r.started_at, kernel.real_time()),
    contracts_done = r.contracts_done + v_batch.contracts_count,
    invoices_created = r.invoices_created + v_invoices,
    failures_count = (
      select count(*) from billing.run_failures as f
      where f.tenant_id = v_tenant_id and f.run_id = r.id)
  where r.tenant_id = v_tenant_id and r.id = v_run.id and r.status in ('queued', 'running');
  perform billing.close_run(v_run.id);
  return v_invoices;
end $$;
comment on function billing.bill_batch is
  'Bills what is due in a batch of a run, once; answers with the number of invoices made.';
grant execute on function billing.bill_batch to tenor_worker;
--! EndIncluded billing/commands/bill_batch.sql
--! Included billing/commands/cancel_billing_run.sql
-- Batches under way end; those that wait do not begin. What is billed stays.
create or replace function billing.cancel_billing_run(run_id uuid)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_run billing.billing_runs := billing.lock_run(run_id, expect => '{queued,running}');
begin
  update billing.run_batches as b
  set status = 'cancelled', finished_at = kernel.real_time()
  where b.tenant_id = v_run.tenant_id and b.run_id = v_run.id and b.status = 'queued';
  update billing.billing_runs as r
  set status = 'cancelled', finished_at = kernel.real_time()
  where r.tenant_id = v_run.tenant_id and r.id = v_run.id
  returning * into v_run;
  return v_run;
end $$;
comment on function billing.cancel_billing_run is
  'Stops a run after the batches that are under way.';
grant execute on function billing.cancel_billing_run to tenor_finance;
--! EndIncluded billing/commands/cancel_billing_run.sql
--! Included billing/commands/retry_billing_run.sql
create or replace function billing.retry_billing_run(run_id uuid)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_run billing.billing_runs := billing.lock_run(run_id, expect => '{completed,cancelled}');
begin
  return billing.start_billing_run(v_run.as_of, v_run.account_id, v_run.currency);
end $$;
comment on function billing.retry_billing_run is
  'Starts a new run for what an ended one left unbilled.';
grant execute on function billing.retry_billing_run to tenor_finance;
--! EndIncluded billing/commands/retry_billing_run.sql
--! Included billing/commands/bill_due.sql
-- A sandbox bills while its clock is moved, since the days on the way come one after the other. A
-- live tenant's day starts a run, which workers do in batches.
create or replace function billing.bill_due()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_is_sandbox boolean := (tenancy.clock()).sandbox;
begin
  if v_is_sandbox then
    return jsonb_build_object('invoices_created',
      billing.bill_and_publish(array(
        select due.contract_id from billing.due_contracts() as due)));
  end if;
  if exists (select from billing.due_contracts()) then
    perform billing.start_billing_run();
    return jsonb_build_object('billing_runs_started', 1);
  end if;
  return '{}';
end $$;
comment on function billing.bill_due is 'Bills, or begins to bill, everything due today.';
select tenancy.register_duty('billing', 100, 'billing.bill_due');
--! EndIncluded billing/commands/bill_due.sql
--! Included billing/commands/finalize_due.sql
-- Drafts of runs that nobody held back. What a person wrote is finalised by a person.
create or replace function billing.finalize_due()
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  select jsonb_build_object('invoices_finalized', count(*))
  from billing.finalize_invoices(array(
    select i.id
    from tenancy.tenants as t
    join billing.invoices as i on i.tenant_id = t.id
    where t.id = (select tenancy.current_tenant_id())
      and i.status = 'draft'
      and (i.billing_type in ('recurring', 'adjustment') or i.contract_id is not null)
      and i.issue_date + t.finalize_after_days <= (select tenancy.today())))
$$;
comment on function billing.finalize_due is
  'Finalises drafts of runs after the days that the tenant''s settings say.';
select tenancy.register_duty('finalize', 150, 'billing.finalize_due');
--! EndIncluded billing/commands/finalize_due.sql
--! Included billing/commands/mark_overdue.sql
-- On the day after the due date, where the account is.
create or replace function billing.mark_overdue()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_events events.new_event[];
begin
  with late as (
    update billing.invoices as i
    set status = 'overdue'
    where i.tenant_id = v_tenant_id
      and i.status in ('open', 'partially_paid')
      and i.due_date < (v_now at time zone 'Etc/GMT-14')::date
      and i.due_date < (v_now at time zone i.time_zone)::date
    returning i.*
  )
  select array_agg(('invoice.overdue', 'invoice', l.id, to_jsonb(l), null)::events.new_event
    order by l.due_date, l.invoice_number)
  into v_events
  from late as l;

  perform events.publish_many(v_events);
  return jsonb_build_object('invoices_overdue', coalesce(cardinality(v_events), 0));
end $$;
comment on function billing.mark_overdue is 'Marks unpaid invoices whose due date has passed.';
select tenancy.register_duty('overdue', 200, 'billing.mark_overdue');
--! EndIncluded billing/commands/mark_overdue.sql
--! Included billing/commands/create_invoice.sql
-- The purchase order is asked before the number is taken, so that nobody waits for an order with
-- the series in his hands; items draw on it as they come.
create or replace function billing.create_invoice(
  account_id uuid,
  issue_date date default null,
  due_date date default null,
  items billing.invoice_item_input[] default '{}',
  currency text default null,
  payment_terms_days int default null,
  contract_id uuid default null,
  purchase_order_number text default null,
  notes text default null,
  internal_notes text default null,
  metadata jsonb default '{}'
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_zone text := customers.accounts_effective_time_zone(v_account);
  v_issue_date date := coalesce(issue_date, tenancy.today(v_zone));
  v_zero numeric := kernel.round_amount(0, coalesce(currency, v_account.currency));
  v_invoice billing.invoices;
  v_draw sales.judged_draw;
begin
  if v_account.credit_hold then
    perform kernel.fail('CRHLD',
      format('%s is on hold; release it first.', v_account.account_name), 'account_id');
  elsif cardinality(items) > 500 then
    perform kernel.fail('INPUT', 'An invoice takes 500 items at once.', 'items');
  elsif contract_id is not null then
    perform sales.lock_contract(contract_id, expect => '{draft,active,expired,cancelled}');
  end if;

  v_invoice.tenant_id := v_account.tenant_id;
  v_invoice.id := uuidv7();
  v_invoice.account_id := v_account.id;
  v_invoice.contract_id := contract_id;
  v_invoice.purchase_order_number := purchase_order_number;
  v_invoice.currency := coalesce(currency, v_account.currency);
  v_invoice.issue_date := v_issue_date;
  perform billing.lock_credit(array[v_account.id]);
  v_draw := billing.draw_order(v_invoice, 0);

  insert into billing.invoices as i (id, invoice_number, account_id, contract_id,
    purchase_order_number, purchase_order_id, drawn_amount, billing_type, currency,
    issue_date, due_date, time_zone, subtotal, discount, tax, paid_amount, credited_amount, notes,
    internal_notes, metadata)
  values (
    v_invoice.id, (billing.take_numbers(array[v_issue_date]))[1], v_account.id, contract_id,
    purchase_order_number, v_draw.purchase_order_id, v_zero, 'one_time', v_invoice.currency,
    v_issue_date,
    coalesce(due_date, v_issue_date + coalesce(payment_terms_days,
      customers.accounts_effective_payment_terms_days(v_account))),
    v_zone, v_zero, v_zero, v_zero, v_zero, v_zero, notes, internal_notes, metadata)
  returning * into v_invoice;
  if cardinality(items) > 0 then
    v_invoice := billing.insert_items(v_invoice, items);
  end if;
  perform events.publish('invoice.created', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  return v_invoice;
end $$;
comment on function billing.create_invoice is
  'A manual draft invoice with its items. Codes: not_found, credit_hold, invalid_input, '
  'purchase_order_exhausted, purchase_order_expired, purchase_order_not_approved, '
  'purchase_order_required.';
grant execute on function billing.create_invoice to tenor_finance;
--! EndIncluded billing/commands/create_invoice.sql
--! Included billing/commands/add_invoice_item.sql
create or replace function billing.add_invoice_item(
  invoice_id uuid,
  description text default null,
  quantity numeric default 1,
  unit_price numeric default null,
  product_id uuid default null,
  account_id uuid default null,
  discount numeric default 0,
  tax numeric default null,
  period_start date default null,
  period_end date default null
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft}');
begin
  return billing.insert_items(v_invoice, array[(
    product_id, account_id, description, quantity, unit_price, discount, tax, period_start,
    period_end)::billing.invoice_item_input]);
end $$;
comment on function billing.add_invoice_item is
  'Adds an item to a draft; its sums follow. Tax is reckoned unless it is given.';
grant execute on function billing.add_invoice_item to tenor_finance;
--! EndIncluded billing/commands/add_invoice_item.sql
--! Included billing/commands/remove_invoice_item.sql
-- An item of a contract gives its days back: they can be billed again. What was shared among
-- accounts goes as a whole, as its days do.
create or replace function billing.remove_invoice_item(invoice_id uuid, item_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft}');
begin
  with removed as (
    delete from billing.invoice_items as item
    using billing.invoice_items as named
    where named.tenant_id = v_invoice.tenant_id and named.invoice_id = v_invoice.id
      and named.id = remove_invoice_item.item_id
      and item.tenant_id = named.tenant_id and item.invoice_id = named.invoice_id
      and (item.id = named.id or item.share_weight is not null
        and item.contract_line_id = named.contract_line_id
        and item.service_period = named.service_period
        and item.adjustment_id is not distinct from named.adjustment_id)
    returning item.*
  ),
  freed as (
    delete from billing.billed_periods as b
    using removed as r
    where b.tenant_id = r.tenant_id and b.line_id = r.contract_line_id
      and b.invoice_id = r.invoice_id and b.period = r.service_period
  ),
  waiting as (
    update billing.adjustments as a
    set invoice_id = null
    from removed as r
    where a.tenant_id = r.tenant_id and a.id = r.adjustment_id
  )
  update billing.invoices as i
  set subtotal = i.subtotal - r.amount, discount = i.discount - r.discount, tax = i.tax - r.tax
  from (
    select sum(r.amount) as amount, sum(r.discount) as discount, sum(r.tax) as tax
    from removed as r
    having count(*) > 0
  ) as r
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
  returning i.* into v_invoice;
  if not found then
    perform kernel.fail('NOTFD', 'No item of this invoice has this id.', 'item_id');
  end if;
  return v_invoice;
end $$;
comment on function billing.remove_invoice_item is 'Takes an item off a draft; its sums follow.';
grant execute on function billing.remove_invoice_item to tenor_finance;
--! EndIncluded billing/commands/remove_invoice_item.sql
--! Included billing/commands/retax_drafts.sql
create or replace function billing.retax_drafts(invoice_ids uuid[] default null)
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_invoice_ids uuid[];
begin
  select array_agg(locked.id) into v_invoice_ids
  from (
    select i.id from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.status = 'draft'
      and (invoice_ids is null or i.id = any (invoice_ids))
    order by i.id
    for update
  ) as locked;
  perform billing.retax(v_invoice_ids);
  return query
    select i.* from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (v_invoice_ids)
    order by i.issue_date, i.invoice_number;
end $$;
comment on function billing.retax_drafts is
  'Reckons the tax of drafts anew, all or those named: after rates, addresses or registrations '
  'changed. Others are left alone.';
grant execute on function billing.retax_drafts to tenor_worker;
--! EndIncluded billing/commands/retax_drafts.sql
--! Included billing/commands/finalize_invoice.sql
create or replace function billing.finalize_invoice(invoice_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft}');
begin
  if not exists (
    select from billing.invoice_items as item
    where item.tenant_id = v_invoice.tenant_id and item.invoice_id = v_invoice.id
  ) then
    perform kernel.fail('TRANS', 'An invoice without items cannot be finalised.', 'invoice_id');
  end if;
  select * into v_invoice from billing.finalize_invoices(array[v_invoice.id]);
  return v_invoice;
end $$;
comment on function billing.finalize_invoice is
  'Issues a draft: posted to the ledger, rendered and mailed; from then on it cannot be edited.';
grant execute on function billing.finalize_invoice to tenor_finance;
select events.subscribe('invoice.finalized', 'billing/render_invoice', 'invoice_id');
select events.subscribe('invoice.finalized', 'billing/mail_invoice', 'invoice_id');
--! EndIncluded billing/commands/finalize_invoice.sql
--! Included billing/commands/send_invoice.sql
create or replace function billing.send_invoice(invoice_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue,paid}');
begin
  perform billing.request_mail(array[v_invoice]);
  if not found then
    perform kernel.fail('INPUT', 'The account has no billing contact with an e-mail address.',
      'invoice_id');
  end if;
  perform events.enqueue('billing/mail_invoice', jsonb_build_object('invoice_id', v_invoice.id));
  return v_invoice;
end $$;
comment on function billing.send_invoice is
  'Mails an issued invoice to the billing contact, also when it was mailed before.';
grant execute on function billing.send_invoice to tenor_finance;
--! EndIncluded billing/commands/send_invoice.sql
--! Included billing/commands/void_invoice.sql
-- A void invoice stays in the books, reversed, and keeps its number. Its days can be billed again
-- by generating that period; the run does not bill them by itself. What is paid is credited.
create or replace function billing.void_invoice(invoice_id uuid, reason text)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft,open,overdue}');
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif v_invoice.paid_amount + v_invoice.credited_amount > 0 then
    perform kernel.fail('TRANS', 'The invoice is partly paid or credited; credit the rest.',
      'invoice_id');
  end if;
  perform ledger.reverse_journal(
    'billing.invoice', v_invoice.id, 'finalized', reason, tenancy.today(v_invoice.time_zone));
  delete from billing.billed_periods as b
  where b.tenant_id = v_invoice.tenant_id and b.invoice_id = v_invoice.id;

  update billing.invoices as i
  set status = 'void', voided_at = tenancy.now(), void_reason = reason
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
  returning * into v_invoice;
  perform events.publish('invoice.voided', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  return v_invoice;
end $$;
comment on function billing.void_invoice is
  'Void an invoice that is not paid: reversed in the books, its number kept, never collected.';
grant execute on function billing.void_invoice to tenor_finance;
--! EndIncluded billing/commands/void_invoice.sql
--! Included billing/commands/create_credit_note.sql
-- A note never exceeds what is left, also when two are made at once: the second waits for the
-- invoice's lock and sees the first.
create or replace function billing.create_credit_note(
  invoice_id uuid,
  reason text,
  lines billing.credit_note_line_input[] default null,
  settlement text default 'balance'
)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue,paid}');
  v_note billing.credit_notes;
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif coalesce(settlement, 'balance') <> all ('{balance,refund}') then
    perform kernel.fail('INPUT', 'A settlement is balance or refund.', 'settlement');
  end if;
  perform billing.check_credit_lines(v_invoice, lines);

  v_note := billing.insert_credit_note(v_invoice, lines, reason, coalesce(settlement, 'balance'));
  perform billing.credit_invoice(v_invoice, v_note);
  perform billing.return_drawn(v_invoice.id, v_note.total);
  perform billing.raise_balances(array[(
    v_note.account_id, v_note.currency, v_note.to_balance, v_note.to_refund
  )::billing.balance_change]);
  perform ledger.post(billing.credit_note_postings(v_note));
  perform events.publish('credit_note.issued', 'credit_note', v_note.id, to_jsonb(v_note));
  return v_note;
end $$;
comment on function billing.create_credit_note is
  'Credits lines of an issued invoice, or all that is left of it. It lowers the open balance; the '
  'rest becomes the account''s balance or a refund to be paid. Codes: not_found, '
  'illegal_transition (a draft, void or written off, or nothing left), over_application, '
  'invalid_input.';
grant execute on function billing.create_credit_note to tenor_finance;
--! EndIncluded billing/commands/create_credit_note.sql
--! Included billing/commands/refund_credit_note.sql
-- The bank paid it: until then the money asked back rests in the account's balance, set apart.
create or replace function billing.refund_credit_note(
  credit_note_id uuid, refunded_on date default null, reference text default null
)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_note billing.credit_notes;
  v_today date;
begin
  select n.* into v_note from billing.credit_notes as n
  where n.tenant_id = tenancy.current_tenant_id() and n.id = credit_note_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No credit note has this id.', 'credit_note_id');
  elsif v_note.to_refund = 0 then
    perform kernel.fail('TRANS', 'Nothing of this credit note is to be paid back.',
      'credit_note_id');
  elsif v_note.refunded_on is not null then
    perform kernel.fail('TRANS', 'The credit note is paid back already.', 'credit_note_id');
  end if;
  select greatest(tenancy.today(i.time_zone), v_note.issue_date) into v_today
  from billing.invoices as i
  where i.tenant_id = v_note.tenant_id and i.id = v_note.invoice_id;
  if refunded_on not between v_note.issue_date and v_today then
    perform kernel.fail('INPUT', 'A refund lies between the credit note and today.',
      'refunded_on');
  end if;

  update billing.credit_notes as n
  set refunded_on = coalesce(refund_credit_note.refunded_on, v_today),
    refund_reference = nullif(btrim(reference), '')
  where n.tenant_id = v_note.tenant_id and n.id = v_note.id
  returning n.* into v_note;
  update billing.account_balances as b
  set refund_due = b.refund_due - v_note.to_refund
  where b.tenant_id = v_note.tenant_id and b.account_id = v_note.account_id
    and b.currency = v_note.currency;
  perform ledger.post(array[(
    'billing.credit_note', v_note.id, 'refunded', 'Refund of ' || v_note.credit_note_number,
    v_note.refunded_on, v_note.currency, 'customer_balance', v_note.account_id, 'cash', null,
    v_note.to_refund
  )::ledger.posting]);
  return v_note;
end $$;
comment on function billing.refund_credit_note is
  'Records that what a credit note left to refund was paid back, once.';
grant execute on function billing.refund_credit_note to tenor_finance;
--! EndIncluded billing/commands/refund_credit_note.sql
--! Included billing/commands/write_off_invoice.sql
-- What is still owed will not come. The tax stays as it was declared: claiming it back is the
-- state's own procedure.
create or replace function billing.write_off_invoice(invoice_id uuid, reason text)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue}');
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  end if;
  perform ledger.post(array[(
    'billing.invoice', v_invoice.id, 'written_off', reason,
    greatest(tenancy.today(v_invoice.time_zone), v_invoice.issue_date), v_invoice.currency,
    'bad_debt', v_invoice.id, 'receivable', v_invoice.id, v_invoice.balance
  )::ledger.posting]);

  update billing.invoices as i
  set status = 'uncollectible', written_off_at = tenancy.now(), write_off_reason = reason
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
  returning * into v_invoice;
  perform events.publish('invoice.written_off', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  return v_invoice;
end $$;
comment on function billing.write_off_invoice is
  'Gives up what is still owed on an issued invoice: a bad debt, never collected.';
grant execute on function billing.write_off_invoice to tenor_finance;
--! EndIncluded billing/commands/write_off_invoice.sql
--! Included billing/commands/apply_account_balance.sql
create or replace function billing.apply_account_balance(invoice_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue}');
  v_paid billing.invoices;
begin
  select * into v_paid from billing.apply_balances(array[v_invoice.id]);
  if not found then
    perform kernel.fail('TRANS',
      format('The account has no balance in %s.', v_invoice.currency), 'invoice_id');
  end if;
  return v_paid;
end $$;
comment on function billing.apply_account_balance is
  'Pays an open invoice from its account''s balance, as far as that reaches.';
grant execute on function billing.apply_account_balance to tenor_finance;
--! EndIncluded billing/commands/apply_account_balance.sql
--! Included billing/commands/reissue_invoice.sql
-- The old invoice is void, or credited in full when something was paid; its days are billed anew by
-- the terms as they are now, and what was written by hand is copied. Contracts come before the
-- invoice in the order of locks.
create or replace function billing.reissue_invoice(invoice_id uuid, reason text)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract_ids uuid[] := billing.lock_contracts_of_invoice(invoice_id);
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue,paid}');
  v_by_hand billing.invoice_item_input[] := billing.manual_items(invoice_id);
  v_draft billing.invoices;
begin
  if v_invoice.status in ('open', 'overdue')
    and v_invoice.paid_amount + v_invoice.credited_amount = 0 then
    perform billing.void_invoice(v_invoice.id, reason);
  else
    perform billing.create_credit_note(v_invoice.id, reason);
  end if;

  if v_contract_ids = '{}' then
    v_draft := billing.create_invoice(
      v_invoice.account_id, currency => v_invoice.currency, contract_id => v_invoice.contract_id,
      payment_terms_days => v_invoice.due_date - v_invoice.issue_date,
      purchase_order_number => v_invoice.purchase_order_number);
  else
    select * into v_draft from billing.bill_contracts(v_contract_ids,
      within => v_invoice.service_period,
      purchase_order_number => v_invoice.purchase_order_number);
    if not found then
      perform kernel.fail('NOTHG', 'Nothing is to be billed for this period.', 'invoice_id');
    end if;
    perform events.publish('invoice.created', 'invoice', v_draft.id, to_jsonb(v_draft));
  end if;
  if v_by_hand <> '{}' then
    perform billing.insert_items(v_draft, v_by_hand);
  end if;
  update billing.invoices as i
  set notes = v_invoice.notes, metadata = v_invoice.metadata,
    internal_notes = left(
      concat_ws(E'\n', 'Replaces ' || v_invoice.invoice_number || ': ' || reason,
        v_invoice.internal_notes), 10000)
  where i.tenant_id = v_draft.tenant_id and i.id = v_draft.id
  returning * into v_draft;
  return v_draft;
end $$;
comment on function billing.reissue_invoice is
  'Voids an issued invoice, or credits it when something was paid, and answers with a new draft of '
  'the same: of a contract''s period as its terms are now, else a copy. Codes: not_found, '
  'illegal_transition, credit_hold, nothing_to_bill, invalid_input.';
grant execute on function billing.reissue_invoice to tenor_finance;
--! EndIncluded billing/commands/reissue_invoice.sql
--! Included billing/commands/amend_contract.sql
-- The terms change in sales; here follows what that means for days that are billed already. The
-- schedule is locked before they are read: a run that bills the contract at once comes before or
-- after, never in between.
create or replace function billing.amend_contract(
  contract_id uuid,
  effective_date date,
  changes sales.contract_change_input[],
  reason text default null,
  invoice_now boolean default false
)
  returns billing.amendment_result
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{active}');
  v_today date := billing.today_of(v_contract.account_id);
  v_amendment sales.amendments;
begin
  if invoice_now then
    perform billing.lock_billable(contract_id);
  end if;
  perform billing.lock_schedule(v_contract.id);
  v_amendment := sales.apply_amendment(v_contract, effective_date, changes, reason);
  perform billing.redo_pieces(v_amendment, greatest(effective_date, v_today));
  perform billing.charge_added_lines(v_amendment, greatest(effective_date, v_today));
  if invoice_now then
    perform events.publish('invoice.created', 'invoice', i.id, to_jsonb(i))
    from billing.bill_contracts(array[v_contract.id], amendment_id => v_amendment.id,
      issue_on => v_today) as i;
  end if;
  perform billing.reschedule(v_contract.id, effective_date);
  perform events.publish('contract.amended', 'contract', c.id,
    to_jsonb(c) || jsonb_build_object('amendment', to_jsonb(v_amendment) - 'tenant_id'),
    to_jsonb(v_contract))
  from sales.contracts as c
  where c.tenant_id = v_contract.tenant_id and c.id = v_contract.id;
  return billing.amendment_result_of(v_amendment);
end $$;
comment on function billing.amend_contract is
  'Changes lines of a contract from a day on, ends them or adds new ones. What is billed already '
  'is prorated to the day: credit and charge come with the next invoice, or at once as a draft of '
  'their own, unless they come to less than nothing. Codes: not_found, invalid_input, '
  'invalid_seats, quantity_above_tiers, price_not_found, illegal_transition (contract not in '
  'force), credit_hold (to invoice now).';
grant execute on function billing.amend_contract to tenor_sales;
--! EndIncluded billing/commands/amend_contract.sql
--! Included billing/commands/preview_amendment.sql
-- The command itself, rolled back: the same code gives the same cent. What exists only in it, an
-- invoice or a new line, is not named.
create or replace function billing.preview_amendment(
  contract_id uuid,
  effective_date date,
  changes sales.contract_change_input[],
  reason text default null,
  invoice_now boolean default false
)
  returns billing.amendment_result
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_result billing.amendment_result;
begin
  begin
    v_result := billing.amend_contract(contract_id, effective_date, changes, reason, invoice_now);
    raise exception using errcode = 'PREVW';
  exception when sqlstate 'PREVW' then
    v_result.invoice_id := null;
  end;
  v_result.lines := array(
    select (known.id, l.kind, l.period_start, l.period_end, l.quantity, l.unit_price, l.amount,
      l.discount)::billing.amendment_line
    from unnest(v_result.lines) with ordinality as l (line_id, kind, period_start, period_end,
      quantity, unit_price, amount, discount, place)
    left join sales.contract_lines as known
      on known.tenant_id = (v_result.amendment).tenant_id and known.id = l.line_id
    order by l.place);
  return v_result;
end $$;
comment on function billing.preview_amendment is
  'What an amendment would cost for days that are billed already, to the cent; nothing is kept.';
grant execute on function billing.preview_amendment to tenor_sales, tenor_finance;
--! EndIncluded billing/commands/preview_amendment.sql
--! Included billing/commands/cancel_contract.sql
-- Notice, as a rule: the contract runs to its end and does not renew. Earlier, its lines end on a
-- day, as by an amendment, which is kept; what was billed beyond it is given back only if asked.
create or replace function billing.cancel_contract(
  contract_id uuid,
  reason text,
  effective_date date default null,
  with_credit boolean default false
)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{draft,active}');
  v_today date := billing.today_of(v_contract.account_id);
  v_day date := coalesce(effective_date, v_contract.end_date + 1);
  v_changes sales.contract_change_input[] := '{}';
  v_amendment sales.amendments;
begin
  perform sales.check_cancellation(v_contract, v_day, reason, v_today);
  perform billing.lock_schedule(v_contract.id);
  if v_contract.status = 'active' and v_day <= v_contract.end_date then
    v_changes := sales.ends_of_lines(v_contract.id, v_day);
  end if;
  v_contract := sales.mark_cancelled(v_contract, v_day, reason, v_today);
  if cardinality(v_changes) > 0 then
    v_amendment := sales.apply_amendment(v_contract, v_day, v_changes, reason, 'cancellation');
    if with_credit then
      perform billing.redo_pieces(v_amendment, greatest(v_day, v_today));
    end if;
    perform billing.reschedule(v_contract.id, v_day);
    select * into v_contract from sales.contracts as c
    where c.tenant_id = v_contract.tenant_id and c.id = v_contract.id;
  end if;
  perform events.publish('contract.cancelled', 'contract', v_contract.id, to_jsonb(v_contract));
  return v_contract;
end $$;
comment on function billing.cancel_contract is
  'Gives notice of a contract at its end or, with a day, ends it from that day on; with_credit '
  'gives back what was billed beyond it. Codes: not_found, invalid_input, illegal_transition '
  '(over, renewed, or the notice comes too late).';
grant execute on function billing.cancel_contract to tenor_sales;
--! EndIncluded billing/commands/cancel_contract.sql
--! Included billing/commands/render_invoice.sql
-- Asked twice while one waits, it answers with the job that waits.
create or replace function billing.render_invoice(invoice_id uuid)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if not exists (
    select from billing.invoices as i
    where i.tenant_id = tenancy.current_tenant_id() and i.id = render_invoice.invoice_id
  ) then
    perform kernel.fail('NOTFD', 'No invoice has this id.', 'invoice_id');
  end if;
  return events.enqueue(
    'billing/render_invoice', jsonb_build_object('invoice_id', invoice_id),
    job_key => 'render:' || invoice_id);
end $$;
comment on function billing.render_invoice is
  'Queues the rendering of an invoice as it stands; the job tells when the PDF is there.';
grant execute on function billing.render_invoice to tenor_sales, tenor_finance;
--! EndIncluded billing/commands/render_invoice.sql
--! Included billing/commands/record_document.sql
create or replace function billing.record_document(
  invoice_id uuid, kind text, content_hash text, file_key text, bytes int
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.documents (tenant_id, invoice_id, kind, content_hash, file_key, bytes)
  select tenancy.current_tenant_id(), record_document.invoice_id, record_document.kind,
    record_document.content_hash, record_document.file_key, record_document.bytes
  on conflict on constraint documents_content_key do nothing
$$;
comment on function billing.record_document is 'Records a rendered file; the same content once.';
grant execute on function billing.record_document to tenor_worker;
--! EndIncluded billing/commands/record_document.sql
--! Included billing/commands/begin_invoice_mail.sql
-- The same waiting mail is found again until it is recorded as out, so that a repeated job sends
-- one mail with one message id.
create or replace function billing.begin_invoice_mail(invoice_id uuid)
  returns billing.invoice_mail
  language sql volatile security definer set search_path to ''
as $$
  select (e.id, e.kind, e.to_addresses, e.cc_addresses, brand.email,
    coalesce(brand.legal_name, t.name))::billing.invoice_mail
  from events.emails as e
  join billing.invoices as i on i.tenant_id = e.tenant_id and i.id = e.object_id
  join tenancy.tenants as t on t.id = e.tenant_id
  left join tenancy.brands as brand on brand.tenant_id = e.tenant_id
  where e.tenant_id = (select tenancy.current_tenant_id())
    and e.object_id = begin_invoice_mail.invoice_id
    and e.object_type = 'invoice'
    and e.status in ('queued', 'failed')
    and i.status not in ('draft', 'void')
  order by e.id
  limit 1
  for update of e
$$;
comment on function billing.begin_invoice_mail is
  'The oldest mail of an invoice that is not out yet; null if there is nothing to do.';
grant execute on function billing.begin_invoice_mail to tenor_worker;
--! EndIncluded billing/commands/begin_invoice_mail.sql
--! Included billing/commands/record_invoice_mail.sql
create or replace function billing.record_invoice_mail(
  message_id uuid, status text, subject text default null, provider_message_id text default null,
  file_key text default null, error text default null
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_email events.emails := events.record_email(
    message_id, status, subject, provider_message_id, file_key, error);
  v_invoice billing.invoices;
begin
  if v_email.status not in ('sent', 'captured') or v_email.id is null then
    return;
  end if;
  update billing.invoices as i
  set sent_at = coalesce(i.sent_at, tenancy.now())
  where i.tenant_id = v_email.tenant_id and i.id = v_email.object_id
  returning * into v_invoice;
  perform events.publish('invoice.sent', 'invoice', v_invoice.id, to_jsonb(v_invoice));
end $$;
comment on function billing.record_invoice_mail is 'Records what became of an invoice''s mail.';
grant execute on function billing.record_invoice_mail to tenor_worker;
--! EndIncluded billing/commands/record_invoice_mail.sql
--! Included billing/queries/contract_schedule.sql
-- What was billed is shown as it was billed, piece by piece after amendments; what is to come as it
-- would be today. Of a minimum that is what will be missing, nought if it is reached.
create or replace function billing.contract_schedule(contract_id uuid)
  returns setof billing.schedule_entry
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  if not exists (
    select from sales.contracts as c
    where c.tenant_id = v_tenant_id and c.id = contract_schedule.contract_id
  ) then
    perform kernel.fail('NOTFD', 'No contract has this id.', 'contract_id');
  end if;
  return query
    with to_come as materialized (
      select charge.*
      from sales.line_charges(array[contract_schedule.contract_id]) as charge
      where not exists (
        select from billing.billed_periods as b
        where b.tenant_id = v_tenant_id and b.line_id = charge.line_id
          and b.period && charge.period)
    ),
    missing as (
      select short.line_id, short.line_period, short.amount
      from billing.shortfalls(array(
        select (c.*)::sales.line_charge from to_come as c where c.pricing_model = 'minimum'
      )) as short
    )
    select entry.line_id, entry.period_start, entry.period_end, entry.bill_on, entry.quantity,
      entry.unit_price, entry.amount::kernel.amount, entry.discount::kernel.amount,
      entry.invoice_id
    from (
      select b.line_id, lower(b.period) as period_start,
        kernel.last_day(b.period) as period_end, coalesce(i.issue_date, a.bill_on) as bill_on,
        b.quantity, b.unit_price, b.amount, b.discount, i.id as invoice_id
      from sales.contract_lines as l
      join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
      left join billing.adjustments as a on a.tenant_id = b.tenant_id and a.id = b.adjustment_id
      left join billing.invoices as i
        on i.tenant_id = b.tenant_id and i.id = coalesce(b.invoice_id, a.invoice_id)
      where l.tenant_id = v_tenant_id and l.contract_id = contract_schedule.contract_id
      union all
      select charge.line_id, lower(charge.period), kernel.last_day(charge.period),
        charge.bill_on, charge.quantity, charge.unit_price,
        case when charge.pricing_model = 'minimum' then coalesce(m.amount, 0 * charge.amount)
          else charge.amount end,
        charge.discount, null
      from to_come as charge
      left join missing as m
        on m.line_id = charge.line_id and m.line_period = charge.line_period
    ) as entry
    join sales.contract_lines as l on l.tenant_id = v_tenant_id and l.id = entry.line_id
    order by entry.period_start, l."position";
end $$;
comment on function billing.contract_schedule is
  'The whole term of a contract, past and to come: periods, billing days, amounts, invoices.';
grant execute on function billing.contract_schedule to tenor_viewer;
--! EndIncluded billing/queries/contract_schedule.sql
--! Included billing/queries/account_credit.sql
-- Limits above that count their subtree are asked only where there are some: most accounts stand
-- alone, and this is asked before each of their invoices.
create or replace function billing.account_credit(account_id uuid)
  returns billing.credit_standing
  language plpgsql stable security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_standing billing.credit_standing;
begin
  select e.account_id, e.currency, e.scope, e.credit_limit, e.exposure, e.available,
    e.receivables, e.drafts, e.unapplied_cash, v_account.credit_hold, v_account.hold_reason
  into v_standing
  from billing.exposures(array[v_account.id]) as e;

  if v_account.depth > 1 then
    select least(v_standing.available, min(e.available)) into v_standing.available
    from billing.exposures(array(
      select h.holder_id from billing.credit_holders(array[v_account.id]) as h
      where h.holder_id <> v_account.id)) as e
    where e.currency = v_standing.currency;
  end if;
  return v_standing;
end $$;
comment on function billing.account_credit is
  'Credit limit, exposure and hold of an account. Codes: not_found.';
grant execute on function billing.account_credit to tenor_viewer;
--! EndIncluded billing/queries/account_credit.sql
--! Included billing/queries/billing_runs_seconds_left.sql
create or replace function billing.billing_runs_seconds_left(run billing.billing_runs)
  returns int
  language sql stable security invoker set search_path to ''
as $$
  select case when run.status = 'running' and run.contracts_done > 0 then ceil(
    extract(epoch from kernel.real_time() - run.started_at)
      * (run.contracts_total - run.contracts_done) / run.contracts_done)::int end
$$;
comment on function billing.billing_runs_seconds_left is
  'Seconds that a running run will take still, at its speed so far.';
grant execute on function billing.billing_runs_seconds_left to tenor_viewer;
--! EndIncluded billing/queries/billing_runs_seconds_left.sql
--! Included billing/queries/invoices_period_start.sql
create or replace function billing.invoices_period_start(invoice billing.invoices)
  returns date
  language sql immutable parallel safe
return lower((invoice).service_period);
comment on function billing.invoices_period_start is 'First day billed.';
grant execute on function billing.invoices_period_start to tenor_viewer;
--! EndIncluded billing/queries/invoices_period_start.sql
--! Included billing/queries/invoices_period_end.sql
create or replace function billing.invoices_period_end(invoice billing.invoices)
  returns date
  language sql immutable parallel safe
return upper((invoice).service_period) - 1;
comment on function billing.invoices_period_end is 'Last day billed, inclusive.';
grant execute on function billing.invoices_period_end to tenor_viewer;
--! EndIncluded billing/queries/invoices_period_end.sql
--! Included billing/queries/invoice_items_period_start.sql
create or replace function billing.invoice_items_period_start(item billing.invoice_items)
  returns date
  language sql immutable parallel safe
return lower((item).service_period);
comment on function billing.invoice_items_period_start is 'First day billed.';
grant execute on function billing.invoice_items_period_start to tenor_viewer;
--! EndIncluded billing/queries/invoice_items_period_start.sql
--! Included billing/queries/invoice_items_period_end.sql
create or replace function billing.invoice_items_period_end(item billing.invoice_items)
  returns date
  language sql immutable parallel safe
return upper((item).service_period) - 1;
comment on function billing.invoice_items_period_end is 'Last day billed, inclusive.';
grant execute on function billing.invoice_items_period_end to tenor_viewer;
--! EndIncluded billing/queries/invoice_items_period_end.sql
--! Included billing/queries/invoice_items_detail.sql
-- The arithmetic behind an amount, as people read it: 100 x 12 months x 99.90, 184 of 365 days.
create or replace function billing.invoice_items_detail(item billing.invoice_items)
  returns text
  language sql stable security invoker set search_path to ''
as $$
  select concat_ws(', ',
    case
      when l.price_interval = 'one_time' or l.id is null then null
      when l.pricing_model in ('flat', 'stairstep')
        then format('%s %s%s', trim_scale(item.intervals), l.price_interval,
          case when item.intervals <> 1 then 's' end)
      else format('%s x %s %s%s', trim_scale(item.quantity), trim_scale(item.intervals),
        l.price_interval, case when item.intervals <> 1 then 's' end)
    end,
    case when l.price_interval <> 'one_time' and item.service_period <> item.whole_period
      then format('%s of %s days',
        upper(item.service_period) - lower(item.service_period),
        upper(item.whole_period) - lower(item.whole_period)) end)
  from (select item.contract_line_id as id) as wanted
  left join sales.contract_lines as l
    on l.tenant_id = item.tenant_id and l.id = wanted.id
$$;
comment on function billing.invoice_items_detail is
  'How the amount comes about, such as 100 x 12 months, 184 of 365 days.';
grant execute on function billing.invoice_items_detail to tenor_viewer;
--! EndIncluded billing/queries/invoice_items_detail.sql
--! Included billing/queries/invoice_document.sql
-- All that the printed invoice shows, and nothing that changes by itself: the hash of this is the
-- key under which the file is kept.
create or replace function billing.invoice_document(invoice_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'kind', 'invoice',
    'locale', customers.accounts_effective_locale(a),
    'time_zone', i.time_zone,
    'watermark', case when i.status in ('draft', 'void') then i.status end,
    'seller', jsonb_build_object(
      'name', coalesce(brand.legal_name, t.name),
      'address', billing.address_lines(brand.line1, brand.line2, brand.city, brand.state,
        brand.postal_code, brand.country),
      'tax_id', brand.tax_id, 'email', brand.email, 'phone', brand.phone,
      'website', brand.website, 'footer', brand.footer,
      'payment_instructions', brand.payment_instructions,
      'logo', translate(encode(brand.logo, 'base64'), E'\n', ''),
      'colours', jsonb_build_object(
        'primary', brand.primary_color, 'accent', brand.accent_color)),
    'bill_to', jsonb_build_object(
      'name', a.account_name,
      'attention', (customers.accounts_billing_contact(a)).name,
      'address', billing.address_lines(bill_to.line1, bill_to.line2, bill_to.city, bill_to.state,
        bill_to.postal_code, bill_to.country),
      'tax_id', a.tax_id,
      'email', customers.accounts_billing_email(a)),
    'invoice', jsonb_build_object(
      'number', i.invoice_number, 'currency', i.currency,
      'minor_unit', kernel.minor_unit(i.currency),
      'issued_on', i.issue_date, 'due_on', i.due_date,
      'period_start', lower(i.service_period),
      'period_end', kernel.last_day(i.service_period),
      'purchase_order_number', i.purchase_order_number,
      'contract_number', c.contract_number,
      'terms', case when i.due_date > i.issue_date
        then format('Net %s', i.due_date - i.issue_date) else 'Due on receipt' end,
      'notes', i.notes),
    'sections', jsonb_build_array(jsonb_build_object('title', null, 'items', coalesce((
      select jsonb_agg(jsonb_build_object(
          'description', item.description,
          'detail', nullif(billing.invoice_items_detail(item), ''),
          'period_start', lower(item.service_period),
          'period_end', kernel.last_day(item.service_period),
          'quantity', trim_scale(item.quantity)::text,
          'unit_price', item.unit_price::text,
          'amount', item.amount::text,
          'discount', item.discount::text,
          'tax', item.tax::text
        ) order by item."position")
      from billing.invoice_items as item
      where item.tenant_id = i.tenant_id and item.invoice_id = i.id), '[]'))),
    'totals', jsonb_build_object(
      'subtotal', i.subtotal::text, 'discount', i.discount::text, 'tax', i.tax::text,
      'tax_lines', '[]'::jsonb, 'total', i.total::text, 'paid', i.paid_amount::text,
      'credited', i.credited_amount::text, 'balance', i.balance::text))
  from billing.invoices as i
  join tenancy.tenants as t on t.id = i.tenant_id
  join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  left join tenancy.brands as brand on brand.tenant_id = i.tenant_id
  left join sales.contracts as c on c.tenant_id = i.tenant_id and c.id = i.contract_id
  left join lateral (select (customers.accounts_billing_address(a)).*) as bill_to on true
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = invoice_document.invoice_id
$$;
comment on function billing.invoice_document is
  'What the printed invoice shows, as data; amounts are decimal strings, days YYYY-MM-DD.';
grant execute on function billing.invoice_document to tenor_worker, tenor_viewer;
--! EndIncluded billing/queries/invoice_document.sql
--! Included billing/watches/contracts.sql
-- A contract that ends keeps its schedule: what it still owes, or is owed, is billed after its end.
create or replace function billing.tg_contracts__schedule()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into billing.billing_schedules as s (tenant_id, contract_id, next_bill_on)
  select new.tenant_id, new.id, next.next_bill_on
  from sales.next_bill_dates(array[new.id], array[new.start_date - 1]) as next
  on conflict on constraint billing_schedules_pkey do nothing;
  return null;
end $$;
comment on function billing.tg_contracts__schedule is
  'Schedules a contract when it comes in force.';

create or replace trigger _500_schedule after update of status on sales.contracts
  for each row when (old.status is distinct from new.status and new.status = 'active')
  execute function billing.tg_contracts__schedule();
--! EndIncluded billing/watches/contracts.sql
--! Included billing/watches/accounts.sql
-- An account that still owes, or has a draft, is not deleted.
create or replace function billing.tg_accounts__keep_with_invoices()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from billing.invoices as i
    where i.tenant_id = new.tenant_id and i.account_id = new.id
      and i.status in ('draft', 'open', 'partially_paid', 'overdue')
  ) then
    perform kernel.fail('CNFLT', 'The account has invoices that are not settled.', 'account_id');
  end if;
  return null;
end $$;
comment on function billing.tg_accounts__keep_with_invoices is
  'Refuses to delete an account that has drafts or open invoices.';

create or replace trigger _310_keep_with_invoices after update of deleted_at on customers.accounts
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function billing.tg_accounts__keep_with_invoices();
--! EndIncluded billing/watches/accounts.sql
--! EndIncluded billing/index.sql
--! Included payments/index.sql
--! Included payments/schema.sql
create schema if not exists payments;
comment on schema payments is 'What was settled: money received, applied, given back.';
grant usage on schema payments to tenor_tenant;
--! EndIncluded payments/schema.sql
--! Included payments/types/application_input.sql
do $$
begin
  if to_regtype('payments.application_input') is null then
    create type payments.application_input as (invoice_id uuid, amount kernel.amount);
  end if;
end $$;
comment on type payments.application_input is 'How much of a payment an invoice shall get.';
comment on column payments.application_input.invoice_id is 'The invoice.';
comment on column payments.application_input.amount is
  'How much; if null as much as the invoice needs and the payment has left.';
--! EndIncluded payments/types/application_input.sql
--! Included payments/tables/payments.sql
-- Money that came in. What of it no invoice has got yet is unapplied cash of the account.
create table if not exists payments.payments (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  status text not null default 'received',
  currency text not null,
  amount kernel.amount not null,
  applied_amount kernel.amount not null,
  refunded_amount kernel.amount not null,
  unapplied_amount kernel.amount not null generated always as
    (amount - applied_amount - refunded_amount) stored,
  method text not null,
  reference text,
  received_on date not null,
  notes text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint payments_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint payments_status_check check (status in ('received', 'refunded')),
  constraint payments_currency_check check (kernel.is_currency(currency)),
  constraint payments_amount_is_positive_check check (amount > 0),
  constraint payments_amount_is_in_minor_units_check
    check (amount = kernel.round_amount(amount, currency)),
  constraint payments_nothing_spent_twice_check check (
    applied_amount >= 0 and refunded_amount >= 0 and applied_amount + refunded_amount <= amount),
  constraint payments_refunded_in_full_check
    check ((status = 'refunded') = (refunded_amount = amount)),
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
comment on table payments.payments is 'Payments received from customers.';
comment on column payments.payments.tenant_id is 'The tenant.';
comment on column payments.payments.id is 'Identifies the payment.';
comment on column payments.payments.account_id is 'The account that paid.';
comment on column payments.payments.status is 'received, or refunded when all was given back.';
comment on column payments.payments.currency is 'ISO 4217.';
comment on column payments.payments.amount is 'What was received.';
comment on column payments.payments.applied_amount is 'What invoices have got of it.';
comment on column payments.payments.refunded_amount is 'What was given back of it.';
comment on column payments.payments.unapplied_amount is 'What is left of it.';
comment on column payments.payments.method is 'wire, check, ach, card, cash or other.';
comment on column payments.payments.reference is
  'What the payer wrote; invoice numbers in it decide where the payment goes.';
comment on column payments.payments.received_on is 'Day on which it was received.';
comment on column payments.payments.notes is 'Notes of the tenant.';
comment on column payments.payments.metadata is 'Data of other systems, an object.';
comment on column payments.payments.created_at is 'When it was recorded.';
comment on column payments.payments.updated_at is 'When it last changed.';
comment on constraint payments_account_fkey on payments.payments is 'No account has this id.';
comment on constraint payments_currency_check on payments.payments is
  'The currency is no ISO 4217 code in use.';
comment on constraint payments_amount_is_positive_check on payments.payments is
  'A payment is above zero.';
comment on constraint payments_amount_is_in_minor_units_check on payments.payments is
  'The amount has more decimals than its currency.';
comment on constraint payments_nothing_spent_twice_check on payments.payments is
  'The payment has less left.';
comment on constraint payments_method_check on payments.payments is
  'A method is wire, check, ach, card, cash or other.';
comment on constraint payments_reference_length_check on payments.payments is
  'A reference has 1 to 500 characters.';
comment on constraint payments_notes_length_check on payments.payments is
  'Notes have at most 10000 characters.';
comment on constraint payments_metadata_check on payments.payments is
  'Metadata is a JSON object of at most 16 kB.';

-- Who may touch it: members and analysts read, finance describes; money moves by commands only.
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
drop policy if exists update_finance on payments.payments;
create policy update_finance on payments.payments for update to tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on payments.payments to tenor_viewer, tenor_analyst;
grant update (reference, notes, metadata) on payments.payments to tenor_finance;

create or replace trigger _100_touch before update on payments.payments
  for each row execute function tenancy.tg__touch();
select audit.watch('payments.payments');
--! EndIncluded payments/tables/payments.sql
--! Included payments/tables/payment_applications.sql
-- Which invoice got how much of which payment, and from which day on.
create table if not exists payments.payment_applications (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  invoice_id uuid not null,
  amount kernel.amount not null,
  applied_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint payment_applications_payment_fkey
    foreign key (tenant_id, payment_id) references payments.payments (tenant_id, id),
  constraint payment_applications_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id),
  constraint payment_applications_amount_is_positive_check check (amount > 0)
);
create index if not exists payment_applications_payment_idx
  on payments.payment_applications (tenant_id, payment_id);
create index if not exists payment_applications_invoice_idx
  on payments.payment_applications (tenant_id, invoice_id);
-- What was collected in a month.
create index if not exists payment_applications_applied_on_idx
  on payments.payment_applications (tenant_id, applied_on);
comment on table payments.payment_applications is 'What invoices have got of payments.';
comment on column payments.payment_applications.tenant_id is 'The tenant.';
comment on column payments.payment_applications.id is 'Identifies the application.';
comment on column payments.payment_applications.payment_id is 'The payment.';
comment on column payments.payment_applications.invoice_id is 'The invoice.';
comment on column payments.payment_applications.amount is 'How much the invoice got.';
comment on column payments.payment_applications.applied_on is
  'Day from which it counts: never before the payment came or the invoice was issued.';
comment on column payments.payment_applications.created_at is 'When it was applied.';
comment on constraint payment_applications_payment_fkey on payments.payment_applications is
  E'@foreignFieldName applications\nNo payment has this id.';
comment on constraint payment_applications_invoice_fkey on payments.payment_applications is
  E'@foreignFieldName paymentApplications\nNo invoice has this id.';
comment on constraint payment_applications_amount_is_positive_check
  on payments.payment_applications is 'An invoice gets an amount above zero.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table payments.payment_applications enable row level security;
alter table payments.payment_applications force row level security;
drop policy if exists tenant_isolation on payments.payment_applications;
create policy tenant_isolation on payments.payment_applications as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on payments.payment_applications;
create policy owner_all on payments.payment_applications to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on payments.payment_applications;
create policy select_member on payments.payment_applications for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on payments.payment_applications;
create policy select_analyst on payments.payment_applications for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on payments.payment_applications to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on payments.payment_applications for each statement execute function kernel.tg__append_only();
select audit.watch('payments.payment_applications');
--! EndIncluded payments/tables/payment_applications.sql
--! Included payments/tables/refunds.sql
-- What was given back of a payment: only what no invoice has got.
create table if not exists payments.refunds (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  payment_id uuid not null,
  amount kernel.amount not null,
  reason text not null,
  refunded_on date not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint refunds_payment_fkey
    foreign key (tenant_id, payment_id) references payments.payments (tenant_id, id),
  constraint refunds_amount_is_positive_check check (amount > 0),
  constraint refunds_reason_length_check check (length(btrim(reason)) between 1 and 1000)
);
create index if not exists refunds_payment_idx on payments.refunds (tenant_id, payment_id);
comment on table payments.refunds is 'Money given back to customers.';
comment on column payments.refunds.tenant_id is 'The tenant.';
comment on column payments.refunds.id is 'Identifies the refund.';
comment on column payments.refunds.payment_id is 'The payment of which it is a part.';
comment on column payments.refunds.amount is 'How much was given back.';
comment on column payments.refunds.reason is 'Why.';
comment on column payments.refunds.refunded_on is 'Day on which it was given back.';
comment on column payments.refunds.created_at is 'When it was recorded.';
comment on constraint refunds_payment_fkey on payments.refunds is 'No payment has this id.';
comment on constraint refunds_amount_is_positive_check on payments.refunds is
  'A refund is above zero.';
comment on constraint refunds_reason_length_check on payments.refunds is
  'A reason has 1 to 1000 characters.';

-- Who may touch it: members and analysts read; commands add, nobody changes.
alter table payments.refunds enable row level security;
alter table payments.refunds force row level security;
drop policy if exists tenant_isolation on payments.refunds;
create policy tenant_isolation on payments.refunds as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on payments.refunds;
create policy owner_all on payments.refunds to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on payments.refunds;
create policy select_member on payments.refunds for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on payments.refunds;
create policy select_analyst on payments.refunds for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on payments.refunds to tenor_viewer, tenor_analyst;

create or replace trigger _300_append_only before update or delete or truncate
  on payments.refunds for each statement execute function kernel.tg__append_only();
select audit.watch('payments.refunds');
--! EndIncluded payments/tables/refunds.sql
--! Included payments/internal/find_invoice.sql
-- Unknown ids and those of other tenants are answered alike.
create or replace function payments.find_invoice(invoice_id uuid)
  returns billing.invoices
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_invoice billing.invoices;
begin
  select * into v_invoice from billing.invoices as i
  where i.tenant_id = tenancy.current_tenant_id() and i.id = find_invoice.invoice_id;
  if not found then
    perform kernel.fail('NOTFD', 'No invoice has this id.', 'invoice_id');
  end if;
  return v_invoice;
end $$;
comment on function payments.find_invoice is 'The invoice with this id, or NOTFD.';
--! EndIncluded payments/internal/find_invoice.sql
--! Included payments/internal/account_today.sql
create or replace function payments.account_today(account_id uuid)
  returns date
  language sql stable security invoker set search_path to ''
as $$
  select tenancy.today(customers.accounts_effective_time_zone(a))
  from customers.accounts as a
  where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = account_today.account_id
$$;
comment on function payments.account_today is 'The business day where the account is.';
--! EndIncluded payments/internal/account_today.sql
--! Included payments/internal/line_ids.sql
-- A parent pays for its subsidiaries, and a subsidiary may pay for its parent. Sisters do not.
create or replace function payments.line_ids(account_id uuid)
  returns uuid[]
  language sql stable security invoker set search_path to ''
as $$
  select array(
    select unnest(a.path)
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = line_ids.account_id
    union
    select customers.subtree_ids(line_ids.account_id))
$$;
comment on function payments.line_ids is
  'Accounts whose invoices an account may pay: its own, those above and those below.';
--! EndIncluded payments/internal/line_ids.sql
--! Included payments/internal/named_invoices.sql
-- A number counts as a word of its own: INV-10 does not name INV-1. The search for the bare text
-- comes first because it is a hundred times cheaper than the pattern.
create or replace function payments.named_invoices(account_id uuid, reference text)
  returns uuid[]
  language sql stable security invoker set search_path to ''
as $$
  select array_agg(i.id)
  from billing.invoices as i
  where reference is not null
    and i.tenant_id = (select tenancy.current_tenant_id())
    and i.account_id = any ((select payments.line_ids(named_invoices.account_id))::uuid[])
    and strpos(upper(reference), upper(i.invoice_number)) > 0
    and upper(reference) ~ ('(^|[^A-Z0-9])'
      || regexp_replace(upper(i.invoice_number), '([^A-Z0-9])', '\\\1', 'g')
      || '($|[^A-Z0-9])')
$$;
comment on function payments.named_invoices is
  'Invoices whose number stands in the reference, in whatever state; null if there is none.';
--! EndIncluded payments/internal/named_invoices.sql
--! Included payments/internal/lock_payment.sql
create or replace function payments.lock_payment(payment_id uuid)
  returns payments.payments
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_payment payments.payments;
begin
  select * into v_payment from payments.payments as p
  where p.tenant_id = tenancy.current_tenant_id() and p.id = lock_payment.payment_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No payment has this id.', 'payment_id');
  end if;
  return v_payment;
end $$;
comment on function payments.lock_payment is
  'The payment, locked until the end of the transaction, or NOTFD.';
--! EndIncluded payments/internal/lock_payment.sql
--! Included payments/internal/lock_open_invoices.sql
create or replace function payments.lock_open_invoices(invoice_ids uuid[], currency text)
  returns uuid[]
  language sql volatile security invoker set search_path to ''
as $$
  with locked as (
    select i.id
    from billing.invoices as i
    where i.tenant_id = (select tenancy.current_tenant_id())
      and i.id = any (invoice_ids)
      and i.currency = lock_open_invoices.currency
      and i.status in ('open', 'partially_paid', 'overdue')
    order by i.id
    for update
  )
  select array_agg(locked.id) from locked
$$;
comment on function payments.lock_open_invoices is
  'Those of the invoices that can be paid in this currency, locked in the order of their ids.';
--! EndIncluded payments/internal/lock_open_invoices.sql
--! Included payments/internal/choose_invoices.sql
-- A reference that names invoices speaks for those alone, also when they are paid already: the same
-- money sent twice must not wander to another invoice. Without one, an invoice of exactly this
-- amount comes first, then the account's own, the oldest due first.
create or replace function payments.choose_invoices(payment payments.payments)
  returns payments.application_input[]
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_named uuid[] := payments.named_invoices(payment.account_id, payment.reference);
  v_payable uuid[] := payments.lock_open_invoices(
    coalesce(v_named, array(
      select i.id from billing.invoices as i
      where i.tenant_id = payment.tenant_id and i.account_id = payment.account_id
        and i.status in ('open', 'partially_paid', 'overdue'))),
    payment.currency);
begin
  -- A statement of its own: it sees what others have paid while this one waited for the locks.
  return array(
    select (i.id, null)::payments.application_input
    from billing.invoices as i
    where i.tenant_id = payment.tenant_id and i.id = any (v_payable)
    order by
      case when v_named is null then i.balance = payment.unapplied_amount end desc nulls last,
      i.due_date, i.invoice_number);
end $$;
comment on function payments.choose_invoices is
  'Open invoices for a payment to settle, in order, locked.';
--! EndIncluded payments/internal/choose_invoices.sql
--! Included payments/internal/check_applications.sql
-- Says what is wrong with the first application that cannot be made; asked under the locks.
create or replace function payments.check_applications(
  payment payments.payments, applications payments.application_input[], list_name text
)
  returns void
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_wrong record;
begin
  select problem.code, problem.message,
    concat_ws('/', list_name, case when list_name is not null then x.place - 1 end, problem.field)
      as pointer
  into v_wrong
  from (
    select a.invoice_id, a.amount, a.place,
      count(*) over (partition by a.invoice_id order by a.place) as times_named,
      sum(a.amount) over (order by a.place) as sum_to_here
    from unnest(applications) with ordinality as a (invoice_id, amount, place)
  ) as x
  left join billing.invoices as i on i.tenant_id = payment.tenant_id and i.id = x.invoice_id
  cross join lateral (values
    (1, i.id is null, 'NOTFD', 'No invoice has this id.', 'invoice_id'),
    (2, i.account_id <> all ((select payments.line_ids(payment.account_id))::uuid[]), 'INPUT',
      'The invoice is of an account neither above nor below the one that paid.', 'invoice_id'),
    (3, i.status in ('draft', 'void', 'uncollectible'), 'TRANS',
      format('The invoice is %s; only an issued one can be paid.', i.status), 'invoice_id'),
    (4, i.currency <> payment.currency, 'NORAT',
      format('The invoice is in %s, the payment in %s.', i.currency, payment.currency),
      'invoice_id'),
    (5, x.times_named > 1, 'INPUT', 'The invoice is named twice.', 'invoice_id'),
    (6, x.amount <= 0 or x.amount <> kernel.round_amount(x.amount, payment.currency), 'INPUT',
      'An amount is above zero, with no more decimals than its currency.', 'amount'),
    (7, x.amount > i.balance, 'OVRAP', format('The invoice has %s left.', i.balance), 'amount'),
    (8, x.sum_to_here > payment.unapplied_amount, 'OVRAP',
      format('The payment has %s left.', payment.unapplied_amount), 'amount')
  ) as problem (rank, is_wrong, code, message, field)
  where problem.is_wrong
  order by x.place, problem.rank
  limit 1;
  if found then
    perform kernel.fail(v_wrong.code, v_wrong.message, v_wrong.pointer);
  end if;
end $$;
comment on function payments.check_applications is
  'Refuses applications that cannot be made, naming the first one.';
--! EndIncluded payments/internal/check_applications.sql
--! Included payments/internal/apply_to_invoices.sql
-- Locks in one order everywhere: the payment, which the caller holds, then invoices by id. Each
-- invoice gets what is asked, or what it needs, as far as the payment reaches.
create or replace function payments.apply_to_invoices(
  payment payments.payments,
  applications payments.application_input[],
  apply_on date,
  list_name text default null
)
  returns payments.payment_applications[]
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_now timestamptz := tenancy.now();
  v_applied payments.payment_applications[];
begin
  perform payments.lock_open_invoices(
    array(select a.invoice_id from unnest(applications) as a), payment.currency);
  perform payments.check_applications(payment, applications, list_name);

  with wanted as (
    select i.id, i.issue_date, a.place, greatest(least(a.amount, i.balance), 0) as amount
    from unnest(applications) with ordinality as a (invoice_id, amount, place)
    join billing.invoices as i on i.tenant_id = payment.tenant_id and i.id = a.invoice_id
  ),
  allotted as (
    select w.id, w.issue_date, w.place,
      least(w.amount, payment.unapplied_amount
        - coalesce(sum(w.amount) over (order by w.place rows between unbounded preceding
            and 1 preceding), 0)) as amount
    from wanted as w
  ),
  applied as (
    insert into payments.payment_applications (tenant_id, payment_id, invoice_id, amount,
      applied_on, created_at)
    select payment.tenant_id, payment.id, a.id,
      kernel.round_amount(a.amount, payment.currency), greatest(apply_on, a.issue_date), v_now
    from allotted as a
    where a.amount > 0
    order by a.place
    returning *
  )
  select coalesce(array_agg(a order by a.id), '{}') into v_applied from applied as a;

  if v_applied = '{}' then
    return v_applied;
  end if;
  perform billing.settle_invoices(array(
    select (a.invoice_id, a.amount, a.applied_on)::billing.settlement
    from unnest(v_applied) as a));
  update payments.payments as p
  set applied_amount = p.applied_amount + (select sum(a.amount) from unnest(v_applied) as a)
  where p.tenant_id = payment.tenant_id and p.id = payment.id;
  return v_applied;
end $$;
comment on function payments.apply_to_invoices is
  'Applies a locked payment to invoices in order, in sub-ledgers and totals; the caller books it.';
--! EndIncluded payments/internal/apply_to_invoices.sql
--! Included payments/internal/receipt_postings.sql
-- What is applied on the very day goes to the receivable at once; the rest waits as unapplied cash,
-- also when its invoice is of a later day: before that day there is no receivable to lower.
create or replace function payments.receipt_postings(
  payment payments.payments, applied payments.payment_applications[]
)
  returns ledger.posting[]
  language sql stable security invoker set search_path to ''
as $$
  with direct as (
    select a.invoice_id, a.amount
    from unnest(applied) as a
    where a.applied_on = (payment).received_on
  ),
  credit (code, subject_id, amount) as (
    select 'receivable', d.invoice_id, d.amount from direct as d
    union all
    select 'unapplied_cash', (payment).id,
      (payment).amount - (select coalesce(sum(d.amount), 0) from direct as d)
  )
  select array_agg((
      'payments.payment', (payment).id, 'received', coalesce((payment).reference, 'Payment'),
      (payment).received_on, (payment).currency, 'cash', null, c.code, c.subject_id, c.amount
    )::ledger.posting)
  from credit as c
$$;
comment on function payments.receipt_postings is 'What receiving a payment books, one journal.';
--! EndIncluded payments/internal/receipt_postings.sql
--! Included payments/internal/application_postings.sql
create or replace function payments.application_postings(
  payment payments.payments, applied payments.payment_applications[]
)
  returns ledger.posting[]
  language sql stable security invoker set search_path to ''
as $$
  select array_agg((
      'payments.payment_application', a.id, 'applied', coalesce((payment).reference, 'Payment'),
      a.applied_on, (payment).currency,
      'unapplied_cash', (payment).id, 'receivable', a.invoice_id, a.amount
    )::ledger.posting)
  from unnest(applied) as a
$$;
comment on function payments.application_postings is
  'What applying unapplied cash books, one journal an application.';
--! EndIncluded payments/internal/application_postings.sql
--! Included payments/internal/announce.sql
create or replace function payments.announce(
  type text, payment payments.payments, applied payments.payment_applications[]
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  select events.publish(type, 'payment', (payment).id,
    to_jsonb(payment) || jsonb_build_object('applications', coalesce(
      (select jsonb_agg(to_jsonb(a) - 'tenant_id' order by a.id) from unnest(applied) as a),
      '[]')))
$$;
comment on function payments.announce is 'Publishes a payment with what was applied just now.';
--! EndIncluded payments/internal/announce.sql
--! Included payments/internal/unapplied_balances.sql
create or replace function payments.unapplied_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security invoker set search_path to ''
as $$
  select p.currency, p.id, p.unapplied_amount::numeric
  from payments.payments as p
  where p.tenant_id = (select tenancy.current_tenant_id())
    and p.unapplied_amount <> 0
$$;
comment on function payments.unapplied_balances is
  'What the ledger''s unapplied cash must agree with, payment by payment.';
select ledger.register_subledger('payments', 'unapplied_cash', 'payments.unapplied_balances');
--! EndIncluded payments/internal/unapplied_balances.sql
--! Included payments/internal/unapplied_cash_of.sql
create or replace function payments.unapplied_cash_of(account_ids uuid[])
  returns table (account_id uuid, currency text, amount numeric)
  language plpgsql stable security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
begin
  -- Not SQL: the plan of this is kept by the connection, which asks it for every invoice.
  return query
    select p.account_id, p.currency, sum(p.unapplied_amount)
    from payments.payments as p
    where p.tenant_id = (select tenancy.current_tenant_id())
      and p.account_id = any (account_ids) and p.unapplied_amount <> 0
    group by p.account_id, p.currency;
end $$;
comment on function payments.unapplied_cash_of is
  'What is left of the payments of accounts, by currency.';
select billing.register_cash_source('payments', 'payments.unapplied_cash_of');
--! EndIncluded payments/internal/unapplied_cash_of.sql
--! Included payments/commands/record_payment.sql
-- The money is here, whatever the invoice says by now: what cannot be applied stays as unapplied
-- cash. Only an invoice that cannot be meant (a draft, a void one, another currency) is refused.
create or replace function payments.record_payment(
  amount kernel.amount,
  account_id uuid default null,
  currency text default null,
  method text default 'wire',
  reference text default null,
  received_on date default null,
  invoice_id uuid default null,
  application text default 'auto',
  notes text default null,
  metadata jsonb default '{}'
)
  returns payments.payments
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_invoice billing.invoices;
  v_account customers.accounts;
  v_currency text;
  v_zero kernel.amount;
  v_today date;
  v_payment payments.payments;
  v_applied payments.payment_applications[] := '{}';
begin
  if coalesce(application, 'auto') <> all ('{auto,none}') then
    perform kernel.fail('INPUT', 'An application is auto or none.', 'application');
  elsif account_id is null and invoice_id is null then
    perform kernel.fail('INPUT', 'Name the account or the invoice that was paid.', 'account_id');
  elsif invoice_id is not null then
    v_invoice := payments.find_invoice(invoice_id);
  end if;
  v_account := customers.find_account(coalesce(account_id, v_invoice.account_id));
  v_today := tenancy.today(customers.accounts_effective_time_zone(v_account));
  v_currency := coalesce(currency, v_invoice.currency, v_account.currency);
  v_zero := kernel.round_amount(0, v_currency);
  if received_on > v_today then
    perform kernel.fail('INPUT', 'A payment is recorded when it is there.', 'received_on');
  elsif amount <> kernel.round_amount(amount, v_currency) then
    perform kernel.fail('INPUT', 'The amount has more decimals than its currency.', 'amount');
  end if;

  insert into payments.payments as p (account_id, currency, amount, applied_amount,
    refunded_amount, method, reference, received_on, notes, metadata)
  values (
    v_account.id, v_currency, kernel.round_amount(amount, v_currency), v_zero, v_zero,
    coalesce(method, 'wire'), nullif(btrim(reference), ''), coalesce(received_on, v_today), notes,
    coalesce(metadata, '{}'))
  returning * into v_payment;

  if application is distinct from 'none' then
    v_applied := payments.apply_to_invoices(
      v_payment,
      case when invoice_id is null then payments.choose_invoices(v_payment)
        else array[(invoice_id, null)::payments.application_input] end,
      v_payment.received_on);
  end if;
  perform ledger.post(
    payments.receipt_postings(v_payment, v_applied)
    || payments.application_postings(v_payment, array(
      select a from unnest(v_applied) as a where a.applied_on > v_payment.received_on)));
  v_payment := payments.lock_payment(v_payment.id);
  perform payments.announce('payment.received', v_payment, v_applied);
  if v_applied <> '{}' then
    perform payments.announce('payment.applied', v_payment, v_applied);
  end if;
  return v_payment;
end $$;
comment on function payments.record_payment is
  'Records money received and applies it: to the invoice, else by the numbers in the reference, '
  'else by exact amount, else oldest due first; the rest stays unapplied.';
grant execute on function payments.record_payment to tenor_finance;
--! EndIncluded payments/commands/record_payment.sql
--! Included payments/commands/apply_payment.sql
-- Unapplied cash finds its invoice later: as named, or by the rules of a new payment.
create or replace function payments.apply_payment(
  payment_id uuid, applications payments.application_input[] default null
)
  returns payments.payments
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_payment payments.payments := payments.lock_payment(payment_id);
  v_applied payments.payment_applications[];
begin
  if cardinality(applications) > 500 then
    perform kernel.fail('INPUT', 'A payment is applied to 500 invoices at once.', 'applications');
  elsif v_payment.unapplied_amount = 0 then
    perform kernel.fail('TRANS', 'Nothing is left of the payment.', 'payment_id');
  end if;

  v_applied := payments.apply_to_invoices(
    v_payment,
    coalesce(applications, payments.choose_invoices(v_payment)),
    greatest(v_payment.received_on, payments.account_today(v_payment.account_id)),
    'applications');
  if v_applied <> '{}' then
    perform ledger.post(payments.application_postings(v_payment, v_applied));
    v_payment := payments.lock_payment(v_payment.id);
    perform payments.announce('payment.applied', v_payment, v_applied);
  end if;
  return v_payment;
end $$;
comment on function payments.apply_payment is
  'Applies what is left of a payment: to the invoices named, else as a new payment would be.';
grant execute on function payments.apply_payment to tenor_finance;
--! EndIncluded payments/commands/apply_payment.sql
--! Included payments/commands/refund_payment.sql
-- Gives back only what no invoice has got; an applied part is first freed by a credit note.
create or replace function payments.refund_payment(
  payment_id uuid,
  reason text,
  amount kernel.amount default null,
  refunded_on date default null
)
  returns payments.payments
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_payment payments.payments := payments.lock_payment(payment_id);
  v_today date := payments.account_today(v_payment.account_id);
  v_refund payments.refunds;
begin
  if v_payment.unapplied_amount = 0 then
    perform kernel.fail('TRANS', 'Nothing is left of the payment.', 'payment_id');
  elsif amount > v_payment.unapplied_amount then
    perform kernel.fail('OVRAP', format('The payment has %s left.', v_payment.unapplied_amount),
      'amount');
  elsif amount <> kernel.round_amount(amount, v_payment.currency) then
    perform kernel.fail('INPUT', 'The amount has more decimals than its currency.', 'amount');
  elsif refunded_on not between v_payment.received_on and v_today then
    perform kernel.fail('INPUT', 'A refund lies between the payment and today.', 'refunded_on');
  end if;

  insert into payments.refunds as r (payment_id, amount, reason, refunded_on)
  values (
    v_payment.id,
    kernel.round_amount(coalesce(amount, v_payment.unapplied_amount), v_payment.currency), reason,
    coalesce(refunded_on, greatest(v_today, v_payment.received_on)))
  returning * into v_refund;
  update payments.payments as p
  set refunded_amount = p.refunded_amount + v_refund.amount,
    status = case when p.refunded_amount + v_refund.amount = p.amount then 'refunded'
      else p.status end
  where p.tenant_id = v_payment.tenant_id and p.id = v_payment.id
  returning * into v_payment;

  perform ledger.post(array[(
    'payments.refund', v_refund.id, 'refunded', v_refund.reason, v_refund.refunded_on,
    v_payment.currency, 'unapplied_cash', v_payment.id, 'cash', null, v_refund.amount
  )::ledger.posting]);
  perform events.publish('payment.refunded', 'payment', v_payment.id, to_jsonb(v_payment));
  return v_payment;
end $$;
comment on function payments.refund_payment is
  'Gives back what is left of a payment, all of it or an amount.';
grant execute on function payments.refund_payment to tenor_finance;
--! EndIncluded payments/commands/refund_payment.sql
--! EndIncluded payments/index.sql
--! Included webhooks/index.sql
--! Included webhooks/schema.sql
create schema if not exists webhooks;
comment on schema webhooks is
  'What we tell others: where events are sent, and whether they arrived.';
grant usage on schema webhooks to tenor_viewer, tenor_worker;
--! EndIncluded webhooks/schema.sql
--! Included webhooks/types/endpoint_with_secret.sql
do $$
begin
  if to_regtype('webhooks.endpoint_with_secret') is null then
    create type webhooks.endpoint_with_secret as (
      id uuid,
      url text,
      event_types text[],
      description text,
      status text,
      secret text,
      created_at timestamptz
    );
  end if;
end $$;
comment on type webhooks.endpoint_with_secret is
  'An endpoint with its new secret, which is shown this once.';
comment on column webhooks.endpoint_with_secret.id is 'Identifies the endpoint.';
comment on column webhooks.endpoint_with_secret.url is 'Where events are sent.';
comment on column webhooks.endpoint_with_secret.event_types is 'What is sent; empty is everything.';
comment on column webhooks.endpoint_with_secret.description is 'What it is for.';
comment on column webhooks.endpoint_with_secret.status is 'active or disabled.';
comment on column webhooks.endpoint_with_secret.secret is
  'The key of the signatures, whsec_ and base64. Keep it: it is not shown again.';
comment on column webhooks.endpoint_with_secret.created_at is 'When it was made.';
--! EndIncluded webhooks/types/endpoint_with_secret.sql
--! Included webhooks/types/outgoing_delivery.sql
do $$
begin
  if to_regtype('webhooks.outgoing_delivery') is null then
    create type webhooks.outgoing_delivery as (
      url text,
      secrets text[],
      event_id uuid,
      body text,
      attempt int,
      "timestamp" bigint
    );
  end if;
end $$;
comment on type webhooks.outgoing_delivery is 'What a delivery is to send, and where.';
comment on column webhooks.outgoing_delivery.url is 'Where to.';
comment on column webhooks.outgoing_delivery.secrets is 'All that sign, the newest first.';
comment on column webhooks.outgoing_delivery.event_id is 'The webhook-id, always the same.';
comment on column webhooks.outgoing_delivery.body is 'The body, the same bytes at each attempt.';
comment on column webhooks.outgoing_delivery.attempt is 'Which attempt this is, from 1.';
comment on column webhooks.outgoing_delivery."timestamp" is 'Now, in seconds since 1970.';
--! EndIncluded webhooks/types/outgoing_delivery.sql
--! Included webhooks/internal/tg_endpoints__forget_outage.sql
-- Whoever mends an endpoint wants to see at once whether it works.
create or replace function webhooks.tg_endpoints__forget_outage()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if new.status = 'active' and (new.url, new.status) <> (old.url, old.status) then
    delete from webhooks.outages as o
    where o.tenant_id = new.tenant_id and o.endpoint_id = new.id;
  end if;
  return null;
end $$;
comment on function webhooks.tg_endpoints__forget_outage is
  'Forgets the failures of an endpoint that was moved or switched on again.';
--! EndIncluded webhooks/internal/tg_endpoints__forget_outage.sql
--! Included webhooks/tables/endpoints.sql
-- Where a tenant wants to hear of what happens. Whether an address lies in a private network is
-- not asked here: a name may lead elsewhere tomorrow, so the gateway asks at every delivery.
create table if not exists webhooks.endpoints (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  url text not null,
  event_types text[] not null default '{}',
  description text,
  status text not null default 'active',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint endpoints_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint endpoints_url_check check (
    url ~* '^https?://([^][[:space:][:cntrl:]/?#@:\\]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?([/?]|$)'
    and url !~ '[[:space:][:cntrl:]#]'
    and length(url) <= 2000),
  constraint endpoints_event_types_check check (
    event_types::text ~ '^\{([a-z_]+\.([a-z_]+|\*)(,[a-z_]+\.([a-z_]+|\*))*)?\}$'
    and cardinality(event_types) <= 100),
  constraint endpoints_description_check check (length(description) <= 500),
  constraint endpoints_status_check check (status in ('active', 'disabled'))
);
create index if not exists endpoints_status_idx on webhooks.endpoints (tenant_id, status, id);
comment on table webhooks.endpoints is 'Addresses to which events are sent.';
comment on column webhooks.endpoints.tenant_id is 'The tenant.';
comment on column webhooks.endpoints.id is 'Identifies the endpoint.';
comment on column webhooks.endpoints.url is
  'Where events are sent: http or https, no user, password or fragment.';
comment on column webhooks.endpoints.event_types is
  'What is sent: names such as invoice.paid, or invoice.* for all of a noun; empty is everything.';
comment on column webhooks.endpoints.description is 'What it is for.';
comment on column webhooks.endpoints.status is
  'active, or disabled: by an admin, or after five days in which nothing arrived.';
comment on column webhooks.endpoints.created_at is 'When it was made.';
comment on column webhooks.endpoints.updated_at is 'When it last changed.';
comment on constraint endpoints_tenant_fkey on webhooks.endpoints is 'No tenant has this id.';
comment on constraint endpoints_url_check on webhooks.endpoints is
  'A webhook''s address is an http or https URL without user, password and fragment.';
comment on constraint endpoints_event_types_check on webhooks.endpoints is
  'Event types are names such as invoice.paid, or invoice.* for all of a noun.';
comment on constraint endpoints_description_check on webhooks.endpoints is
  'A description has at most 500 characters.';
comment on constraint endpoints_status_check on webhooks.endpoints is
  'A webhook is active or disabled.';

-- Who may touch it: members read, admins change. The secret stands in a table that nobody reads.
alter table webhooks.endpoints enable row level security;
alter table webhooks.endpoints force row level security;
drop policy if exists tenant_isolation on webhooks.endpoints;
create policy tenant_isolation on webhooks.endpoints as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.endpoints;
create policy owner_all on webhooks.endpoints to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on webhooks.endpoints;
create policy select_member on webhooks.endpoints for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on webhooks.endpoints;
create policy update_admin on webhooks.endpoints for update to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on webhooks.endpoints to tenor_viewer;
grant update (url, event_types, description, status) on webhooks.endpoints to tenor_admin;
-- No insert: an endpoint comes with its secret. No delete: by a command, with all that hangs on it.

create or replace trigger _100_touch before update on webhooks.endpoints
  for each row execute function tenancy.tg__touch();
create or replace trigger _500_forget_outage after update of url, status on webhooks.endpoints
  for each row execute function webhooks.tg_endpoints__forget_outage();
select audit.watch('webhooks.endpoints');
--! EndIncluded webhooks/tables/endpoints.sql
--! Included webhooks/tables/endpoint_secrets.sql
-- Keys of the signatures, encrypted under a key that the database does not hold. After a rotation
-- the older one signs as well, so that a receiver can change over without losing a delivery.
create table if not exists webhooks.endpoint_secrets (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  endpoint_id uuid not null,
  sealed bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  primary key (tenant_id, id),
  constraint endpoint_secrets_endpoint_fkey foreign key (tenant_id, endpoint_id)
    references webhooks.endpoints (tenant_id, id) on delete cascade
);
create index if not exists endpoint_secrets_endpoint_idx
  on webhooks.endpoint_secrets (tenant_id, endpoint_id, created_at);
comment on table webhooks.endpoint_secrets is 'Encrypted keys of the signatures of webhooks.';
comment on column webhooks.endpoint_secrets.tenant_id is 'The tenant.';
comment on column webhooks.endpoint_secrets.id is 'Identifies the secret.';
comment on column webhooks.endpoint_secrets.endpoint_id is 'Whose deliveries it signs.';
comment on column webhooks.endpoint_secrets.sealed is 'The secret, encrypted for this endpoint.';
comment on column webhooks.endpoint_secrets.created_at is 'When it was made, real time.';
comment on column webhooks.endpoint_secrets.expires_at is
  'When it stops to sign: 24 hours after it was replaced, real time.';
comment on constraint endpoint_secrets_endpoint_fkey on webhooks.endpoint_secrets is
  'No webhook has this id.';

-- Who may touch it: our own functions alone. No member reads it, not even encrypted.
alter table webhooks.endpoint_secrets enable row level security;
alter table webhooks.endpoint_secrets force row level security;
drop policy if exists tenant_isolation on webhooks.endpoint_secrets;
create policy tenant_isolation on webhooks.endpoint_secrets as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.endpoint_secrets;
create policy owner_all on webhooks.endpoint_secrets to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));

select audit.watch('webhooks.endpoint_secrets', redact => '{sealed}');
--! EndIncluded webhooks/tables/endpoint_secrets.sql
--! Included webhooks/tables/deliveries.sql
-- That an event is to reach an endpoint: once for each pair. The body is not kept; it is made of
-- the event, which never changes.
create table if not exists webhooks.deliveries (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  endpoint_id uuid not null,
  event_id uuid not null,
  event_type text not null,
  object_id uuid not null,
  status text not null default 'pending',
  attempts int not null default 0,
  next_attempt_at timestamptz default now(),
  response_status int,
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  replayed_at timestamptz,
  primary key (tenant_id, id),
  constraint deliveries_event_key unique (tenant_id, endpoint_id, event_id),
  constraint deliveries_endpoint_fkey foreign key (tenant_id, endpoint_id)
    references webhooks.endpoints (tenant_id, id) on delete cascade,
  constraint deliveries_event_fkey
    foreign key (tenant_id, event_id) references events.events (tenant_id, id),
  constraint deliveries_status_check check (status in ('pending', 'delivered', 'failed')),
  constraint deliveries_pending_has_next_attempt_check
    check ((status = 'pending') = (next_attempt_at is not null)),
  constraint deliveries_finished_has_time_check
    check ((status = 'pending') = (finished_at is null))
);
create index if not exists deliveries_event_idx on webhooks.deliveries (tenant_id, event_id);
create index if not exists deliveries_status_idx on webhooks.deliveries (tenant_id, status, id);
-- Who is next in line for an object.
create index if not exists deliveries_pending_idx
  on webhooks.deliveries (tenant_id, endpoint_id, object_id, event_id) where status = 'pending';
comment on table webhooks.deliveries is 'Events on their way to endpoints.';
comment on column webhooks.deliveries.tenant_id is 'The tenant.';
comment on column webhooks.deliveries.id is 'Identifies the delivery.';
comment on column webhooks.deliveries.endpoint_id is 'Where it goes.';
comment on column webhooks.deliveries.event_id is
  'The event; the receiver gets it as webhook-id and id, by which it knows a repetition.';
comment on column webhooks.deliveries.event_type is 'Type of the event, such as invoice.paid.';
comment on column webhooks.deliveries.object_id is
  'What the event is about; events of one object arrive in order.';
comment on column webhooks.deliveries.status is 'pending, delivered or failed.';
comment on column webhooks.deliveries.attempts is 'Attempts since it was made or last replayed.';
comment on column webhooks.deliveries.next_attempt_at is
  'When it is tried, at the earliest: not before the earlier events of its object, real time.';
comment on column webhooks.deliveries.response_status is
  'Status of the last answer; null when none came.';
comment on column webhooks.deliveries.error is 'Why the last attempt failed.';
comment on column webhooks.deliveries.created_at is 'When it was made, real time.';
comment on column webhooks.deliveries.finished_at is 'When it arrived or was given up, real time.';
comment on column webhooks.deliveries.replayed_at is
  'When it was last replayed; then it goes out of order.';
comment on constraint deliveries_event_key on webhooks.deliveries is
  'This event is on its way to this webhook already.';
comment on constraint deliveries_endpoint_fkey on webhooks.deliveries is 'No webhook has this id.';
comment on constraint deliveries_event_fkey on webhooks.deliveries is 'No event has this id.';
comment on constraint deliveries_status_check on webhooks.deliveries is
  'A delivery is pending, delivered or failed.';
comment on constraint deliveries_pending_has_next_attempt_check on webhooks.deliveries is
  'A pending delivery, and no other, has a next attempt.';
comment on constraint deliveries_finished_has_time_check on webhooks.deliveries is
  'A delivery that is not pending, and no other, has an end.';

-- Who may touch it: members read; the house writes. Not audited: it is a record itself.
alter table webhooks.deliveries enable row level security;
alter table webhooks.deliveries force row level security;
drop policy if exists tenant_isolation on webhooks.deliveries;
create policy tenant_isolation on webhooks.deliveries as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.deliveries;
create policy owner_all on webhooks.deliveries to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on webhooks.deliveries;
create policy select_member on webhooks.deliveries for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on webhooks.deliveries to tenor_viewer;
--! EndIncluded webhooks/tables/deliveries.sql
--! Included webhooks/tables/delivery_attempts.sql
create table if not exists webhooks.delivery_attempts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  delivery_id uuid not null,
  attempt int not null,
  response_status int,
  error text,
  duration_ms int,
  response_excerpt text,
  attempted_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, id),
  constraint delivery_attempts_delivery_fkey foreign key (tenant_id, delivery_id)
    references webhooks.deliveries (tenant_id, id) on delete cascade
);
create index if not exists delivery_attempts_delivery_idx
  on webhooks.delivery_attempts (tenant_id, delivery_id, id);
comment on table webhooks.delivery_attempts is 'What came of each attempt to deliver an event.';
comment on column webhooks.delivery_attempts.tenant_id is 'The tenant.';
comment on column webhooks.delivery_attempts.id is 'Identifies the attempt.';
comment on column webhooks.delivery_attempts.delivery_id is 'The delivery.';
comment on column webhooks.delivery_attempts.attempt is
  'Its number, from 1; a replay counts anew.';
comment on column webhooks.delivery_attempts.response_status is
  'HTTP status of the answer; null when none came.';
comment on column webhooks.delivery_attempts.error is 'Why it failed.';
comment on column webhooks.delivery_attempts.duration_ms is 'How long it took, in milliseconds.';
comment on column webhooks.delivery_attempts.response_excerpt is
  'The beginning of the answer, up to 500 characters.';
comment on column webhooks.delivery_attempts.attempted_at is 'When it ended, real time.';
comment on constraint delivery_attempts_delivery_fkey on webhooks.delivery_attempts is
  E'@foreignFieldName attemptLog\nNo delivery has this id.';

-- Who may touch it: members read; the worker records.
alter table webhooks.delivery_attempts enable row level security;
alter table webhooks.delivery_attempts force row level security;
drop policy if exists tenant_isolation on webhooks.delivery_attempts;
create policy tenant_isolation on webhooks.delivery_attempts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.delivery_attempts;
create policy owner_all on webhooks.delivery_attempts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on webhooks.delivery_attempts;
create policy select_member on webhooks.delivery_attempts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on webhooks.delivery_attempts to tenor_viewer;
--! EndIncluded webhooks/tables/delivery_attempts.sql
--! Included webhooks/tables/outages.sql
-- An endpoint that fails, from its first failure until something arrives again. Apart from the
-- endpoints, so that its counting is no change of theirs.
create table if not exists webhooks.outages (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  endpoint_id uuid not null,
  failures int not null default 1,
  began_at timestamptz not null default now(),
  resume_at timestamptz,
  primary key (tenant_id, endpoint_id),
  constraint outages_endpoint_fkey foreign key (tenant_id, endpoint_id)
    references webhooks.endpoints (tenant_id, id) on delete cascade
);
comment on table webhooks.outages is 'Endpoints at which nothing arrives now.';
comment on column webhooks.outages.tenant_id is 'The tenant.';
comment on column webhooks.outages.endpoint_id is 'The endpoint.';
comment on column webhooks.outages.failures is 'Failed attempts since something last arrived.';
comment on column webhooks.outages.began_at is 'When the first of them failed, real time.';
comment on column webhooks.outages.resume_at is
  'Nothing is sent before; null while the failures are few, real time.';
comment on constraint outages_endpoint_fkey on webhooks.outages is 'No webhook has this id.';

-- Who may touch it: members read; the worker counts.
alter table webhooks.outages enable row level security;
alter table webhooks.outages force row level security;
drop policy if exists tenant_isolation on webhooks.outages;
create policy tenant_isolation on webhooks.outages as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.outages;
create policy owner_all on webhooks.outages to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on webhooks.outages;
create policy select_member on webhooks.outages for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on webhooks.outages to tenor_viewer;
--! EndIncluded webhooks/tables/outages.sql
--! Included webhooks/internal/secret_key.sql
-- The database never holds the key: API and worker bring it with each transaction. A secret that is
-- sealed for one endpoint opens for no other.
create or replace function webhooks.secret_key(endpoint_id uuid)
  returns text
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_key text := coalesce(current_setting('tenor.secret_key', true), '');
begin
  if length(v_key) < 32 then
    raise exception 'tenor.secret_key is not set, or shorter than 32 characters.';
  end if;
  return v_key || ':' || endpoint_id;
end $$;
comment on function webhooks.secret_key is
  'The key under which an endpoint''s secrets are encrypted.';
--! EndIncluded webhooks/internal/secret_key.sql
--! Included webhooks/internal/add_secret.sql
-- The key is as strong as the cipher, so it need not be stretched as a password would (s2k-mode=1):
-- that would cost each delivery more than its signature.
create or replace function webhooks.add_secret(endpoint_id uuid)
  returns text
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_secret text := 'whsec_' || encode(public.gen_random_bytes(32), 'base64');
begin
  insert into webhooks.endpoint_secrets (endpoint_id, sealed)
  values (add_secret.endpoint_id, public.pgp_sym_encrypt(
    v_secret, webhooks.secret_key(add_secret.endpoint_id),
    'cipher-algo=aes256, compress-algo=0, s2k-mode=1'));
  return v_secret;
end $$;
comment on function webhooks.add_secret is
  'Makes a secret for an endpoint and answers it, this once.';
--! EndIncluded webhooks/internal/add_secret.sql
--! Included webhooks/internal/open_secrets.sql
create or replace function webhooks.open_secrets(endpoint_id uuid)
  returns text[]
  language sql volatile security invoker set search_path to ''
as $$
  select array_agg(
    public.pgp_sym_decrypt(s.sealed, webhooks.secret_key(s.endpoint_id)) order by s.created_at desc)
  from webhooks.endpoint_secrets as s
  where s.tenant_id = (select tenancy.current_tenant_id())
    and s.endpoint_id = open_secrets.endpoint_id
    and (s.expires_at is null or s.expires_at > now())
$$;
comment on function webhooks.open_secrets is 'The secrets that sign now, the newest first.';
--! EndIncluded webhooks/internal/open_secrets.sql
--! Included webhooks/internal/lock_endpoint.sql
create or replace function webhooks.lock_endpoint(endpoint_id uuid)
  returns webhooks.endpoints
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_endpoint webhooks.endpoints;
begin
  select * into v_endpoint from webhooks.endpoints as e
  where e.tenant_id = tenancy.current_tenant_id() and e.id = lock_endpoint.endpoint_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No webhook has this id.', 'endpoint_id');
  end if;
  return v_endpoint;
end $$;
comment on function webhooks.lock_endpoint is 'The endpoint with this id, locked, or NOTFD.';
--! EndIncluded webhooks/internal/lock_endpoint.sql
--! Included webhooks/internal/lock_delivery.sql
-- Locks the line in which the delivery stands, in a statement before it is read: whoever looks who
-- is next then sees what others have added to the line.
create or replace function webhooks.lock_delivery(delivery_id uuid)
  returns webhooks.deliveries
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_delivery webhooks.deliveries;
begin
  perform pg_advisory_xact_lock(
    hashtextextended('webhooks:' || d.endpoint_id || ':' || d.object_id, 0))
  from webhooks.deliveries as d
  where d.tenant_id = v_tenant_id and d.id = lock_delivery.delivery_id;

  select * into v_delivery from webhooks.deliveries as d
  where d.tenant_id = v_tenant_id and d.id = lock_delivery.delivery_id
  for update;
  return v_delivery;
end $$;
comment on function webhooks.lock_delivery is
  'The delivery with this id, locked with its line; null when it is gone.';
--! EndIncluded webhooks/internal/lock_delivery.sql
--! Included webhooks/internal/is_first_in_line.sql
-- A replayed delivery waits for nobody and lets nobody wait: it is an answer to a question asked
-- now, not news.
create or replace function webhooks.is_first_in_line(delivery webhooks.deliveries)
  returns boolean
  language sql stable security invoker set search_path to ''
as $$
  select (delivery).replayed_at is not null or not exists (
    select from webhooks.deliveries as earlier
    where earlier.tenant_id = (delivery).tenant_id
      and earlier.endpoint_id = (delivery).endpoint_id
      and earlier.object_id = (delivery).object_id
      and earlier.event_id < (delivery).event_id
      and earlier.status = 'pending' and earlier.replayed_at is null)
$$;
comment on function webhooks.is_first_in_line is
  'Has the endpoint got all earlier events of the object, or have they failed?';
--! EndIncluded webhooks/internal/is_first_in_line.sql
--! Included webhooks/internal/queue_deliveries.sql
-- With a key of its own: a delivery that waits in the queue does not wait there twice.
create or replace function webhooks.queue_deliveries(deliveries webhooks.deliveries[])
  returns int
  language sql volatile security invoker set search_path to ''
as $$
  select count(*)::int
  from events.enqueue_many(array(
    select (
      'webhooks/deliver',
      jsonb_build_object('delivery_id', d.id),
      d.next_attempt_at,
      'webhooks/deliver:' || d.id,
      null, null
    )::events.new_job
    from unnest(deliveries) as d))
$$;
comment on function webhooks.queue_deliveries is 'Queues deliveries for their next attempt.';
--! EndIncluded webhooks/internal/queue_deliveries.sql
--! Included webhooks/internal/release_next.sql
create or replace function webhooks.release_next(delivery webhooks.deliveries)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  select webhooks.queue_deliveries(array(
    select d
    from webhooks.deliveries as d
    where d.tenant_id = (delivery).tenant_id
      and d.endpoint_id = (delivery).endpoint_id
      and d.object_id = (delivery).object_id
      and d.status = 'pending' and d.replayed_at is null
    order by d.event_id
    limit 1))
$$;
comment on function webhooks.release_next is
  'Queues the delivery that stood behind this one in the line of its object.';
--! EndIncluded webhooks/internal/release_next.sql
--! Included webhooks/internal/finish_delivery.sql
create or replace function webhooks.finish_delivery(
  delivery webhooks.deliveries, status text, error text
)
  returns webhooks.deliveries
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries;
begin
  update webhooks.deliveries as d
  set status = finish_delivery.status, error = finish_delivery.error, next_attempt_at = null,
    finished_at = clock_timestamp()
  where d.tenant_id = (delivery).tenant_id and d.id = (delivery).id
  returning * into v_delivery;
  perform webhooks.release_next(v_delivery);
  return v_delivery;
end $$;
comment on function webhooks.finish_delivery is
  'The delivery arrived or is given up; the next of its object may go.';
--! EndIncluded webhooks/internal/finish_delivery.sql
--! Included webhooks/internal/postpone_delivery.sql
create or replace function webhooks.postpone_delivery(
  delivery webhooks.deliveries, next_attempt_at timestamptz
)
  returns webhooks.deliveries
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries;
begin
  update webhooks.deliveries as d
  set next_attempt_at = postpone_delivery.next_attempt_at
  where d.tenant_id = (delivery).tenant_id and d.id = (delivery).id
  returning * into v_delivery;
  perform webhooks.queue_deliveries(array[v_delivery]);
  return v_delivery;
end $$;
comment on function webhooks.postpone_delivery is 'The delivery is tried again at this time.';
--! EndIncluded webhooks/internal/postpone_delivery.sql
--! Included webhooks/internal/retry_delay.sql
-- About a day and a half in all. Up to a fifth more, so that what failed together does not come
-- back together.
create or replace function webhooks.retry_delay(failures int)
  returns interval
  language sql volatile security invoker set search_path to ''
as $$
  select (array[
      '5 s', '30 s', '2 min', '10 min', '1 h', '3 h', '8 h', '24 h'
    ]::interval[])[failures] * (1 + random() * 0.2)
$$;
comment on function webhooks.retry_delay is
  'How long to wait after so many failures; null when it is enough.';
--! EndIncluded webhooks/internal/retry_delay.sql
--! Included webhooks/internal/count_failure.sql
-- A receiver that is down would keep the workers waiting for it, a delivery at a time. After more
-- failures in a row than a single delivery can have, it is left alone for a while, up to an hour.
create or replace function webhooks.count_failure(endpoint_id uuid)
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
#variable_conflict use_column
declare
  v_outage webhooks.outages;
begin
  insert into webhooks.outages as o (endpoint_id)
  values (count_failure.endpoint_id)
  on conflict (tenant_id, endpoint_id) do update
  set failures = o.failures + 1,
    resume_at = case when o.failures >= 9
      then now() + webhooks.retry_delay(least(o.failures - 8, 5)) end
  returning * into v_outage;
  if v_outage.failures >= 10 and v_outage.began_at < now() - interval '5 days' then
    update webhooks.endpoints as e
    set status = 'disabled'
    where e.tenant_id = v_outage.tenant_id and e.id = v_outage.endpoint_id;
  end if;
end $$;
comment on function webhooks.count_failure is
  'Counts a failure: an endpoint rests after ten in a row, and is disabled after five days.';
--! EndIncluded webhooks/internal/count_failure.sql
--! Included webhooks/internal/body_of.sql
-- Signed bytes: an instant is written in UTC and not as the session would write it, and what jsonb
-- holds has one spelling.
create or replace function webhooks.body_of(event events.events)
  returns text
  language sql stable security invoker set search_path to ''
as $$
  select json_build_object(
    'id', (event).id,
    'type', (event).type,
    'created_at', to_char((event).created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'tenant_id', (event).tenant_id,
    'data', (event).data
  )::text
$$;
comment on function webhooks.body_of is 'What is sent of an event; the same text at any time.';
--! EndIncluded webhooks/internal/body_of.sql
--! Included webhooks/commands/create_endpoint.sql
-- Every event is copied to every endpoint, hence so many and no more.
create or replace function webhooks.create_endpoint(
  url text, event_types text[] default '{}', description text default null
)
  returns webhooks.endpoint_with_secret
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_endpoint webhooks.endpoints;
begin
  if (select count(*) from webhooks.endpoints as e
    where e.tenant_id = tenancy.current_tenant_id()) >= 20 then
    perform kernel.fail('CNFLT', 'A tenant has 20 webhooks at most.');
  end if;
  insert into webhooks.endpoints (url, event_types, description)
  values (create_endpoint.url, coalesce(create_endpoint.event_types, '{}'),
    create_endpoint.description)
  returning * into v_endpoint;
  return (v_endpoint.id, v_endpoint.url, v_endpoint.event_types, v_endpoint.description,
    v_endpoint.status, webhooks.add_secret(v_endpoint.id), v_endpoint.created_at
  )::webhooks.endpoint_with_secret;
end $$;
comment on function webhooks.create_endpoint is
  'Sends events to an address from now on. The secret of the signatures is shown this once.';
grant execute on function webhooks.create_endpoint to tenor_admin;
--! EndIncluded webhooks/commands/create_endpoint.sql
--! Included webhooks/commands/rotate_secret.sql
-- Deliveries of the next 24 hours carry the signatures of both, so that the receiver changes over
-- when it likes.
create or replace function webhooks.rotate_secret(endpoint_id uuid)
  returns webhooks.endpoint_with_secret
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_endpoint webhooks.endpoints := webhooks.lock_endpoint(endpoint_id);
begin
  delete from webhooks.endpoint_secrets as s
  where s.tenant_id = v_endpoint.tenant_id and s.endpoint_id = v_endpoint.id
    and s.expires_at <= now();
  if (select count(*) from webhooks.endpoint_secrets as s
    where s.tenant_id = v_endpoint.tenant_id and s.endpoint_id = v_endpoint.id) >= 5 then
    perform kernel.fail('TRANS', 'Five secrets are valid; wait until one expires.', 'endpoint_id');
  end if;
  update webhooks.endpoint_secrets as s
  set expires_at = now() + interval '24 hours'
  where s.tenant_id = v_endpoint.tenant_id and s.endpoint_id = v_endpoint.id
    and s.expires_at is null;
  return (v_endpoint.id, v_endpoint.url, v_endpoint.event_types, v_endpoint.description,
    v_endpoint.status, webhooks.add_secret(v_endpoint.id), v_endpoint.created_at
  )::webhooks.endpoint_with_secret;
end $$;
comment on function webhooks.rotate_secret is
  'Makes a new secret, shown this once. The one before signs as well for another 24 hours.';
grant execute on function webhooks.rotate_secret to tenor_admin;
--! EndIncluded webhooks/commands/rotate_secret.sql
--! Included webhooks/commands/delete_endpoint.sql
create or replace function webhooks.delete_endpoint(endpoint_id uuid)
  returns webhooks.endpoints
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_endpoint webhooks.endpoints := webhooks.lock_endpoint(endpoint_id);
begin
  delete from webhooks.endpoints as e
  where e.tenant_id = v_endpoint.tenant_id and e.id = v_endpoint.id;
  return v_endpoint;
end $$;
comment on function webhooks.delete_endpoint is
  'Removes an endpoint with its secrets and its deliveries, also those on their way.';
grant execute on function webhooks.delete_endpoint to tenor_admin;
--! EndIncluded webhooks/commands/delete_endpoint.sql
--! Included webhooks/commands/replay_delivery.sql
create or replace function webhooks.replay_delivery(delivery_id uuid)
  returns webhooks.deliveries
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries := webhooks.lock_delivery(delivery_id);
begin
  if v_delivery.id is null then
    perform kernel.fail('NOTFD', 'No delivery has this id.', 'delivery_id');
  elsif v_delivery.status = 'pending' then
    perform kernel.fail('TRANS', 'It is still on its way.', 'delivery_id');
  elsif not exists (
    select from webhooks.endpoints as e
    where e.tenant_id = v_delivery.tenant_id and e.id = v_delivery.endpoint_id
      and e.status = 'active'
  ) then
    perform kernel.fail('TRANS', 'The webhook is disabled.', 'delivery_id');
  end if;
  update webhooks.deliveries as d
  set status = 'pending', attempts = 0, next_attempt_at = now(), replayed_at = now(),
    finished_at = null
  where d.tenant_id = v_delivery.tenant_id and d.id = v_delivery.id
  returning * into v_delivery;
  perform webhooks.queue_deliveries(array[v_delivery]);
  return v_delivery;
end $$;
comment on function webhooks.replay_delivery is
  'Sends an event again, delivered or failed: the same id and body, at once and out of order.';
grant execute on function webhooks.replay_delivery to tenor_admin;
--! EndIncluded webhooks/commands/replay_delivery.sql
--! Included webhooks/commands/begin_delivery.sql
-- Null is "nothing to do now": it is done, or gone, or its time comes later, or an earlier event of
-- its object is still on its way and will bring it along.
create or replace function webhooks.begin_delivery(delivery_id uuid)
  returns webhooks.outgoing_delivery
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries := webhooks.lock_delivery(delivery_id);
  v_endpoint webhooks.endpoints;
  v_resume_at timestamptz;
begin
  if v_delivery.status is distinct from 'pending' or v_delivery.next_attempt_at > clock_timestamp()
    or not webhooks.is_first_in_line(v_delivery) then
    return null;
  end if;
  select * into v_endpoint from webhooks.endpoints as e
  where e.tenant_id = v_delivery.tenant_id and e.id = v_delivery.endpoint_id;
  if v_endpoint.status <> 'active' then
    perform webhooks.finish_delivery(v_delivery, 'failed', 'The webhook is disabled.');
    return null;
  end if;
  select o.resume_at into v_resume_at from webhooks.outages as o
  where o.tenant_id = v_delivery.tenant_id and o.endpoint_id = v_delivery.endpoint_id;
  if v_resume_at > clock_timestamp() then
    perform webhooks.postpone_delivery(
      v_delivery, v_resume_at + random() * interval '30 seconds');
    return null;
  end if;
  return (
    v_endpoint.url,
    webhooks.open_secrets(v_endpoint.id),
    v_delivery.event_id,
    (select webhooks.body_of(e) from events.events as e
      where e.tenant_id = v_delivery.tenant_id and e.id = v_delivery.event_id),
    v_delivery.attempts + 1,
    extract(epoch from clock_timestamp())::bigint
  )::webhooks.outgoing_delivery;
end $$;
comment on function webhooks.begin_delivery is
  'What to send and where; null when nothing is to do.';
grant execute on function webhooks.begin_delivery to tenor_worker;
--! EndIncluded webhooks/commands/begin_delivery.sql
--! Included webhooks/commands/record_attempt.sql
-- 410 Gone is a receiver that wants no more.
create or replace function webhooks.record_attempt(
  delivery_id uuid, status int, error text, duration_ms int, response_excerpt text
)
  returns text
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_delivery webhooks.deliveries := webhooks.lock_delivery(delivery_id);
  v_wait interval;
begin
  if v_delivery.status is distinct from 'pending' then
    return v_delivery.status;
  end if;
  insert into webhooks.delivery_attempts (delivery_id, attempt, response_status, error,
    duration_ms, response_excerpt)
  values (v_delivery.id, v_delivery.attempts + 1, record_attempt.status,
    left(record_attempt.error, 1000), record_attempt.duration_ms,
    left(record_attempt.response_excerpt, 500));
  update webhooks.deliveries as d
  set attempts = d.attempts + 1, response_status = record_attempt.status,
    error = left(record_attempt.error, 1000)
  where d.tenant_id = v_delivery.tenant_id and d.id = v_delivery.id
  returning * into v_delivery;

  if record_attempt.status between 200 and 299 then
    delete from webhooks.outages as o
    where o.tenant_id = v_delivery.tenant_id and o.endpoint_id = v_delivery.endpoint_id;
    return (webhooks.finish_delivery(v_delivery, 'delivered', null)).status;
  end if;

  perform webhooks.count_failure(v_delivery.endpoint_id);
  v_wait := webhooks.retry_delay(v_delivery.attempts);
  if record_attempt.status = 410 then
    update webhooks.endpoints as e
    set status = 'disabled'
    where e.tenant_id = v_delivery.tenant_id and e.id = v_delivery.endpoint_id;
  elsif v_wait is not null then
    return (webhooks.postpone_delivery(v_delivery, clock_timestamp() + v_wait)).status;
  end if;
  return (webhooks.finish_delivery(v_delivery, 'failed', v_delivery.error)).status;
end $$;
comment on function webhooks.record_attempt is
  'Records what came of an attempt and decides on the next: delivered, pending or failed.';
grant execute on function webhooks.record_attempt to tenor_worker;
--! EndIncluded webhooks/commands/record_attempt.sql
--! Included webhooks/commands/resume_deliveries.sql
-- The net under the queue: a delivery whose job was given up (the database was away for long) is
-- queued again.
create or replace function webhooks.resume_deliveries()
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  select jsonb_build_object('deliveries_resumed', webhooks.queue_deliveries(array(
    select d
    from webhooks.deliveries as d
    where d.tenant_id = (select tenancy.current_tenant_id())
      and d.status = 'pending' and d.next_attempt_at < now() - interval '1 hour'
      and webhooks.is_first_in_line(d)
    order by d.id
    limit 10000)))
$$;
comment on function webhooks.resume_deliveries is 'Queues deliveries that are an hour late.';
select tenancy.register_duty('resume webhooks', 910, 'webhooks.resume_deliveries');
--! EndIncluded webhooks/commands/resume_deliveries.sql
--! Included webhooks/commands/forget_deliveries.sql
-- Ids rise with time, so the key itself finds the old ones.
create or replace function webhooks.forget_deliveries()
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  with forgotten as (
    delete from webhooks.deliveries as d
    where d.tenant_id = (select tenancy.current_tenant_id())
      and d.id < (select uuidv7(interval '-30 days')) and d.status <> 'pending'
    returning 1
  )
  select jsonb_build_object('deliveries_forgotten', count(*)) from forgotten
$$;
comment on function webhooks.forget_deliveries is
  'Deletes deliveries that ended, 30 days after they were made; the events stay.';
select tenancy.register_duty('forget webhooks', 920, 'webhooks.forget_deliveries');
--! EndIncluded webhooks/commands/forget_deliveries.sql
--! Included webhooks/watches/events.sql
-- In the transaction of the event: what happened is sent, and nothing else. One statement for any
-- number of events.
create or replace function webhooks.tg_events__deliver()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_deliveries webhooks.deliveries[];
begin
  with made as (
    insert into webhooks.deliveries
      (tenant_id, endpoint_id, event_id, event_type, object_id, created_at, next_attempt_at)
    select n.tenant_id, e.id, n.id, n.type, n.object_id, now(), now()
    from new_rows as n
    join webhooks.endpoints as e
      on e.tenant_id = n.tenant_id and e.status = 'active'
      and (e.event_types = '{}'
        or n.type = any (e.event_types)
        or split_part(n.type, '.', 1) || '.*' = any (e.event_types))
    order by n.id
    returning *
  )
  select array_agg(m order by m.event_id) into v_deliveries from made as m;
  if v_deliveries is not null then
    perform webhooks.queue_deliveries(v_deliveries);
  end if;
  return null;
end $$;
comment on function webhooks.tg_events__deliver is 'Sends events to the endpoints that want them.';

create or replace trigger _510_deliver after insert on events.events
  referencing new table as new_rows
  for each statement execute function webhooks.tg_events__deliver();
--! EndIncluded webhooks/watches/events.sql
--! EndIncluded webhooks/index.sql
--! Included analytics/index.sql
--! Included analytics/schema.sql
create schema if not exists analytics;
comment on schema analytics is
  'What it all means: views for analysts, documented column by column, and reports.';
grant usage on schema analytics to tenor_viewer, tenor_analyst;
--! EndIncluded analytics/schema.sql
--! Included analytics/types/revenue_line.sql
do $$
begin
  if to_regtype('analytics.revenue_line') is null then
    create type analytics.revenue_line as (
      period date,
      subject_id uuid,
      subject_name text,
      currency text,
      invoices int,
      net kernel.amount,
      tax kernel.amount,
      invoiced kernel.amount,
      credited kernel.amount,
      collected kernel.amount
    );
  end if;
end $$;
comment on type analytics.revenue_line is 'Revenue of one period or one subject, in one currency.';
comment on column analytics.revenue_line.period is
  'First day of the month, quarter or year; null in other groups.';
comment on column analytics.revenue_line.subject_id is
  'The account, contract or product; null in periods and for none.';
comment on column analytics.revenue_line.subject_name is
  'Name of the account or product, number of the contract.';
comment on column analytics.revenue_line.currency is 'ISO 4217.';
comment on column analytics.revenue_line.invoices is 'Invoices issued in the time asked for.';
comment on column analytics.revenue_line.net is 'Their items after discounts, before tax.';
comment on column analytics.revenue_line.tax is 'Their tax.';
comment on column analytics.revenue_line.invoiced is 'Their totals: net and tax.';
comment on column analytics.revenue_line.credited is
  'Credited of these invoices so far; null for products.';
comment on column analytics.revenue_line.collected is
  'Payments applied to invoices in the time asked for; null for products.';
--! EndIncluded analytics/types/revenue_line.sql
--! Included analytics/types/customer_line.sql
do $$
begin
  if to_regtype('analytics.customer_line') is null then
    create type analytics.customer_line as (
      place int,
      account_id uuid,
      account_name text,
      currency text,
      invoices int,
      invoiced kernel.amount,
      paid kernel.amount,
      outstanding kernel.amount
    );
  end if;
end $$;
comment on type analytics.customer_line is
  'What an account was invoiced and what it owes, in one currency.';
comment on column analytics.customer_line.place is
  'Its place among the accounts of the currency, from 1.';
comment on column analytics.customer_line.account_id is 'The account that pays.';
comment on column analytics.customer_line.account_name is 'Its name; null if it was deleted.';
comment on column analytics.customer_line.currency is 'ISO 4217.';
comment on column analytics.customer_line.invoices is 'Invoices issued in the time asked for.';
comment on column analytics.customer_line.invoiced is 'Their totals: net and tax.';
comment on column analytics.customer_line.paid is 'Paid of them so far.';
comment on column analytics.customer_line.outstanding is 'Still owed of them.';
--! EndIncluded analytics/types/customer_line.sql
--! Included analytics/types/aging_line.sql
do $$
begin
  if to_regtype('analytics.aging_line') is null then
    create type analytics.aging_line as (
      account_id uuid,
      account_name text,
      currency text,
      current kernel.amount,
      days_1_30 kernel.amount,
      days_31_60 kernel.amount,
      days_61_90 kernel.amount,
      days_over_90 kernel.amount,
      total kernel.amount,
      invoices int,
      days_outstanding numeric
    );
  end if;
end $$;
comment on type analytics.aging_line is
  'Receivables of an account by how long they are overdue, in one currency.';
comment on column analytics.aging_line.account_id is 'The account that pays.';
comment on column analytics.aging_line.account_name is 'Its name; null if it was deleted.';
comment on column analytics.aging_line.currency is 'ISO 4217.';
comment on column analytics.aging_line.current is 'Owed and not yet due.';
comment on column analytics.aging_line.days_1_30 is 'Overdue for 1 to 30 days.';
comment on column analytics.aging_line.days_31_60 is 'Overdue for 31 to 60 days.';
comment on column analytics.aging_line.days_61_90 is 'Overdue for 61 to 90 days.';
comment on column analytics.aging_line.days_over_90 is 'Overdue for more than 90 days.';
comment on column analytics.aging_line.total is 'All that is owed.';
comment on column analytics.aging_line.invoices is 'Invoices on which something is owed.';
comment on column analytics.aging_line.days_outstanding is
  'Days since issue, on average, weighted by what is owed.';
--! EndIncluded analytics/types/aging_line.sql
--! Included analytics/types/rollup_line.sql
do $$
begin
  if to_regtype('analytics.rollup_line') is null then
    create type analytics.rollup_line as (
      account_id uuid,
      parent_account_id uuid,
      account_name text,
      depth int,
      currency text,
      receivables kernel.amount,
      overdue kernel.amount,
      invoiced kernel.amount,
      paid kernel.amount,
      contracts_active int,
      contract_value kernel.amount,
      exposure kernel.amount
    );
  end if;
end $$;
comment on type analytics.rollup_line is 'One account of a roll-up, in one currency.';
comment on column analytics.rollup_line.account_id is 'The account.';
comment on column analytics.rollup_line.parent_account_id is 'The account above it.';
comment on column analytics.rollup_line.account_name is 'Its name.';
comment on column analytics.rollup_line.depth is 'Level in the hierarchy; a root has 1.';
comment on column analytics.rollup_line.currency is
  'ISO 4217; an account has a line for each currency it has to do with.';
comment on column analytics.rollup_line.receivables is 'Balance of issued invoices.';
comment on column analytics.rollup_line.overdue is 'The part of it whose due date has passed.';
comment on column analytics.rollup_line.invoiced is 'Totals of all invoices issued: net and tax.';
comment on column analytics.rollup_line.paid is 'Paid of them.';
comment on column analytics.rollup_line.contracts_active is 'Active contracts.';
comment on column analytics.rollup_line.contract_value is 'Their total value as signed.';
comment on column analytics.rollup_line.exposure is
  'Receivables and drafts, less payments that no invoice has got yet.';
--! EndIncluded analytics/types/rollup_line.sql
--! Included analytics/types/rollup_total.sql
do $$
begin
  if to_regtype('analytics.rollup_total') is null then
    create type analytics.rollup_total as (
      currency text,
      receivables kernel.amount,
      overdue kernel.amount,
      invoiced kernel.amount,
      paid kernel.amount,
      contracts_active int,
      contract_value kernel.amount,
      exposure kernel.amount
    );
  end if;
end $$;
comment on type analytics.rollup_total is 'All accounts of a roll-up, in one currency.';
comment on column analytics.rollup_total.currency is 'ISO 4217.';
comment on column analytics.rollup_total.receivables is 'Balance of issued invoices.';
comment on column analytics.rollup_total.overdue is 'The part of it whose due date has passed.';
comment on column analytics.rollup_total.invoiced is 'Totals of all invoices issued: net and tax.';
comment on column analytics.rollup_total.paid is 'Paid of them.';
comment on column analytics.rollup_total.contracts_active is 'Active contracts.';
comment on column analytics.rollup_total.contract_value is 'Their total value as signed.';
comment on column analytics.rollup_total.exposure is
  'Receivables and drafts, less payments that no invoice has got yet.';
--! EndIncluded analytics/types/rollup_total.sql
--! Included analytics/types/rollup.sql
do $$
begin
  if to_regtype('analytics.rollup') is null then
    create type analytics.rollup as (
      account_id uuid,
      account_name text,
      accounts int,
      totals analytics.rollup_total[],
      lines analytics.rollup_line[]
    );
  end if;
end $$;
comment on type analytics.rollup is 'An account with all below it, by currency and by account.';
comment on column analytics.rollup.account_id is 'The account at the top.';
comment on column analytics.rollup.account_name is 'Its name.';
comment on column analytics.rollup.accounts is 'How many accounts there are, itself included.';
comment on column analytics.rollup.totals is 'Sums over all accounts, one for each currency.';
comment on column analytics.rollup.lines is 'Each account, a parent before its subsidiaries.';
--! EndIncluded analytics/types/rollup.sql
--! Included analytics/queries/revenue_report.sql
-- What was invoiced belongs to the day of issue, what was collected to the day on which the
-- invoice got it. Of a product only the items are known: no payment says what it pays for.
create or replace function analytics.revenue_report(
  "from" date, "to" date, group_by text default 'month'
)
  returns setof analytics.revenue_line
  language plpgsql stable security invoker set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_from date := revenue_report."from";
  v_to date := revenue_report."to";
  v_group text := revenue_report.group_by;
  v_is_period boolean := v_group in ('month', 'quarter', 'year');
begin
  if v_from is null or v_to is null or v_to < v_from then
    raise exception using errcode = 'INPUT', message = 'Give the first and the last day.',
      column = case when v_from is null then 'from' else 'to' end;
  elsif not coalesce(v_is_period or v_group in ('account', 'contract', 'product'), false) then
    raise exception using errcode = 'INPUT', column = 'group_by',
      message = 'Group by month, quarter, year, account, contract or product.';
  end if;
  return query
    with issued as (
      select i.*
      from billing.invoices as i
      where i.tenant_id = v_tenant_id and i.issue_date between v_from and v_to
        and i.status in ('open', 'partially_paid', 'paid', 'overdue', 'uncollectible')
    ),
    facts (day, account_id, contract_id, product_id, currency, invoice_id, net, tax, credited,
      collected) as (
      select i.issue_date, i.account_id, i.contract_id, null::uuid, i.currency, i.id,
        i.subtotal - i.discount, i.tax, coalesce(notes.credited, 0), 0
      from issued as i
      left join lateral (
        select sum(n.total) as credited
        from billing.credit_notes as n
        where n.tenant_id = i.tenant_id and n.invoice_id = i.id
      ) as notes on true
      where v_group <> 'product'
      union all
      select i.issue_date, null, null, item.product_id, i.currency, i.id,
        item.amount - item.discount, item.tax, null, null
      from issued as i
      join billing.invoice_items as item
        on item.tenant_id = i.tenant_id and item.invoice_id = i.id
      where v_group = 'product'
      union all
      select a.applied_on, i.account_id, i.contract_id, null, i.currency, null, 0, 0, 0, a.amount
      from payments.payment_applications as a
      join billing.invoices as i on i.tenant_id = a.tenant_id and i.id = a.invoice_id
      where v_group <> 'product'
        and a.tenant_id = v_tenant_id and a.applied_on between v_from and v_to
    ),
    grouped as (
      select
        case when v_is_period then date_trunc(v_group, f.day::timestamp)::date end as period,
        case v_group when 'account' then f.account_id when 'contract' then f.contract_id
          when 'product' then f.product_id end as subject_id,
        f.currency, count(distinct f.invoice_id)::int as invoices, sum(f.net) as net,
        sum(f.tax) as tax, sum(f.credited) as credited, sum(f.collected) as collected
      from facts as f
      group by 1, 2, 3
    )
    select g.period, g.subject_id,
      case v_group when 'account' then a.account_name when 'contract' then c.contract_number
        when 'product' then p.name end,
      g.currency, g.invoices,
      kernel.round_amount(g.net, g.currency)::kernel.amount,
      kernel.round_amount(g.tax, g.currency)::kernel.amount,
      kernel.round_amount(g.net + g.tax, g.currency)::kernel.amount,
      kernel.round_amount(g.credited, g.currency)::kernel.amount,
      kernel.round_amount(g.collected, g.currency)::kernel.amount
    from grouped as g
    left join customers.accounts as a
      on v_group = 'account' and a.tenant_id = v_tenant_id and a.id = g.subject_id
    left join sales.contracts as c
      on v_group = 'contract' and c.tenant_id = v_tenant_id and c.id = g.subject_id
    left join catalog.products as p
      on v_group = 'product' and p.tenant_id = v_tenant_id and p.id = g.subject_id
    order by g.currency, g.period, g.net desc, g.subject_id;
end $$;
comment on function analytics.revenue_report is
  'Invoiced, credited and collected by month, quarter, year, account, contract or product.';
grant execute on function analytics.revenue_report to tenor_viewer, tenor_analyst;
--! EndIncluded analytics/queries/revenue_report.sql
--! Included analytics/queries/customers_report.sql
-- Amounts of different currencies have no order, so each currency has its own places.
create or replace function analytics.customers_report(
  "limit" int default 10, "from" date default null, "to" date default null
)
  returns setof analytics.customer_line
  language sql stable parallel safe security invoker
begin atomic
  with invoiced as (
    select i.account_id, i.currency, count(*) as invoices, sum(i.total) as total,
      sum(i.paid_amount) as paid,
      sum(case when i.status = 'uncollectible' then 0 else i.balance end) as outstanding
    from billing.invoices as i
    where i.tenant_id = (select tenancy.current_tenant_id())
      and i.status in ('open', 'partially_paid', 'paid', 'overdue', 'uncollectible')
      and i.issue_date >= coalesce("from", '-infinity')
      and i.issue_date <= coalesce("to", 'infinity')
    group by i.account_id, i.currency
  ),
  placed as (
    select i.*,
      row_number() over (partition by i.currency order by i.total desc, i.account_id) as place
    from invoiced as i
  )
  select p.place::int, p.account_id, a.account_name, p.currency, p.invoices::int,
    kernel.round_amount(p.total, p.currency),
    kernel.round_amount(p.paid, p.currency),
    kernel.round_amount(p.outstanding, p.currency)
  from placed as p
  left join customers.accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = p.account_id
  where p.place <= least(greatest("limit", 1), 500)
  order by p.currency, p.place;
end;
comment on function analytics.customers_report is
  'The accounts that were invoiced most, by currency; from and to are days of issue.';
grant execute on function analytics.customers_report to tenor_viewer, tenor_analyst;
--! EndIncluded analytics/queries/customers_report.sql
--! Included analytics/queries/aging_report.sql
-- A past day is seen from its end: what was applied or credited later is owed again, what was
-- voided or written off later stands. Today is where the account is, as for the status overdue.
create or replace function analytics.aging_report(as_of date default null)
  returns setof analytics.aging_line
  language sql stable parallel safe security invoker
begin atomic
  with owed as (
    select i.account_id, i.currency, i.issue_date, i.due_date,
      coalesce(as_of, ((select tenancy.now()) at time zone i.time_zone)::date) as day,
      i.balance + coalesce(later.amount, 0) as balance
    from billing.invoices as i
    left join lateral (
      select sum(settled.amount) as amount
      from (
        select a.amount
        from payments.payment_applications as a
        where a.tenant_id = i.tenant_id and a.invoice_id = i.id and a.applied_on > as_of
        union all
        select n.applied_to_invoice
        from billing.credit_notes as n
        where n.tenant_id = i.tenant_id and n.invoice_id = i.id and n.issue_date > as_of
        union all
        select b.amount
        from billing.balance_applications as b
        where b.tenant_id = i.tenant_id and b.invoice_id = i.id and b.applied_on > as_of
      ) as settled
    ) as later on as_of is not null
    where i.tenant_id = (select tenancy.current_tenant_id())
      and (i.status in ('open', 'partially_paid', 'overdue')
        or as_of is not null and (
          i.status = 'paid' and i.paid_date > as_of
          or i.status = 'uncollectible'
            and (i.written_off_at at time zone i.time_zone)::date > as_of
          or i.status = 'void' and i.finalized_at is not null
            and (i.voided_at at time zone i.time_zone)::date > as_of))
      and (as_of is null or i.issue_date <= as_of)
  ),
  aged as (
    select o.account_id, o.currency, count(*) as invoices, sum(o.balance) as total,
      sum(o.balance) filter (where o.day <= o.due_date) as not_due,
      sum(o.balance) filter (where o.day - o.due_date between 1 and 30) as days_1_30,
      sum(o.balance) filter (where o.day - o.due_date between 31 and 60) as days_31_60,
      sum(o.balance) filter (where o.day - o.due_date between 61 and 90) as days_61_90,
      sum(o.balance) filter (where o.day - o.due_date > 90) as days_over_90,
      sum(o.balance * greatest(o.day - o.issue_date, 0)) as balance_days
    from owed as o
    where o.balance > 0
    group by o.account_id, o.currency
  )
  select g.account_id, a.account_name, g.currency,
    kernel.round_amount(coalesce(g.not_due, 0), g.currency),
    kernel.round_amount(coalesce(g.days_1_30, 0), g.currency),
    kernel.round_amount(coalesce(g.days_31_60, 0), g.currency),
    kernel.round_amount(coalesce(g.days_61_90, 0), g.currency),
    kernel.round_amount(coalesce(g.days_over_90, 0), g.currency),
    kernel.round_amount(g.total, g.currency),
    g.invoices::int,
    round(g.balance_days / g.total, 1)
  from aged as g
  left join customers.accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = g.account_id
  order by g.currency, g.total desc, g.account_id;
end;
comment on function analytics.aging_report is
  'What accounts owe by how long it is overdue, today or at the end of a past day.';
grant execute on function analytics.aging_report to tenor_viewer, tenor_analyst;
--! EndIncluded analytics/queries/aging_report.sql
--! Included analytics/queries/rollup_report.sql
-- Amounts of different currencies are not added: a line and a total for each. An account that has
-- to do with none yet is shown in its own.
create or replace function analytics.rollup_report(account_id uuid)
  returns analytics.rollup
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_nodes customers.hierarchy_node[] := array(
    select n from customers.hierarchy(rollup_report.account_id) as n);
  v_ids uuid[] := array(select n.account_id from unnest(v_nodes) as n);
  v_rollup analytics.rollup;
begin
  if v_ids = '{}' then
    raise exception using errcode = 'NOTFD', message = 'No account has this id.',
      column = 'account_id';
  end if;
  with facts (account_id, currency, receivables, overdue, drafts, invoiced, paid, unapplied,
    contracts, contract_value) as (
    select i.account_id, i.currency,
      sum(i.balance) filter (where i.status in ('open', 'partially_paid', 'overdue')),
      sum(i.balance) filter (where i.status in ('open', 'partially_paid', 'overdue')
        and i.due_date < (v_now at time zone i.time_zone)::date),
      sum(i.total) filter (where i.status = 'draft'),
      sum(i.total) filter (where i.status <> 'draft'),
      sum(i.paid_amount),
      0, 0, 0
    from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.account_id = any (v_ids) and i.status <> 'void'
    group by i.account_id, i.currency
    union all
    select p.account_id, p.currency, 0, 0, 0, 0, 0, sum(p.unapplied_amount), 0, 0
    from payments.payments as p
    where p.tenant_id = v_tenant_id and p.account_id = any (v_ids)
    group by p.account_id, p.currency
    union all
    select c.account_id, c.currency, 0, 0, 0, 0, 0, 0, count(*), sum(c.contract_value)
    from sales.contracts as c
    where c.tenant_id = v_tenant_id and c.account_id = any (v_ids) and c.status = 'active'
    group by c.account_id, c.currency
    union all
    select a.id, a.currency, 0, 0, 0, 0, 0, 0, 0, 0
    from customers.accounts as a
    where a.tenant_id = v_tenant_id and a.id = any (v_ids)
  ),
  sums as (
    select f.account_id, f.currency,
      coalesce(sum(f.receivables), 0) as receivables, coalesce(sum(f.overdue), 0) as overdue,
      coalesce(sum(f.invoiced), 0) as invoiced, coalesce(sum(f.paid), 0) as paid,
      sum(f.contracts)::int as contracts, sum(f.contract_value) as contract_value,
      coalesce(sum(f.receivables), 0) + coalesce(sum(f.drafts), 0) - sum(f.unapplied) as exposure
    from facts as f
    group by f.account_id, f.currency
  ),
  lines as (
    select h.place, (
      h.account_id, h.parent_account_id, h.account_name, h.depth, s.currency,
      kernel.round_amount(s.receivables, s.currency), kernel.round_amount(s.overdue, s.currency),
      kernel.round_amount(s.invoiced, s.currency), kernel.round_amount(s.paid, s.currency),
      s.contracts, kernel.round_amount(s.contract_value, s.currency),
      kernel.round_amount(s.exposure, s.currency))::analytics.rollup_line as line
    from unnest(v_nodes) with ordinality
      as h (account_id, parent_account_id, account_name, depth, path_names, place)
    join sums as s on s.account_id = h.account_id
  ),
  totals as (
    select (
      s.currency,
      kernel.round_amount(sum(s.receivables), s.currency),
      kernel.round_amount(sum(s.overdue), s.currency),
      kernel.round_amount(sum(s.invoiced), s.currency),
      kernel.round_amount(sum(s.paid), s.currency),
      sum(s.contracts)::int,
      kernel.round_amount(sum(s.contract_value), s.currency),
      kernel.round_amount(sum(s.exposure), s.currency))::analytics.rollup_total as total
    from sums as s
    group by s.currency
  )
  select v_nodes[1].account_id, v_nodes[1].account_name, cardinality(v_nodes),
    (select array_agg(t.total order by (t.total).currency) from totals as t),
    (select array_agg(l.line order by l.place, (l.line).currency) from lines as l)
  into v_rollup;
  return v_rollup;
end $$;
comment on function analytics.rollup_report is
  'Receivables, revenue, contracts and exposure of an account and all below it.';
grant execute on function analytics.rollup_report to tenor_viewer, tenor_analyst;
--! EndIncluded analytics/queries/rollup_report.sql
--! Included analytics/views/accounts.sql
create or replace view analytics.accounts with (security_invoker = true, security_barrier = true) as
  select
    a.id, a.parent_account_id, a.path[1] as root_account_id, a.depth, a.account_name,
    a.account_type, a.status, a.company_size, a.industry, a.currency, a.time_zone, a.locale,
    a.payment_terms, a.payment_terms_days, a.payer, a.credit_limit, a.credit_limit_scope,
    a.credit_hold, a.held_at, a.external_id, a.metadata, a.created_at, a.updated_at, a.deleted_at
  from customers.accounts as a;
comment on view analytics.accounts is 'Customers, also those that were deleted.';
comment on column analytics.accounts.id is 'Identifies the account.';
comment on column analytics.accounts.parent_account_id is 'The account above it; null for a root.';
comment on column analytics.accounts.root_account_id is
  'The account at the top of its hierarchy; itself for a root.';
comment on column analytics.accounts.depth is 'Level in the hierarchy; a root has 1.';
comment on column analytics.accounts.account_name is 'Name of the company or part of it.';
comment on column analytics.accounts.account_type is
  'enterprise, mid-market, smb, organization, entity or team.';
comment on column analytics.accounts.status is 'pending, active, suspended or closed.';
comment on column analytics.accounts.company_size is 'Employees, such as 201-1000.';
comment on column analytics.accounts.industry is 'Line of business.';
comment on column analytics.accounts.currency is
  'Currency of new contracts and invoices, ISO 4217.';
comment on column analytics.accounts.time_zone is 'IANA time zone; inherited if null.';
comment on column analytics.accounts.locale is
  'How its documents write numbers and dates, BCP 47; inherited if null.';
comment on column analytics.accounts.payment_terms is
  'due_on_receipt, net_30 or other net_N, custom; inherited if null.';
comment on column analytics.accounts.payment_terms_days is
  'Days from issue to due date; inherited if null.';
comment on column analytics.accounts.payer is
  'Who is billed: self, or parent (the nearest account above that pays for itself).';
comment on column analytics.accounts.credit_limit is
  'Most it may owe, in its currency; null is no limit.';
comment on column analytics.accounts.credit_limit_scope is
  'Whose debts the limit counts: account, or subtree.';
comment on column analytics.accounts.credit_hold is 'Whether no new invoice is made for it.';
comment on column analytics.accounts.held_at is 'Since when it is on hold.';
comment on column analytics.accounts.external_id is 'Its id in another system.';
comment on column analytics.accounts.metadata is 'The tenant''s own fields.';
comment on column analytics.accounts.created_at is 'When it was created.';
comment on column analytics.accounts.updated_at is 'When it last changed.';
comment on column analytics.accounts.deleted_at is 'When it was deleted; null while it is there.';
grant select on analytics.accounts to tenor_analyst;
--! EndIncluded analytics/views/accounts.sql
--! Included analytics/views/contracts.sql
create or replace view analytics.contracts
  with (security_invoker = true, security_barrier = true) as
  select
    c.id, c.contract_number, c.account_id, a.account_name, c.status, c.start_date, c.end_date,
    c.end_date + 1 as renews_on, c.end_date + 1 - c.renewal_notice_days as notice_by_date,
    c.contract_value, c.currency, c.billing_frequency, c.billing_in_advance, c.billing_alignment,
    c.payment_terms, c.payment_terms_days, c.auto_renew, c.renewal_notice_days,
    c.purchase_order_number, c.metadata, c.activated_at, c.created_at, c.updated_at
  from sales.contracts as c
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id;
comment on view analytics.contracts is 'Contracts with their billing terms.';
comment on column analytics.contracts.id is 'Identifies the contract.';
comment on column analytics.contracts.contract_number is 'The number people use.';
comment on column analytics.contracts.account_id is 'The account that signed.';
comment on column analytics.contracts.account_name is 'Its name.';
comment on column analytics.contracts.status is 'draft, active, expired or cancelled.';
comment on column analytics.contracts.start_date is 'First day of the term.';
comment on column analytics.contracts.end_date is 'Last day of the term, inclusive.';
comment on column analytics.contracts.renews_on is 'The day after the last.';
comment on column analytics.contracts.notice_by_date is 'Until when notice can be given.';
comment on column analytics.contracts.contract_value is 'Total value as signed.';
comment on column analytics.contracts.currency is 'ISO 4217.';
comment on column analytics.contracts.billing_frequency is
  'monthly, quarterly, semi_annual or annual.';
comment on column analytics.contracts.billing_in_advance is
  'Billed on the first day of a period; else on the day after its last.';
comment on column analytics.contracts.billing_alignment is
  'Periods from the start (anniversary), or from the first of a month (calendar).';
comment on column analytics.contracts.payment_terms is
  'due_on_receipt, net_30, net_60, net_90 or custom; the account''s if null.';
comment on column analytics.contracts.payment_terms_days is 'Days from issue to due date.';
comment on column analytics.contracts.auto_renew is 'Whether it renews by itself at its end.';
comment on column analytics.contracts.renewal_notice_days is 'Days of notice before the end.';
comment on column analytics.contracts.purchase_order_number is 'The customer''s order.';
comment on column analytics.contracts.metadata is 'The tenant''s own fields.';
comment on column analytics.contracts.activated_at is 'When it became active.';
comment on column analytics.contracts.created_at is 'When it was entered.';
comment on column analytics.contracts.updated_at is 'When it last changed.';
grant select on analytics.contracts to tenor_analyst;
--! EndIncluded analytics/views/contracts.sql
--! Included analytics/views/contract_lines.sql
-- The terms that hold today by the tenant's clock; those of its first day where a line has not
-- begun, of its last where it is over.
create or replace view analytics.contract_lines
  with (security_invoker = true, security_barrier = true) as
  select
    l.id, l.contract_id, c.contract_number, c.status as contract_status, c.currency, l.account_id,
    a.account_name, l.product_id, p.name as product_name, l."position", l.description,
    l.pricing_model, l.price_interval, l.start_date, l.end_date,
    lower(t.valid) as terms_start_date, kernel.last_day(t.valid) as terms_end_date, t.quantity,
    t.committed_quantity,
    greatest(t.quantity, t.committed_quantity, t.minimum_quantity)::kernel.quantity
      as billed_quantity,
    t.unit_price, to_jsonb(t.tiers) as tiers, t.package_size, t.free_units, t.discount_percent
  from sales.contract_lines as l
  join sales.contracts as c on c.tenant_id = l.tenant_id and c.id = l.contract_id
  join customers.accounts as a on a.tenant_id = l.tenant_id and a.id = l.account_id
  left join catalog.products as p on p.tenant_id = l.tenant_id and p.id = l.product_id
  left join sales.contract_line_terms as t
    on t.tenant_id = l.tenant_id and t.line_id = l.id
    and t.valid @> least(greatest((select tenancy.today()), l.start_date), l.end_date);
comment on view analytics.contract_lines is
  'Products and services of contracts, with the terms that hold now.';
comment on column analytics.contract_lines.id is 'Identifies the line.';
comment on column analytics.contract_lines.contract_id is 'The contract.';
comment on column analytics.contract_lines.contract_number is 'Its number.';
comment on column analytics.contract_lines.contract_status is
  'draft, active, expired or cancelled.';
comment on column analytics.contract_lines.currency is 'ISO 4217; of the prices.';
comment on column analytics.contract_lines.account_id is 'The account that the line serves.';
comment on column analytics.contract_lines.account_name is 'Its name.';
comment on column analytics.contract_lines.product_id is 'The product, if it is in the catalog.';
comment on column analytics.contract_lines.product_name is 'Its name.';
comment on column analytics.contract_lines.position is 'Order on the contract, from 1.';
comment on column analytics.contract_lines.description is 'What it is, as invoices print it.';
comment on column analytics.contract_lines.pricing_model is
  'flat, per_unit, volume, graduated, package or stairstep.';
comment on column analytics.contract_lines.price_interval is
  'The time that a price is for: month, quarter, year or one_time.';
comment on column analytics.contract_lines.start_date is 'First day of service.';
comment on column analytics.contract_lines.end_date is 'Last day of service, inclusive.';
comment on column analytics.contract_lines.terms_start_date is 'First day of the terms shown.';
comment on column analytics.contract_lines.terms_end_date is
  'Last day of the terms shown, inclusive.';
comment on column analytics.contract_lines.quantity is 'Seats or units in use.';
comment on column analytics.contract_lines.committed_quantity is 'At least so many are billed.';
comment on column analytics.contract_lines.billed_quantity is
  'What is billed: the most of those in use, committed, the product''s minimum.';
comment on column analytics.contract_lines.unit_price is 'Price of a unit for the price interval.';
comment on column analytics.contract_lines.tiers is
  'Price tiers {up_to, unit_price, flat_fee}, for models that have them.';
comment on column analytics.contract_lines.package_size is 'Units in a package.';
comment on column analytics.contract_lines.free_units is 'Units that are free, before packages.';
comment on column analytics.contract_lines.discount_percent is 'Discount of the line.';
grant select on analytics.contract_lines to tenor_analyst;
--! EndIncluded analytics/views/contract_lines.sql
--! Included analytics/views/invoices.sql
-- A day passes where the account is, hence the invoice's own time zone.
create or replace view analytics.invoices with (security_invoker = true, security_barrier = true) as
  select
    i.id, i.invoice_number, i.account_id, a.account_name, i.contract_id, c.contract_number,
    i.purchase_order_number, i.status, i.billing_type, i.currency, i.issue_date, i.due_date,
    lower(i.service_period) as period_start, kernel.last_day(i.service_period) as period_end,
    i.subtotal, i.discount, (i.subtotal - i.discount)::kernel.amount as net, i.tax, i.total,
    i.paid_amount, i.credited_amount, i.balance,
    case when i.status in ('open', 'partially_paid', 'overdue') then greatest(
      ((select tenancy.now()) at time zone i.time_zone)::date - i.due_date, 0) end as days_overdue,
    i.paid_date, i.finalized_at, i.sent_at, i.voided_at, i.void_reason, i.metadata, i.created_at,
    i.updated_at
  from billing.invoices as i
  join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  left join sales.contracts as c on c.tenant_id = i.tenant_id and c.id = i.contract_id;
comment on view analytics.invoices is 'Invoices, from draft to paid or void.';
comment on column analytics.invoices.id is 'Identifies the invoice.';
comment on column analytics.invoices.invoice_number is 'From the tenant''s series, without gaps.';
comment on column analytics.invoices.account_id is 'Who pays.';
comment on column analytics.invoices.account_name is 'Its name.';
comment on column analytics.invoices.contract_id is 'The contract it bills, if any.';
comment on column analytics.invoices.contract_number is 'Its number.';
comment on column analytics.invoices.purchase_order_number is 'The customer''s order.';
comment on column analytics.invoices.status is
  'draft, open, partially_paid, paid, overdue, void or uncollectible.';
comment on column analytics.invoices.billing_type is 'recurring, one_time or adjustment.';
comment on column analytics.invoices.currency is 'ISO 4217; of all its amounts.';
comment on column analytics.invoices.issue_date is 'The day on which it is issued.';
comment on column analytics.invoices.due_date is 'The last day on which it is paid in time.';
comment on column analytics.invoices.period_start is 'First day that it bills.';
comment on column analytics.invoices.period_end is 'Last day that it bills, inclusive.';
comment on column analytics.invoices.subtotal is 'Sum of its items before discount and tax.';
comment on column analytics.invoices.discount is 'Sum of its items'' discounts.';
comment on column analytics.invoices.net is 'subtotal - discount.';
comment on column analytics.invoices.tax is 'Sum of its items'' tax.';
comment on column analytics.invoices.total is 'net + tax.';
comment on column analytics.invoices.paid_amount is 'Payments applied to it.';
comment on column analytics.invoices.credited_amount is 'Credits applied to it.';
comment on column analytics.invoices.balance is 'What is still owed: total - paid - credited.';
comment on column analytics.invoices.days_overdue is
  'Days since the due date, 0 if not yet due; null unless something is to be paid.';
comment on column analytics.invoices.paid_date is 'When its balance became zero.';
comment on column analytics.invoices.finalized_at is 'When it was finalised and posted.';
comment on column analytics.invoices.sent_at is 'When it was first mailed.';
comment on column analytics.invoices.voided_at is 'When it was voided.';
comment on column analytics.invoices.void_reason is 'Why it was voided.';
comment on column analytics.invoices.metadata is 'The tenant''s own fields.';
comment on column analytics.invoices.created_at is 'When it was made.';
comment on column analytics.invoices.updated_at is 'When it last changed.';
grant select on analytics.invoices to tenor_analyst;
--! EndIncluded analytics/views/invoices.sql
--! Included analytics/views/invoice_items.sql
create or replace view analytics.invoice_items
  with (security_invoker = true, security_barrier = true) as
  select
    item.id, item.invoice_id, i.invoice_number, i.status as invoice_status, i.issue_date,
    i.currency, i.account_id as payer_account_id, item.account_id, a.account_name,
    i.contract_id, item.contract_line_id, item.product_id, p.name as product_name,
    item."position", item.kind, item.description, lower(item.service_period) as period_start,
    kernel.last_day(item.service_period) as period_end, item.quantity, item.unit_price,
    item.amount, item.discount, (item.amount - item.discount)::kernel.amount as net, item.tax,
    item.created_at
  from billing.invoice_items as item
  join billing.invoices as i on i.tenant_id = item.tenant_id and i.id = item.invoice_id
  join customers.accounts as a on a.tenant_id = item.tenant_id and a.id = item.account_id
  left join catalog.products as p on p.tenant_id = item.tenant_id and p.id = item.product_id;
comment on view analytics.invoice_items is 'What invoices bill, item by item.';
comment on column analytics.invoice_items.id is 'Identifies the item.';
comment on column analytics.invoice_items.invoice_id is 'The invoice.';
comment on column analytics.invoice_items.invoice_number is 'Its number.';
comment on column analytics.invoice_items.invoice_status is
  'draft, open, partially_paid, paid, overdue, void or uncollectible.';
comment on column analytics.invoice_items.issue_date is 'The day on which the invoice is issued.';
comment on column analytics.invoice_items.currency is 'ISO 4217; of all amounts.';
comment on column analytics.invoice_items.payer_account_id is 'The account that pays the invoice.';
comment on column analytics.invoice_items.account_id is 'The account that the item serves.';
comment on column analytics.invoice_items.account_name is 'Its name.';
comment on column analytics.invoice_items.contract_id is 'The contract of the invoice, if any.';
comment on column analytics.invoice_items.contract_line_id is
  'The contract line that it bills, if any.';
comment on column analytics.invoice_items.product_id is 'The product, if any.';
comment on column analytics.invoice_items.product_name is 'Its name.';
comment on column analytics.invoice_items.position is 'Order on the invoice, from 1.';
comment on column analytics.invoice_items.kind is
  'recurring, one_time, manual, proration or true_up.';
comment on column analytics.invoice_items.description is 'As printed.';
comment on column analytics.invoice_items.period_start is 'First day that it bills.';
comment on column analytics.invoice_items.period_end is 'Last day that it bills, inclusive.';
comment on column analytics.invoice_items.quantity is 'How many.';
comment on column analytics.invoice_items.unit_price is 'Price of one for the price''s interval.';
comment on column analytics.invoice_items.amount is 'What it costs before discount and tax.';
comment on column analytics.invoice_items.discount is 'Discount on it.';
comment on column analytics.invoice_items.net is 'amount - discount.';
comment on column analytics.invoice_items.tax is 'Tax on the net.';
comment on column analytics.invoice_items.created_at is 'When it was made.';
grant select on analytics.invoice_items to tenor_analyst;
--! EndIncluded analytics/views/invoice_items.sql
--! Included analytics/views/payments.sql
create or replace view analytics.payments with (security_invoker = true, security_barrier = true) as
  select
    p.id, p.account_id, a.account_name, p.status, p.currency, p.amount, p.applied_amount,
    p.refunded_amount, p.unapplied_amount, p.method, p.reference, p.received_on, p.metadata,
    p.created_at, p.updated_at
  from payments.payments as p
  join customers.accounts as a on a.tenant_id = p.tenant_id and a.id = p.account_id;
comment on view analytics.payments is 'Payments received from customers.';
comment on column analytics.payments.id is 'Identifies the payment.';
comment on column analytics.payments.account_id is 'The account that paid.';
comment on column analytics.payments.account_name is 'Its name.';
comment on column analytics.payments.status is 'received, or refunded when all was given back.';
comment on column analytics.payments.currency is 'ISO 4217.';
comment on column analytics.payments.amount is 'What was received.';
comment on column analytics.payments.applied_amount is 'What invoices have got of it.';
comment on column analytics.payments.refunded_amount is 'What was given back of it.';
comment on column analytics.payments.unapplied_amount is 'What is left of it.';
comment on column analytics.payments.method is 'wire, check, ach, card, cash or other.';
comment on column analytics.payments.reference is 'What the payer wrote.';
comment on column analytics.payments.received_on is 'Day on which it was received.';
comment on column analytics.payments.metadata is 'The tenant''s own fields.';
comment on column analytics.payments.created_at is 'When it was recorded.';
comment on column analytics.payments.updated_at is 'When it last changed.';
grant select on analytics.payments to tenor_analyst;
--! EndIncluded analytics/views/payments.sql
--! Included analytics/views/receivables_aging.sql
create or replace view analytics.receivables_aging
  with (security_invoker = true, security_barrier = true) as
  select
    g.account_id, g.account_name, g.currency, g.current, g.days_1_30, g.days_31_60, g.days_61_90,
    g.days_over_90, g.total, g.invoices, g.days_outstanding
  from analytics.aging_report() as g;
comment on view analytics.receivables_aging is
  'What accounts owe by how long it is overdue today, by the tenant''s clock.';
comment on column analytics.receivables_aging.account_id is 'The account that pays.';
comment on column analytics.receivables_aging.account_name is 'Its name.';
comment on column analytics.receivables_aging.currency is 'ISO 4217.';
comment on column analytics.receivables_aging.current is 'Owed and not yet due.';
comment on column analytics.receivables_aging.days_1_30 is 'Overdue for 1 to 30 days.';
comment on column analytics.receivables_aging.days_31_60 is 'Overdue for 31 to 60 days.';
comment on column analytics.receivables_aging.days_61_90 is 'Overdue for 61 to 90 days.';
comment on column analytics.receivables_aging.days_over_90 is 'Overdue for more than 90 days.';
comment on column analytics.receivables_aging.total is 'All that is owed.';
comment on column analytics.receivables_aging.invoices is 'Invoices on which something is owed.';
comment on column analytics.receivables_aging.days_outstanding is
  'Days since issue, on average, weighted by what is owed.';
grant select on analytics.receivables_aging to tenor_analyst;
--! EndIncluded analytics/views/receivables_aging.sql
--! Included analytics/views/revenue_by_month.sql
-- Drafts and voids are no revenue; what was written off was.
create or replace view analytics.revenue_by_month
  with (security_invoker = true, security_barrier = true) as
  select
    date_trunc('month', i.issue_date::timestamp)::date as month, i.account_id, a.account_name,
    i.currency, count(*)::int as invoices, sum(i.subtotal - i.discount)::kernel.amount as net,
    sum(i.tax)::kernel.amount as tax, sum(i.total)::kernel.amount as invoiced
  from billing.invoices as i
  join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  where i.status in ('open', 'partially_paid', 'paid', 'overdue', 'uncollectible')
  group by 1, 2, 3, 4;
comment on view analytics.revenue_by_month is
  'What was invoiced by month of issue, account and currency.';
comment on column analytics.revenue_by_month.month is 'First day of the month of issue.';
comment on column analytics.revenue_by_month.account_id is 'The account that pays.';
comment on column analytics.revenue_by_month.account_name is 'Its name.';
comment on column analytics.revenue_by_month.currency is 'ISO 4217.';
comment on column analytics.revenue_by_month.invoices is 'Invoices issued.';
comment on column analytics.revenue_by_month.net is 'Their items after discounts, before tax.';
comment on column analytics.revenue_by_month.tax is 'Their tax.';
comment on column analytics.revenue_by_month.invoiced is 'Their totals: net and tax.';
grant select on analytics.revenue_by_month to tenor_analyst;
--! EndIncluded analytics/views/revenue_by_month.sql
--! EndIncluded analytics/index.sql
--! EndIncluded index.sql
