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
    check (
      source in ('activation', 'amendment', 'discount', 'cancellation', 'renewal', 'expiry')),
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
  'activation, amendment, discount, cancellation, renewal or expiry.';
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
