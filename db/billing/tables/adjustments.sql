-- What an amendment changes of days that were billed already: credits for what is given back, of
-- each item that billed it, and a charge for what takes its place. They wait for the next invoice;
-- when that is voided or they are taken off it, they wait again. So each is billed once, whatever
-- happens. A charge that is changed while it waits is replaced: what was not billed is not given
-- back.
create table if not exists billing.adjustments (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  line_id uuid not null,
  terms_id uuid,
  amendment_id uuid not null,
  redone_piece_id uuid,
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
  tax kernel.amount,
  granted billing.granted_discount[],
  extent kernel.amount,
  currency text not null,
  bill_on date not null,
  credited_item_id uuid,
  left_net kernel.amount,
  left_tax kernel.amount,
  replaced_by_amendment_id uuid,
  invoice_id uuid,
  is_dropped boolean not null default false,
  part smallint not null default 0,
  shares billing.bearer[],
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint adjustments_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint adjustments_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id),
  constraint adjustments_amendment_fkey
    foreign key (tenant_id, amendment_id) references sales.amendments (tenant_id, id),
  constraint adjustments_redone_piece_fkey
    foreign key (tenant_id, redone_piece_id) references billing.redone_pieces (tenant_id, id),
  constraint adjustments_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint adjustments_replaced_by_amendment_fkey
    foreign key (tenant_id, replaced_by_amendment_id) references sales.amendments (tenant_id, id),
  constraint adjustments_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id)
    deferrable initially deferred,
  constraint adjustments_dropped_is_not_billed_check
    check (not (is_dropped and invoice_id is not null)),
  constraint adjustments_part_has_shares_check check ((part = 0) = (shares is null)),
  constraint adjustments_kind_check check (kind in ('credit', 'charge')),
  constraint adjustments_credit_has_item_check check (
    num_nonnulls(redone_piece_id, credited_item_id, tax, left_net, left_tax)
        = case kind when 'credit' then 5 else num_nonnulls(redone_piece_id) end),
  constraint adjustments_charge_is_replaced_check
    check (replaced_by_amendment_id is null or kind = 'charge' and is_dropped),
  constraint adjustments_sign_check check (
    case kind when 'credit' then amount <= discount and discount <= 0 and tax <= 0
      else amount >= discount and discount >= 0 end),
  constraint adjustments_credit_is_left_check
    check (discount - amount <= left_net and -tax <= left_tax)
);
create index if not exists adjustments_contract_idx
  on billing.adjustments (tenant_id, contract_id);
create index if not exists adjustments_line_idx on billing.adjustments (tenant_id, line_id);
create index if not exists adjustments_amendment_idx
  on billing.adjustments (tenant_id, amendment_id);
create index if not exists adjustments_redone_piece_idx
  on billing.adjustments (tenant_id, redone_piece_id);
create index if not exists adjustments_account_idx on billing.adjustments (tenant_id, account_id);
create index if not exists adjustments_credited_item_idx
  on billing.adjustments (tenant_id, credited_item_id) where credited_item_id is not null;
create index if not exists adjustments_replaced_by_amendment_idx
  on billing.adjustments (tenant_id, replaced_by_amendment_id)
  where replaced_by_amendment_id is not null;
create index if not exists adjustments_invoice_idx
  on billing.adjustments (tenant_id, invoice_id);
-- A run asks many contracts what waits; few have anything.
create index if not exists adjustments_pending_idx
  on billing.adjustments (tenant_id, contract_id, bill_on)
  where invoice_id is null and not is_dropped;
comment on table billing.adjustments is
  'Credits and charges by which amendments change what was billed.';
comment on column billing.adjustments.tenant_id is 'The tenant.';
comment on column billing.adjustments.id is 'Identifies the adjustment.';
comment on column billing.adjustments.contract_id is 'The contract.';
comment on column billing.adjustments.line_id is 'The contract line.';
comment on column billing.adjustments.terms_id is
  'The version of the line''s terms that priced a charge.';
comment on column billing.adjustments.amendment_id is 'The amendment.';
comment on column billing.adjustments.redone_piece_id is
  'The billed days that it gives back or charges anew; null for a line that was added.';
comment on column billing.adjustments.account_id is
  'The account that is served: of a credit, that of the item.';
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
  'What it costs before discount, of a charge as prices are agreed; credits are below zero, and '
  'without their tax.';
comment on column billing.adjustments.discount is
  'Discount on it, with the sign of the amount: the line''s, and those that are granted.';
comment on column billing.adjustments.tax is 'The tax that a credit gives back with it, or nought.';
comment on column billing.adjustments.granted is
  'The discounts of its contract that the days had when they were billed before, and keep.';
comment on column billing.adjustments.extent is
  'How far these go: what a charge costs beyond it asks for the discounts that hold then.';
comment on column billing.adjustments.currency is 'ISO 4217.';
comment on column billing.adjustments.bill_on is 'From this day on it is billed.';
comment on column billing.adjustments.credited_item_id is
  'The item that a credit gives back: it goes to whom that was billed.';
comment on column billing.adjustments.left_net is
  'What credit notes and earlier credits had left of the item, net.';
comment on column billing.adjustments.left_tax is 'And of its tax.';
comment on column billing.adjustments.replaced_by_amendment_id is
  'The amendment that changed a charge while it waited: others take its place.';
comment on column billing.adjustments.invoice_id is
  'The invoice that bills it; null while it waits.';
comment on column billing.adjustments.is_dropped is
  'Whether it is never billed: its contract ended before its days, it was replaced or undone, or '
  'nothing was left to give back.';
comment on column billing.adjustments.part is
  'Which of the shares it is, from 1; 0 is the whole.';
comment on column billing.adjustments.shares is
  'Who bears the whole, and with which weights; null if it is billed as one.';
comment on column billing.adjustments.created_at is 'When it was made.';
comment on constraint adjustments_dropped_is_not_billed_check on billing.adjustments is
  'What is dropped is never billed.';
comment on constraint adjustments_part_has_shares_check on billing.adjustments is
  'A part says of which shares it is.';
comment on constraint adjustments_credit_has_item_check on billing.adjustments is
  'A credit says of which item it gives back.';
comment on constraint adjustments_charge_is_replaced_check on billing.adjustments is
  'Only a charge that waits can be replaced.';
comment on constraint adjustments_credit_is_left_check on billing.adjustments is
  'No more is given back of an item than is left of it.';

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
