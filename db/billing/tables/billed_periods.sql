-- The days of a contract line that are billed, piece by piece, and what they cost. Two pieces
-- cannot hold the same day of a line: billed_days forbids it, whatever runs at once. A piece
-- remembers what later changes of its days need: its price, its discounts, and how far they go.
-- What a person undid keeps its days, marked, so that no run bills them again; a person who does
-- takes them. A commitment period whose minimum was reached stands here at nothing, so that it
-- stays reached. What accounts share is a piece for each of them, which remembers how the whole
-- was shared: a part is billed, changed and undone by itself.
create table if not exists billing.billed_periods (
  tenant_id uuid not null,
  line_id uuid not null,
  part smallint not null default 0,
  period daterange not null,
  whole_period daterange not null,
  quantity numeric not null,
  unit_price numeric,
  rated numeric not null,
  amount kernel.amount not null,
  discount kernel.amount not null,
  granted billing.granted_discount[],
  extent kernel.amount,
  shares billing.bearer[],
  is_undone boolean not null default false,
  invoice_id uuid,
  adjustment_id uuid,
  constraint billed_periods_pkey primary key (tenant_id, line_id, part, period),
  -- Enforced by _300_refer, for all rows of a statement at once.
  constraint billed_periods_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id) not enforced,
  constraint billed_periods_invoice_fkey
    foreign key (tenant_id, invoice_id) references billing.invoices (tenant_id, id) not enforced,
  constraint billed_periods_adjustment_fkey
    foreign key (tenant_id, adjustment_id) references billing.adjustments (tenant_id, id),
  constraint billed_periods_period_has_days_check check (not isempty(period)),
  constraint billed_periods_part_has_shares_check check ((part = 0) = (shares is null)),
  constraint billed_periods_says_where_check
    check (num_nonnulls(invoice_id, adjustment_id) = case amount when 0 then least(
      num_nonnulls(invoice_id, adjustment_id), 1) else 1 end)
);
create index if not exists billed_periods_invoice_idx
  on billing.billed_periods (tenant_id, invoice_id);
create index if not exists billed_periods_adjustment_idx
  on billing.billed_periods (tenant_id, adjustment_id) where adjustment_id is not null;
create index if not exists billed_periods_parts_idx
  on billing.billed_periods (tenant_id, line_id) where part > 0;
comment on table billing.billed_periods is 'Which days of contract lines are billed, and where.';
comment on column billing.billed_periods.tenant_id is 'The tenant.';
comment on column billing.billed_periods.line_id is 'The contract line.';
comment on column billing.billed_periods.part is
  'Which of the shares it is, from 1; 0 is the whole.';
comment on column billing.billed_periods.period is 'The billed days, half-open.';
comment on column billing.billed_periods.whole_period is
  'The whole period around them, whose days share the price.';
comment on column billing.billed_periods.quantity is 'How many are billed, of the whole.';
comment on column billing.billed_periods.unit_price is 'Price of one for the price''s interval.';
comment on column billing.billed_periods.rated is
  'Exact price of the quantity for one interval, of the whole.';
comment on column billing.billed_periods.amount is
  'What these days cost, before discount; falls when an amendment takes days away.';
comment on column billing.billed_periods.discount is
  'Discount on it: the line''s, and those that are granted.';
comment on column billing.billed_periods.granted is
  'The discounts of its contract that these days have, in their order; null if they have none.';
comment on column billing.billed_periods.extent is
  'The most that these days came to after the discount of the line: what is charged up to it has '
  'the granted discounts, what goes beyond asks for those that hold then. Null is what they cost.';
comment on column billing.billed_periods.shares is
  'Who bears the whole, and with which weights; null if it is billed as one.';
comment on column billing.billed_periods.is_undone is
  'Whether a person undid it, by voiding or crediting: these days are not billed, and no run bills '
  'them.';
comment on column billing.billed_periods.invoice_id is
  'The invoice they stand on; null if an adjustment bills them, or nothing is to be billed.';
comment on column billing.billed_periods.adjustment_id is
  'The charge of an amendment that bills them, on an invoice or with the next one.';
comment on constraint billed_periods_pkey on billing.billed_periods is
  'These days of the contract line are billed already.';
comment on constraint billed_periods_period_has_days_check on billing.billed_periods is
  'A billed period has a day.';
comment on constraint billed_periods_part_has_shares_check on billing.billed_periods is
  'A part says of which shares it is.';
comment on constraint billed_periods_says_where_check on billing.billed_periods is
  'What costs something is billed by an invoice or an adjustment.';

-- Who may touch it: our own functions alone; people read the items that come of it.
alter table billing.billed_periods enable row level security;
alter table billing.billed_periods force row level security;
drop policy if exists tenant_isolation on billing.billed_periods;
create policy tenant_isolation on billing.billed_periods as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.billed_periods;
create policy owner_all on billing.billed_periods to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));

create or replace trigger _300_refer_insert after insert on billing.billed_periods
  referencing new table as new_rows for each statement
  execute function billing.tg_billed_periods__refer();
create or replace trigger _300_refer_update after update on billing.billed_periods
  referencing new table as new_rows for each statement
  execute function billing.tg_billed_periods__refer();
create or replace trigger _310_claim_insert after insert on billing.billed_periods
  referencing new table as new_rows for each statement
  execute function billing.tg_billed_periods__claim();
create or replace trigger _310_claim_update after update on billing.billed_periods
  referencing old table as old_rows new table as new_rows for each statement
  execute function billing.tg_billed_periods__claim();
create or replace trigger _310_claim_delete after delete on billing.billed_periods
  referencing old table as old_rows for each statement
  execute function billing.tg_billed_periods__claim();
