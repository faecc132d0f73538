-- How the documents of a kind are numbered from a day on. What was used is never changed, so that
-- an inspector finds one rule for each year; what follows it begins with a period of its own.
create table if not exists billing.number_series (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null,
  kind text not null,
  format text not null,
  valid_from date not null,
  restart text not null,
  year_start text,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint number_series_valid_from_key unique (tenant_id, legal_entity_id, kind, valid_from),
  constraint number_series_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint number_series_kind_check check (kind in ('invoice', 'credit_note')),
  constraint number_series_format_check
    check (length(format) <= 60 and kernel.is_number_format(format)),
  constraint number_series_restart_check
    check (restart in ('year', 'fiscal_year', 'month', 'never')),
  constraint number_series_year_start_check check (
    (restart = 'fiscal_year') = (year_start is not null)),
  constraint number_series_says_when_it_restarts_check check (
    restart = 'never' or format like '%{YY%' and (restart <> 'month' or format like '%{MM}%')),
  constraint number_series_starts_with_a_period_check check (
    extract(day from valid_from) = right(coalesce(year_start, '01-01'), 2)::int
    and (restart not in ('year', 'fiscal_year')
      or extract(month from valid_from) = left(coalesce(year_start, '01-01'), 2)::int))
);
comment on table billing.number_series is 'How documents are numbered, and from which day on.';
comment on column billing.number_series.tenant_id is 'The tenant.';
comment on column billing.number_series.id is 'Identifies the series.';
comment on column billing.number_series.legal_entity_id is 'Whose numbers.';
comment on column billing.number_series.kind is 'invoice or credit_note.';
comment on column billing.number_series.format is
  'Text with {YYYY} or {YY}, {MM} and once {SEQ} or {SEQ:width}.';
comment on column billing.number_series.valid_from is
  'First day, the first of a period; the first series numbers what is dated before it, too.';
comment on column billing.number_series.restart is
  'When it counts from one again: year, fiscal_year (whose first year the number says), month or '
  'never.';
comment on column billing.number_series.year_start is
  'First day of the fiscal year, MM-DD, as it was when the series was entered.';
comment on column billing.number_series.created_at is 'When it was entered.';
comment on constraint number_series_valid_from_key on billing.number_series is
  'Numbers were given in the series that begins on this day.';
comment on constraint number_series_legal_entity_fkey on billing.number_series is
  'No legal entity has this id.';
comment on constraint number_series_kind_check on billing.number_series is
  'Invoices and credit notes are numbered: invoice or credit_note.';
comment on constraint number_series_format_check on billing.number_series is
  'A format holds {SEQ} or {SEQ:1} to {SEQ:9} once; {YYYY}, {YY}, {MM} if wanted; no DRAFT- first.';
comment on constraint number_series_restart_check on billing.number_series is
  'Numbers restart by year, fiscal_year, month or never.';
comment on constraint number_series_year_start_check on billing.number_series is
  'A series by fiscal years says when they begin.';
comment on constraint number_series_says_when_it_restarts_check on billing.number_series is
  'A format says the year if it restarts, and the month if it restarts each month.';
comment on constraint number_series_starts_with_a_period_check on billing.number_series is
  'A series begins on the first day of one of its periods; of a month, if it never restarts.';

-- Who may touch it: members and analysts read, admins add by a command. What is used stays.
alter table billing.number_series enable row level security;
alter table billing.number_series force row level security;
drop policy if exists tenant_isolation on billing.number_series;
create policy tenant_isolation on billing.number_series as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.number_series;
create policy owner_all on billing.number_series to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.number_series;
create policy select_member on billing.number_series for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on billing.number_series;
create policy select_analyst on billing.number_series for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.number_series to tenor_viewer, tenor_analyst;

create or replace trigger _300_check_format before insert or update on billing.number_series
  for each row execute function billing.tg_number_series__check_format();
create or replace trigger _300_keep_used before update or delete on billing.number_series
  for each row execute function billing.tg_number_series__keep_used();
select audit.watch('billing.number_series');
