-- What a return was made of. What was taxed stands on one return, once, and never changes; what
-- comes later is on a later one.
create table if not exists tax.tax_return_lines (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  tax_return_id uuid not null,
  journal_id uuid not null,
  tax_code_id uuid not null,
  account_id uuid,
  tax_id text,
  reason text,
  kind text not null,
  belongs_to text not null,
  posted_on date not null,
  currency text not null,
  taxable kernel.amount not null,
  amount kernel.amount not null,
  primary key (tenant_id, id),
  constraint tax_return_lines_once_key unique nulls not distinct
    (tenant_id, journal_id, tax_code_id, account_id, tax_id, reason),
  constraint tax_return_lines_tax_return_fkey foreign key (tenant_id, tax_return_id)
    references tax.tax_returns (tenant_id, id),
  constraint tax_return_lines_tax_code_fkey foreign key (tenant_id, tax_code_id)
    references tax.tax_codes (tenant_id, id)
);
create index if not exists tax_return_lines_tax_return_idx
  on tax.tax_return_lines (tenant_id, tax_return_id);
create index if not exists tax_return_lines_tax_code_idx
  on tax.tax_return_lines (tenant_id, tax_code_id, posted_on);
comment on table tax.tax_return_lines is 'What tax returns were made of.';
comment on column tax.tax_return_lines.tenant_id is 'The tenant.';
comment on column tax.tax_return_lines.id is 'Identifies the line.';
comment on column tax.tax_return_lines.tax_return_id is 'The return.';
comment on column tax.tax_return_lines.journal_id is 'The journal that booked it.';
comment on column tax.tax_return_lines.tax_code_id is 'The tax code.';
comment on column tax.tax_return_lines.account_id is 'The account that is billed.';
comment on column tax.tax_return_lines.tax_id is
  'The customer''s tax id under which he owes the tax, as it was then.';
comment on column tax.tax_return_lines.reason is 'Why it is exempt.';
comment on column tax.tax_return_lines.kind is 'invoice, void, credit_note, relief or recovery.';
comment on column tax.tax_return_lines.belongs_to is
  'The period to which it belongs: an earlier one where it came late.';
comment on column tax.tax_return_lines.posted_on is 'Day in the books.';
comment on column tax.tax_return_lines.currency is 'ISO 4217.';
comment on column tax.tax_return_lines.taxable is 'The net.';
comment on column tax.tax_return_lines.amount is 'The tax.';
comment on constraint tax_return_lines_once_key on tax.tax_return_lines is
  'It stands on a return already.';
comment on constraint tax_return_lines_tax_return_fkey on tax.tax_return_lines is
  E'@foreignFieldName lines\nNo tax return has this id.';
comment on constraint tax_return_lines_tax_code_fkey on tax.tax_return_lines is
  E'@fieldName taxCode\n@foreignFieldName taxReturnLines\nNo tax code has this id.';

-- Who may touch it: members read; our own functions add, and change nothing.
alter table tax.tax_return_lines enable row level security;
alter table tax.tax_return_lines force row level security;
drop policy if exists tenant_isolation on tax.tax_return_lines;
create policy tenant_isolation on tax.tax_return_lines as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.tax_return_lines;
create policy owner_all on tax.tax_return_lines to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.tax_return_lines;
create policy select_member on tax.tax_return_lines for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.tax_return_lines to tenor_viewer;

create or replace trigger _300_append_only before update or delete or truncate
  on tax.tax_return_lines for each statement execute function kernel.tg__append_only();
-- Not watched by audit: it never changes, and its return is in the audit log, with its hash.
