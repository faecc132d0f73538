-- Terms that an amendment replaced from their first day: they hold on no day any more, but what
-- they priced before names them.
create table if not exists sales.retired_terms (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  terms_id uuid not null,
  line_id uuid not null,
  valid daterange not null,
  quantity kernel.quantity not null,
  committed_quantity kernel.quantity,
  minimum_quantity kernel.quantity,
  unit_price kernel.unit_price,
  tiers catalog.tier[],
  package_size kernel.quantity,
  free_units kernel.quantity,
  discount_percent kernel.percentage,
  amendment_id uuid,
  retired_by_amendment_id uuid not null,
  primary key (tenant_id, terms_id),
  constraint retired_terms_line_fkey
    foreign key (tenant_id, line_id) references sales.contract_lines (tenant_id, id),
  constraint retired_terms_amendment_fkey
    foreign key (tenant_id, amendment_id) references sales.amendments (tenant_id, id),
  constraint retired_terms_retired_by_amendment_fkey
    foreign key (tenant_id, retired_by_amendment_id) references sales.amendments (tenant_id, id)
);
create index if not exists retired_terms_line_idx on sales.retired_terms (tenant_id, line_id);
create index if not exists retired_terms_amendment_idx
  on sales.retired_terms (tenant_id, amendment_id);
create index if not exists retired_terms_retired_by_amendment_idx
  on sales.retired_terms (tenant_id, retired_by_amendment_id);
comment on table sales.retired_terms is
  'Terms of contract lines that amendments replaced from their first day.';
comment on column sales.retired_terms.tenant_id is 'The tenant.';
comment on column sales.retired_terms.terms_id is 'Identifies the version, as it did before.';
comment on column sales.retired_terms.line_id is 'The line.';
comment on column sales.retired_terms.valid is 'The days on which this version would have held.';
comment on column sales.retired_terms.quantity is 'Seats or units in use.';
comment on column sales.retired_terms.committed_quantity is 'At least so many were billed.';
comment on column sales.retired_terms.minimum_quantity is 'The product''s own minimum.';
comment on column sales.retired_terms.unit_price is 'Price of a unit for the interval.';
comment on column sales.retired_terms.tiers is 'Price tiers, for models that have them.';
comment on column sales.retired_terms.package_size is 'Units in a package.';
comment on column sales.retired_terms.free_units is 'Units that were free, before packages.';
comment on column sales.retired_terms.discount_percent is 'Discount of the line.';
comment on column sales.retired_terms.amendment_id is
  'The amendment that brought it; null as signed.';
comment on column sales.retired_terms.retired_by_amendment_id is 'The amendment that replaced it.';
comment on constraint retired_terms_line_fkey on sales.retired_terms is
  'No line has this id.';
comment on constraint retired_terms_amendment_fkey on sales.retired_terms is
  'No amendment has this id.';
comment on constraint retired_terms_retired_by_amendment_fkey on sales.retired_terms is
  E'@foreignFieldName retiredTermsByThis\nNo amendment has this id.';

-- Who may touch it: members read; amendments write, once.
alter table sales.retired_terms enable row level security;
alter table sales.retired_terms force row level security;
drop policy if exists tenant_isolation on sales.retired_terms;
create policy tenant_isolation on sales.retired_terms as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.retired_terms;
create policy owner_all on sales.retired_terms to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.retired_terms;
create policy select_member on sales.retired_terms for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.retired_terms to tenor_viewer;
-- Not audited: the log has the row as it left contract_line_terms.

create or replace trigger _300_append_only before update or delete or truncate
  on sales.retired_terms
  for each statement execute function kernel.tg__append_only();
