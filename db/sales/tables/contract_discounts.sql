-- The discounts of a contract, as agreed: a copy, so that the catalog may change. Each takes what
-- the one before has left; those that staff gave come before the coupons of the customer.
create table if not exists sales.contract_discounts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  "position" int not null,
  discount_id uuid,
  redemption_id uuid,
  code text,
  name text not null,
  percent kernel.percentage,
  amount kernel.amount,
  currency text,
  duration text not null,
  duration_months int,
  product_ids uuid[],
  reason text,
  starts_on date not null,
  ended_on date,
  -- On its first day or before it, it ends without having begun.
  valid daterange not null generated always as (daterange(starts_on,
    case when ended_on is not null or duration_months is not null
      then greatest(starts_on, least(ended_on, kernel.nth_date(starts_on, duration_months, 1)))
    end)) stored,
  remaining_amount kernel.amount,
  is_used boolean not null default false,
  predecessor_discount_id uuid,
  redeemed_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint contract_discounts_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint contract_discounts_discount_fkey
    foreign key (tenant_id, discount_id) references catalog.discounts (tenant_id, id),
  constraint contract_discounts_redemption_fkey
    foreign key (tenant_id, redemption_id) references sales.redemptions (tenant_id, id),
  constraint contract_discounts_predecessor_fkey foreign key (tenant_id, predecessor_discount_id)
    references sales.contract_discounts (tenant_id, id),
  -- Looked at when the statement is done: one that comes in between moves the others on.
  constraint contract_discounts_position_key
    unique (tenant_id, contract_id, "position") deferrable initially immediate,
  constraint contract_discounts_one_at_a_time_excl exclude using gist (
    tenant_id with =, contract_id with =, discount_id with =, valid with &&),
  constraint contract_discounts_percent_or_amount_check
    check (num_nonnulls(percent, amount) = 1),
  constraint contract_discounts_percent_is_positive_check check (percent > 0),
  constraint contract_discounts_amount_is_positive_check check (amount > 0),
  constraint contract_discounts_amount_has_currency_check
    check ((amount is null) = (currency is null)),
  constraint contract_discounts_duration_check
    check (duration in ('once', 'repeating', 'forever')),
  constraint contract_discounts_repeating_has_months_check
    check ((duration = 'repeating') = (duration_months is not null)),
  constraint contract_discounts_duration_months_check check (duration_months between 1 and 360),
  constraint contract_discounts_own_has_reason_check
    check (discount_id is not null or reason is not null),
  constraint contract_discounts_reason_length_check
    check (length(btrim(reason)) between 1 and 1000),
  constraint contract_discounts_remaining_amount_check check (
    (remaining_amount is not null) = (duration = 'once' and amount is not null)
    and (remaining_amount is null or remaining_amount between 0 and amount))
);
create index if not exists contract_discounts_discount_idx
  on sales.contract_discounts (tenant_id, discount_id);
create index if not exists contract_discounts_redemption_idx
  on sales.contract_discounts (tenant_id, redemption_id);
create index if not exists contract_discounts_predecessor_idx
  on sales.contract_discounts (tenant_id, predecessor_discount_id);
comment on table sales.contract_discounts is 'Discounts and coupons of contracts, as agreed.';
comment on column sales.contract_discounts.tenant_id is 'The tenant.';
comment on column sales.contract_discounts.id is 'Identifies the discount of the contract.';
comment on column sales.contract_discounts.contract_id is 'The contract.';
comment on column sales.contract_discounts."position" is
  'Order in which they are taken, from 1; coupons come last.';
comment on column sales.contract_discounts.discount_id is
  'The discount of the catalog; null is one of the contract''s own.';
comment on column sales.contract_discounts.redemption_id is
  'The redemption that counts for it; null if own, or carried on by a renewal.';
comment on column sales.contract_discounts.code is 'The coupon''s code; null if staff gave it.';
comment on column sales.contract_discounts.name is 'As printed.';
comment on column sales.contract_discounts.percent is 'By how many percent it lowers an invoice.';
comment on column sales.contract_discounts.amount is 'Or by which amount.';
comment on column sales.contract_discounts.currency is 'Of the amount: the contract''s.';
comment on column sales.contract_discounts.duration is
  'once: the first invoice, an amount until it is spent; repeating: each invoice of some months; '
  'forever: each invoice.';
comment on column sales.contract_discounts.duration_months is 'For how many months it repeats.';
comment on column sales.contract_discounts.product_ids is
  'The only products that it is for; null is all.';
comment on column sales.contract_discounts.reason is 'Why it was given.';
comment on column sales.contract_discounts.starts_on is 'The first day on which it holds.';
comment on column sales.contract_discounts.ended_on is
  'From this day on it holds no more, as somebody ended it.';
comment on column sales.contract_discounts.valid is 'The days on which it holds, half-open.';
comment on column sales.contract_discounts.remaining_amount is
  'What later invoices can still take of an amount that is given once.';
comment on column sales.contract_discounts.is_used is 'Whether an invoice has taken any of it.';
comment on column sales.contract_discounts.predecessor_discount_id is
  'The discount of the contract before that this one carries on.';
comment on column sales.contract_discounts.redeemed_at is 'When it was agreed.';
comment on column sales.contract_discounts.updated_at is 'When it last changed.';
comment on constraint contract_discounts_contract_fkey on sales.contract_discounts is
  'No contract has this id.';
comment on constraint contract_discounts_discount_fkey on sales.contract_discounts is
  'No discount has this id.';
comment on constraint contract_discounts_redemption_fkey on sales.contract_discounts is
  'No redemption has this id.';
comment on constraint contract_discounts_predecessor_fkey on sales.contract_discounts is
  E'@foreignFieldName continuations\nNo discount has this id.';
comment on constraint contract_discounts_position_key on sales.contract_discounts is
  'Two discounts of a contract have the same place.';
comment on constraint contract_discounts_one_at_a_time_excl on sales.contract_discounts is
  'The contract has this discount already.';
comment on constraint contract_discounts_percent_or_amount_check on sales.contract_discounts is
  'A discount is a percentage or an amount: one of them.';
comment on constraint contract_discounts_percent_is_positive_check on sales.contract_discounts is
  'A discount is above 0 percent.';
comment on constraint contract_discounts_amount_is_positive_check on sales.contract_discounts is
  'A discount is an amount above zero.';
comment on constraint contract_discounts_amount_has_currency_check on sales.contract_discounts is
  'An amount has a currency, a percentage has none.';
comment on constraint contract_discounts_duration_check on sales.contract_discounts is
  'A duration is once, repeating or forever.';
comment on constraint contract_discounts_repeating_has_months_check on sales.contract_discounts is
  'What repeats says for how many months; the others do not.';
comment on constraint contract_discounts_duration_months_check on sales.contract_discounts is
  'A discount repeats for 1 to 360 months.';
comment on constraint contract_discounts_own_has_reason_check on sales.contract_discounts is
  'Say why the contract gets a discount of its own.';
comment on constraint contract_discounts_reason_length_check on sales.contract_discounts is
  'A reason has 1 to 1,000 characters.';
comment on constraint contract_discounts_remaining_amount_check on sales.contract_discounts is
  'Of an amount no more can be taken than was given.';

-- Who may touch it: members read; commands write.
alter table sales.contract_discounts enable row level security;
alter table sales.contract_discounts force row level security;
drop policy if exists tenant_isolation on sales.contract_discounts;
create policy tenant_isolation on sales.contract_discounts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.contract_discounts;
create policy owner_all on sales.contract_discounts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.contract_discounts;
create policy select_member on sales.contract_discounts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on sales.contract_discounts;
create policy select_analyst on sales.contract_discounts for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.contract_discounts to tenor_viewer, tenor_analyst;

create or replace trigger _100_touch before update on sales.contract_discounts
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of name, reason
  on sales.contract_discounts for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.name, new.reason)))
  execute function kernel.tg__refuse_card_number();
select audit.watch('sales.contract_discounts');
