-- What a true-up was reckoned from: what is spent, and what the minimum is, may look different
-- later, when lines end or invoices are voided.
create table if not exists billing.true_ups (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  invoice_item_id uuid not null,
  versions jsonb not null,
  minimum kernel.amount not null,
  spent kernel.amount not null,
  primary key (tenant_id, invoice_item_id),
  constraint true_ups_item_fkey foreign key (tenant_id, invoice_item_id)
    references billing.invoice_items (tenant_id, id) on delete cascade,
  constraint true_ups_versions_is_array_check check (jsonb_typeof(versions) = 'array')
);
comment on table billing.true_ups is 'What true-ups were reckoned from.';
comment on column billing.true_ups.tenant_id is 'The tenant.';
comment on column billing.true_ups.invoice_item_id is
  'The item; what was shared among accounts stands with each part, as a whole.';
comment on column billing.true_ups.versions is
  'The minimum as agreed: terms_id, unit_price and days of each version that held in the period.';
comment on column billing.true_ups.minimum is 'What the period asks for, by the days it has.';
comment on column billing.true_ups.spent is
  'What the other lines cost for days that begin in the period, before discount and tax.';
comment on constraint true_ups_item_fkey on billing.true_ups is
  E'@foreignFieldName trueUps\nNo item has this id.';
comment on constraint true_ups_versions_is_array_check on billing.true_ups is
  'Versions are a list.';

-- Who may touch it: members read; billing writes.
alter table billing.true_ups enable row level security;
alter table billing.true_ups force row level security;
drop policy if exists tenant_isolation on billing.true_ups;
create policy tenant_isolation on billing.true_ups as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.true_ups;
create policy owner_all on billing.true_ups to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.true_ups;
create policy select_member on billing.true_ups for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.true_ups to tenor_viewer;
-- Not audited: the items, which show the result, are.
