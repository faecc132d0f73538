-- Which discounts made up the discount of an item, beside the line's own.
create table if not exists billing.item_discounts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  invoice_item_id uuid not null,
  "position" int not null,
  contract_discount_id uuid,
  redemption_id uuid,
  name text not null,
  amount kernel.amount not null,
  remaining_amount kernel.amount,
  lefts numeric[],
  place int,
  returned_at timestamptz,
  primary key (tenant_id, invoice_item_id, "position"),
  -- Enforced by _300_refer, for all rows of a statement at once. An item that is taken off a draft
  -- takes its discounts along, which gives them back.
  constraint item_discounts_item_fkey foreign key (tenant_id, invoice_item_id)
    references billing.invoice_items (tenant_id, id) not enforced,
  constraint item_discounts_contract_discount_fkey foreign key (tenant_id, contract_discount_id)
    references sales.contract_discounts (tenant_id, id),
  constraint item_discounts_redemption_fkey foreign key (tenant_id, redemption_id)
    references sales.redemptions (tenant_id, id),
  constraint item_discounts_amount_is_positive_check check (amount > 0)
);
create index if not exists item_discounts_contract_discount_idx
  on billing.item_discounts (tenant_id, contract_discount_id);
create index if not exists item_discounts_redemption_idx
  on billing.item_discounts (tenant_id, redemption_id) where redemption_id is not null;
comment on table billing.item_discounts is 'What discounts took off the items of invoices.';
comment on column billing.item_discounts.tenant_id is 'The tenant.';
comment on column billing.item_discounts.invoice_item_id is 'The item.';
comment on column billing.item_discounts."position" is 'Order in which they were taken.';
comment on column billing.item_discounts.contract_discount_id is
  'The discount of the contract; null on an invoice written by hand.';
comment on column billing.item_discounts.redemption_id is
  'The redemption, on an invoice written by hand.';
comment on column billing.item_discounts.name is 'As printed.';
comment on column billing.item_discounts.amount is 'What it took off the item, above zero.';
comment on column billing.item_discounts.remaining_amount is
  'What was left of an amount given once, or of one for a period that other charges had taken of, '
  'before its invoice took of it; else null.';
comment on column billing.item_discounts.lefts is
  'What was left of all items that it was split over, where they stand on invoices of several '
  'payers.';
comment on column billing.item_discounts.place is 'Which of them the item is, from 1.';
comment on column billing.item_discounts.returned_at is
  'When it was given back, as its invoice was voided or credited in full.';
comment on constraint item_discounts_item_fkey on billing.item_discounts is
  E'@foreignFieldName discounts\nNo item has this id.';
comment on constraint item_discounts_contract_discount_fkey on billing.item_discounts is
  'No discount of a contract has this id.';
comment on constraint item_discounts_redemption_fkey on billing.item_discounts is
  'No redemption has this id.';
comment on constraint item_discounts_amount_is_positive_check on billing.item_discounts is
  'A discount takes something off.';

-- Who may touch it: members read; commands write.
alter table billing.item_discounts enable row level security;
alter table billing.item_discounts force row level security;
drop policy if exists tenant_isolation on billing.item_discounts;
create policy tenant_isolation on billing.item_discounts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.item_discounts;
create policy owner_all on billing.item_discounts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.item_discounts;
create policy select_member on billing.item_discounts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.item_discounts to tenor_viewer;
-- Not audited: the items, which hold the sums, and what is left of discounts are.

create or replace trigger _500_give_back after delete on billing.item_discounts
  referencing old table as old_rows for each statement
  execute function billing.tg_item_discounts__give_back();
create or replace trigger _300_refer after insert on billing.item_discounts
  referencing new table as new_rows for each statement
  execute function billing.tg__refer_to_items('item_discounts_item_fkey');
create or replace trigger _300_keep_references
  before update of invoice_item_id on billing.item_discounts
  for each row when (old.invoice_item_id is distinct from new.invoice_item_id)
  execute function kernel.tg__unchangeable();
