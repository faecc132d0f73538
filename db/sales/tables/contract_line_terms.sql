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
-- The key starts likewise, but a look-up in it costs more where there are many lines.
create index if not exists contract_line_terms_line_idx
  on sales.contract_line_terms (tenant_id, line_id);
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
