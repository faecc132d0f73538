-- A credit note that was made by mistake is not taken back: a new invoice charges again, and says
-- which note it corrects.
create table if not exists billing.corrections (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  invoice_id uuid not null,
  credit_note_id uuid not null,
  primary key (tenant_id, invoice_id),
  constraint corrections_invoice_fkey foreign key (tenant_id, invoice_id)
    references billing.invoices (tenant_id, id),
  constraint corrections_credit_note_fkey foreign key (tenant_id, credit_note_id)
    references billing.credit_notes (tenant_id, id)
);
create index if not exists corrections_credit_note_idx
  on billing.corrections (tenant_id, credit_note_id);
comment on table billing.corrections is 'Which invoice charges again what a credit note took back.';
comment on column billing.corrections.tenant_id is 'The tenant.';
comment on column billing.corrections.invoice_id is 'The invoice.';
comment on column billing.corrections.credit_note_id is 'The credit note that it corrects.';
comment on constraint corrections_invoice_fkey on billing.corrections is
  E'@foreignFieldName correction\nNo invoice has this id.';
comment on constraint corrections_credit_note_fkey on billing.corrections is
  E'@foreignFieldName corrections\nNo credit note has this id.';

-- Who may touch it: members read; the invoice's command writes, once.
alter table billing.corrections enable row level security;
alter table billing.corrections force row level security;
drop policy if exists tenant_isolation on billing.corrections;
create policy tenant_isolation on billing.corrections as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.corrections;
create policy owner_all on billing.corrections to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on billing.corrections;
create policy select_member on billing.corrections for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on billing.corrections to tenor_viewer;
create or replace trigger _300_append_only before update or delete or truncate
  on billing.corrections for each statement execute function kernel.tg__append_only();
