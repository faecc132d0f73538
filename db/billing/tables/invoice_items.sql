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
  supplied_on date,
  quantity kernel.quantity not null default 1,
  unit_price numeric,
  intervals numeric,
  rated numeric,
  share_weight numeric,
  part smallint not null default 0,
  shares billing.bearer[],
  amount kernel.amount not null,
  discount kernel.amount not null,
  tax kernel.amount not null,
  is_tax_fixed boolean not null default false,
  tax_registration_id uuid,
  deducts_item_id uuid,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint invoice_items_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
    deferrable initially deferred,
  -- Enforced by _300_refer, for all rows of a statement at once.
  constraint invoice_items_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id)
    not enforced,
  constraint invoice_items_contract_line_fkey
    foreign key (tenant_id, contract_line_id) references sales.contract_lines (tenant_id, id)
    not enforced,
  constraint invoice_items_product_fkey
    foreign key (tenant_id, product_id) references catalog.products (tenant_id, id),
  constraint invoice_items_adjustment_fkey
    foreign key (tenant_id, adjustment_id) references billing.adjustments (tenant_id, id),
  constraint invoice_items_tax_registration_fkey
    foreign key (tenant_id, tax_registration_id) references tax.tax_registrations (tenant_id, id),
  constraint invoice_items_tax_registration_by_hand_check
    check (tax_registration_id is null or is_tax_fixed),
  constraint invoice_items_deducts_item_fkey
    foreign key (tenant_id, deducts_item_id) references billing.invoice_items (tenant_id, id),
  constraint invoice_items_position_key unique (tenant_id, invoice_id, "position"),
  constraint invoice_items_part_has_shares_check check ((part = 0) = (shares is null)),
  constraint invoice_items_kind_check
    check (kind in ('recurring', 'one_time', 'manual', 'proration', 'true_up', 'deposit')
      and (kind = 'deposit') = (deducts_item_id is not null)),
  constraint invoice_items_description_length_check
    check (length(btrim(description)) between 1 and 1000),
  constraint invoice_items_supplied_once_check
    check (supplied_on is null or service_period is null),
  constraint invoice_items_discount_within_amount_check
    check (discount between least(amount, 0) and greatest(amount, 0)),
  constraint invoice_items_unit_price_check check (abs(unit_price) < 1e12)
);
create index if not exists invoice_items_tax_registration_idx
  on billing.invoice_items (tenant_id, tax_registration_id) where tax_registration_id is not null;
create index if not exists invoice_items_account_idx
  on billing.invoice_items (tenant_id, account_id);
create index if not exists invoice_items_contract_line_idx
  on billing.invoice_items (tenant_id, contract_line_id);
create index if not exists invoice_items_product_idx
  on billing.invoice_items (tenant_id, product_id);
create index if not exists invoice_items_adjustment_idx
  on billing.invoice_items (tenant_id, adjustment_id) where adjustment_id is not null;
create index if not exists invoice_items_deducts_item_idx
  on billing.invoice_items (tenant_id, deducts_item_id) where deducts_item_id is not null;
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
  'recurring, one_time, manual, proration, true_up, or deposit (a deduction).';
comment on column billing.invoice_items.description is 'As printed.';
comment on column billing.invoice_items.service_period is 'The days it bills, half-open.';
comment on column billing.invoice_items.whole_period is
  'The whole period around them, whose days share the price.';
comment on column billing.invoice_items.supplied_on is
  'The day of delivery of what serves no period, if it is not that of issue.';
comment on column billing.invoice_items.quantity is 'How many.';
comment on column billing.invoice_items.unit_price is 'Price of one for the price''s interval.';
comment on column billing.invoice_items.intervals is
  'Intervals of the price in the whole period: 12 for a monthly price billed by the year.';
comment on column billing.invoice_items.rated is
  'The exact price of its quantity for one interval, of a true-up the minimum; null for what was '
  'entered by hand.';
comment on column billing.invoice_items.share_weight is
  'The weight by which a charge was shared among accounts; null if it was not.';
comment on column billing.invoice_items.part is
  'Which of the shares it is, from 1, where accounts share a charge; 0 is the whole.';
comment on column billing.invoice_items.shares is
  'Who bears the whole of which it is a part, and with which weights.';
comment on column billing.invoice_items.amount is 'What it costs before discount and tax.';
comment on column billing.invoice_items.discount is 'Discount on it, with the sign of the amount.';
comment on column billing.invoice_items.tax is 'Tax on what is left after the discount.';
comment on column billing.invoice_items.is_tax_fixed is
  'Whether its tax was given by hand, so that it is not reckoned again.';
comment on column billing.invoice_items.tax_registration_id is
  'On whose return tax that was given by hand stands, where a person said so.';
comment on column billing.invoice_items.deducts_item_id is
  'The item of an advance payment that it deducts, with its tax.';
comment on column billing.invoice_items.created_at is 'When it was made.';
comment on constraint invoice_items_tax_registration_fkey on billing.invoice_items is
  'No tax registration has this id.';
comment on constraint invoice_items_tax_registration_by_hand_check on billing.invoice_items is
  'Tax that is reckoned says itself whose it is.';
comment on constraint invoice_items_account_fkey on billing.invoice_items is
  'No account has this id.';
comment on constraint invoice_items_deducts_item_fkey on billing.invoice_items is
  E'@fieldName deductsItem\n@foreignFieldName deductions\nNo invoice item has this id.';
comment on constraint invoice_items_part_has_shares_check on billing.invoice_items is
  'A part says of which shares it is.';
comment on constraint invoice_items_product_fkey on billing.invoice_items is
  'No product has this id.';
comment on constraint invoice_items_description_length_check on billing.invoice_items is
  'A description has 1 to 1,000 characters.';
comment on constraint invoice_items_supplied_once_check on billing.invoice_items is
  'What serves a period has no day of delivery besides.';
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

create or replace trigger _250_no_card_number before insert or update of description
  on billing.invoice_items for each row
  when (new.kind = 'manual' and kernel.holds_card_number(new.description))
  execute function kernel.tg__refuse_card_number();
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
create or replace trigger _300_refer after insert on billing.invoice_items
  referencing new table as new_rows for each statement
  execute function billing.tg_invoice_items__refer();
create or replace trigger _300_keep_references
  before update of invoice_id, account_id, contract_line_id on billing.invoice_items
  for each row when ((old.invoice_id, old.account_id, old.contract_line_id)
    is distinct from (new.invoice_id, new.account_id, new.contract_line_id))
  execute function kernel.tg__unchangeable();
create or replace trigger _310_totals_insert after insert on billing.invoice_items
  referencing new table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
create or replace trigger _310_totals_update after update on billing.invoice_items
  referencing new table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
create or replace trigger _310_totals_delete after delete on billing.invoice_items
  referencing old table as changed_rows for each statement
  execute function billing.tg__totals_add_up();
create or replace trigger _500_take_along after delete on billing.invoice_items
  referencing old table as changed_rows for each statement
  execute function billing.tg_invoice_items__take_along();
create or replace trigger _500_ask_provider_insert after insert on billing.invoice_items
  referencing new table as changed_rows for each statement
  execute function billing.tg__ask_provider();
create or replace trigger _500_ask_provider_update after update on billing.invoice_items
  referencing old table as old_rows new table as changed_rows for each statement
  execute function billing.tg__ask_provider();
create or replace trigger _500_ask_provider_delete after delete on billing.invoice_items
  referencing old table as changed_rows for each statement
  execute function billing.tg__ask_provider();
select audit.watch('billing.invoice_items');
