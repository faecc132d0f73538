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
create or replace trigger _250_no_card_number before insert or update of description
  on sales.contract_lines for each row
  when (kernel.holds_card_number(new.description))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_never_deleted before delete or truncate on sales.contract_lines
  for each statement execute function kernel.tg__never_deleted();
select audit.watch('sales.contract_lines');
