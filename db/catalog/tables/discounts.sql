-- A price reduction that may be had: a coupon that a customer redeems by its code, or a discount
-- that staff gives a contract. Whoever redeems it keeps a copy of its terms, so that it can change.
create table if not exists catalog.discounts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  name text not null,
  code text,
  percent kernel.percentage,
  amount kernel.amount,
  currency text,
  duration text not null default 'once',
  duration_months int,
  valid_from date,
  valid_to date,
  max_redemptions int,
  max_redemptions_per_account int,
  redemptions_count int not null default 0,
  product_ids uuid[],
  active boolean not null default true,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint discounts_code_key unique (tenant_id, code),
  constraint discounts_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint discounts_name_check
    check (length(btrim(name)) between 1 and 255 and name !~ '[[:cntrl:]]'),
  constraint discounts_code_check check (code ~ '^[A-Z0-9][A-Z0-9_-]{0,49}$'),
  constraint discounts_percent_or_amount_check check (num_nonnulls(percent, amount) = 1),
  constraint discounts_percent_is_positive_check check (percent > 0),
  constraint discounts_amount_is_positive_check check (amount > 0),
  constraint discounts_amount_has_currency_check
    check ((amount is null) = (currency is null)),
  constraint discounts_currency_check check (kernel.is_currency(currency)),
  constraint discounts_duration_check check (duration in ('once', 'repeating', 'forever')),
  constraint discounts_repeating_has_months_check
    check ((duration = 'repeating') = (duration_months is not null)),
  constraint discounts_duration_months_check check (duration_months between 1 and 360),
  constraint discounts_end_after_start_check check (valid_to >= valid_from),
  constraint discounts_max_redemptions_check
    check (max_redemptions >= 1 and max_redemptions_per_account >= 1),
  constraint discounts_never_over_redeemed_check check (
    redemptions_count >= 0 and (max_redemptions is null or redemptions_count <= max_redemptions)),
  constraint discounts_product_ids_check check (
    cardinality(product_ids) between 1 and 500 and array_position(product_ids, null) is null),
  constraint discounts_metadata_check check (
    jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 16384)
);
create index if not exists discounts_name_idx on catalog.discounts (tenant_id, name, id);
create index if not exists discounts_active_idx on catalog.discounts (tenant_id, active, id);
comment on table catalog.discounts is 'Discounts and coupons that may be had.';
comment on column catalog.discounts.tenant_id is 'The tenant.';
comment on column catalog.discounts.id is 'Identifies the discount.';
comment on column catalog.discounts.name is 'Name on contracts and invoices.';
comment on column catalog.discounts.code is
  'Code of a coupon, in capitals, unique; null is given to contracts by staff alone.';
comment on column catalog.discounts.percent is 'By how many percent it lowers a price.';
comment on column catalog.discounts.amount is 'Or by which amount.';
comment on column catalog.discounts.currency is 'Of the amount, ISO 4217.';
comment on column catalog.discounts.duration is
  'once: the first invoice, an amount until it is spent; repeating: for some months; forever.';
comment on column catalog.discounts.duration_months is 'For how many months it repeats.';
comment on column catalog.discounts.valid_from is
  'First day on which it can be redeemed; null is since ever.';
comment on column catalog.discounts.valid_to is
  'Last day on which it can be redeemed; null is open.';
comment on column catalog.discounts.max_redemptions is
  'How often it can be redeemed; null is any number.';
comment on column catalog.discounts.max_redemptions_per_account is
  'How often by one account; null is any number.';
comment on column catalog.discounts.redemptions_count is 'How often it was redeemed.';
comment on column catalog.discounts.product_ids is 'The only products that it is for; null is all.';
comment on column catalog.discounts.active is
  'Whether it can be redeemed; what was redeemed stays.';
comment on column catalog.discounts.metadata is 'The tenant''s own fields: an object up to 16 kB.';
comment on column catalog.discounts.created_at is 'When it was created.';
comment on column catalog.discounts.updated_at is 'When it last changed.';
comment on constraint discounts_code_key on catalog.discounts is
  'A coupon with this code exists.';
comment on constraint discounts_name_check on catalog.discounts is
  'A discount name has 1 to 255 characters on one line.';
comment on constraint discounts_code_check on catalog.discounts is
  'A coupon code has 1 to 50 letters, digits, dashes or underscores.';
comment on constraint discounts_percent_or_amount_check on catalog.discounts is
  'A discount is a percentage or an amount: one of them.';
comment on constraint discounts_percent_is_positive_check on catalog.discounts is
  'A discount is above 0 percent.';
comment on constraint discounts_amount_is_positive_check on catalog.discounts is
  'A discount is an amount above zero.';
comment on constraint discounts_amount_has_currency_check on catalog.discounts is
  'An amount has a currency, a percentage has none.';
comment on constraint discounts_currency_check on catalog.discounts is
  'The currency is no ISO 4217 code in use.';
comment on constraint discounts_duration_check on catalog.discounts is
  'A duration is once, repeating or forever.';
comment on constraint discounts_repeating_has_months_check on catalog.discounts is
  'What repeats says for how many months; the others do not.';
comment on constraint discounts_duration_months_check on catalog.discounts is
  'A discount repeats for 1 to 360 months.';
comment on constraint discounts_end_after_start_check on catalog.discounts is
  'The last day lies before the first.';
comment on constraint discounts_max_redemptions_check on catalog.discounts is
  'A discount can be redeemed at least once.';
comment on constraint discounts_never_over_redeemed_check on catalog.discounts is
  'The discount was redeemed more often already.';
comment on constraint discounts_product_ids_check on catalog.discounts is
  'A discount is for 1 to 500 products, or for all.';
comment on constraint discounts_metadata_check on catalog.discounts is
  'Metadata is a JSON object of at most 16 kB.';

-- Who may touch it: members read, sales and finance change it.
alter table catalog.discounts enable row level security;
alter table catalog.discounts force row level security;
drop policy if exists tenant_isolation on catalog.discounts;
create policy tenant_isolation on catalog.discounts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on catalog.discounts;
create policy owner_all on catalog.discounts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on catalog.discounts;
create policy select_member on catalog.discounts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on catalog.discounts;
create policy update_sales on catalog.discounts for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on catalog.discounts to tenor_viewer;
grant update (name, code, percent, amount, currency, duration, duration_months, valid_from,
  valid_to, max_redemptions, max_redemptions_per_account, product_ids, active, metadata)
  on catalog.discounts to tenor_sales, tenor_finance;
-- No insert: a command knows the currency. No delete: who redeemed it names it. No grant on the
-- count: it is kept by those who redeem.

create or replace trigger _100_touch before update on catalog.discounts
  for each row execute function tenancy.tg__touch();
create or replace trigger _200_currency_in_use before insert or update of currency
  on catalog.discounts for each row when (kernel.withdrawn_on(new.currency) is not null)
  execute function tenancy.tg__currency_in_use();
create or replace trigger _200_complete
  before insert or update of code, amount, currency, product_ids on catalog.discounts
  for each row execute function catalog.tg_discounts__complete();
create or replace trigger _250_no_card_number before insert or update of name, code, metadata
  on catalog.discounts for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.name, new.code, new.metadata::text)))
  execute function kernel.tg__refuse_card_number();
select audit.watch('catalog.discounts');
