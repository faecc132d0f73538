-- The last number given, by legal entity and kind, and by year where the format has one. Its row
-- is locked by who takes numbers until that transaction ends: hence no gaps and no duplicates.
create table if not exists billing.number_series (
  tenant_id uuid not null,
  legal_entity_id uuid not null,
  kind text not null default 'invoice',
  year int not null,
  last_number bigint not null,
  primary key (tenant_id, legal_entity_id, kind, year),
  constraint number_series_kind_check check (kind in ('invoice', 'credit_note')),
  constraint number_series_last_number_check check (last_number > 0)
);
comment on table billing.number_series is 'Counters of invoice and credit note numbers.';
comment on column billing.number_series.tenant_id is 'The tenant.';
comment on column billing.number_series.legal_entity_id is 'Whose numbers.';
comment on column billing.number_series.kind is 'invoice or credit_note.';
comment on column billing.number_series.year is 'The year counted; 0 where the format has none.';
comment on column billing.number_series.last_number is 'The last number given.';
comment on constraint number_series_kind_check on billing.number_series is
  'Invoices and credit notes are numbered.';

-- Who may touch it: our own functions.
alter table billing.number_series enable row level security;
alter table billing.number_series force row level security;
drop policy if exists tenant_isolation on billing.number_series;
create policy tenant_isolation on billing.number_series as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.number_series;
create policy owner_all on billing.number_series to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
