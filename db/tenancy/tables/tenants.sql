-- Our clients. A sandbox tenant has a clock of its own; a live tenant's clock is the wall clock.
create table if not exists tenancy.tenants (
  id uuid not null default uuidv7() primary key,
  slug text not null,
  name text not null,
  status text not null default 'active',
  status_reason text,
  currency text not null,
  time_zone text not null,
  locale text not null default 'en-US',
  sandbox boolean not null default false,
  clock_at timestamptz,
  invoice_number_format text not null default 'INV-{YYYY}-{SEQ:3}',
  payment_terms_days int not null default 30,
  finalize_after_days int,
  uses_unapplied_cash boolean not null default true,
  requires_date_order boolean not null default false,
  events_kept_days int default 730,
  jobs_kept_days int default 90,
  mail_kept_days int default 3653,
  deliveries_kept_days int not null default 30,
  security_events_kept_days int default 730,
  purchase_order_approval_over kernel.amount,
  purchase_order_approver text not null default 'approver',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenants_slug_key unique (slug),
  constraint tenants_slug_is_a_word_check check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  constraint tenants_name_length_check check (length(btrim(name)) between 1 and 200),
  constraint tenants_status_check check (status in ('active', 'suspended', 'closed')),
  constraint tenants_status_has_reason_check check ((status = 'active') = (status_reason is null)),
  constraint tenants_status_reason_length_check
    check (length(btrim(status_reason)) between 1 and 1000),
  constraint tenants_currency_check check (kernel.is_currency(currency)),
  constraint tenants_time_zone_check check (tenancy.is_time_zone(time_zone)),
  constraint tenants_locale_check check (locale ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$'),
  constraint tenants_sandbox_has_clock_check check (sandbox = (clock_at is not null)),
  constraint tenants_invoice_number_format_check check (
    length(invoice_number_format) <= 60 and kernel.is_number_format(invoice_number_format)),
  constraint tenants_payment_terms_days_check check (payment_terms_days between 0 and 365),
  constraint tenants_finalize_after_days_check check (finalize_after_days between 0 and 60),
  -- Deliveries refer to their events. Letters of merchants are kept for six years at least (German
  -- Commercial Code, section 257; others ask for less).
  constraint tenants_kept_days_check check (
    events_kept_days between 90 and 36525 and jobs_kept_days between 7 and 36525
    and mail_kept_days between 2192 and 36525 and deliveries_kept_days between 7 and 90
    and security_events_kept_days between 400 and 36525),
  constraint tenants_purchase_order_approval_check check (purchase_order_approval_over >= 0),
  constraint tenants_purchase_order_approver_check
    check (purchase_order_approver in ('approver', 'admin'))
);
comment on table tenancy.tenants is 'Our clients, with the settings that the whole house reads.';
comment on column tenancy.tenants.id is 'Identifies the tenant; the tenant_id of all its rows.';
comment on column tenancy.tenants.slug is 'Short name for URLs and commands, unique.';
comment on column tenancy.tenants.name is 'Name of the company.';
comment on column tenancy.tenants.status is 'active, suspended (reads only) or closed.';
comment on column tenancy.tenants.status_reason is 'Why it is suspended or closed.';
comment on column tenancy.tenants.currency is 'Default currency, ISO 4217.';
comment on column tenancy.tenants.time_zone is 'IANA time zone that decides the business day.';
comment on column tenancy.tenants.locale is 'How documents write numbers and dates, BCP 47.';
comment on column tenancy.tenants.sandbox is 'Whether the tenant has a clock that can be moved.';
comment on column tenancy.tenants.clock_at is 'The sandbox clock; null for a live tenant.';
comment on column tenancy.tenants.invoice_number_format is
  'How the invoices of a legal entity are numbered until it says so itself: text with {YYYY} or '
  '{YY}, {MM} and once {SEQ} or {SEQ:width}. It stays once a number was given in it.';
comment on column tenancy.tenants.payment_terms_days is 'Default days from issue to due date.';
comment on column tenancy.tenants.finalize_after_days is
  'Days after which invoices that a run made are finalised; 0 at once, null by hand.';
comment on column tenancy.tenants.uses_unapplied_cash is
  'Whether invoices, when they are issued, use what is left of their account''s payments.';
comment on column tenancy.tenants.requires_date_order is
  'Whether no invoice is dated before the last one that was issued in its series.';
comment on column tenancy.tenants.events_kept_days is
  'Days after which events are deleted, 90 at least; null keeps them for ever.';
comment on column tenancy.tenants.jobs_kept_days is
  'Days after which jobs that ended are deleted, 7 at least; null keeps them for ever.';
comment on column tenancy.tenants.mail_kept_days is
  'Days after which mail is deleted, 2,192 (six years) at least; null keeps it for ever.';
comment on column tenancy.tenants.deliveries_kept_days is
  'Days after which deliveries of webhooks that ended are deleted, 7 to 90.';
comment on column tenancy.tenants.security_events_kept_days is
  'Days after which security events are deleted, 400 at least; null keeps them for ever.';
comment on column tenancy.tenants.purchase_order_approval_over is
  'Customers'' purchase orders over this amount, in the tenant''s currency, are approved by '
  'somebody who neither entered, edited nor submitted them: 0 is all of them, null none.';
comment on column tenancy.tenants.purchase_order_approver is
  'Who approves them: approver (and admin), or admin alone.';
comment on column tenancy.tenants.created_at is 'When it was provisioned, real time.';
comment on column tenancy.tenants.updated_at is 'When it last changed, real time.';
comment on constraint tenants_status_reason_length_check on tenancy.tenants is
  'A reason has 1 to 1000 characters.';
comment on constraint tenants_slug_key on tenancy.tenants is 'A tenant with this slug exists.';
comment on constraint tenants_slug_is_a_word_check on tenancy.tenants is
  'A slug has 1 to 63 lower-case letters, digits and inner hyphens.';
comment on constraint tenants_name_length_check on tenancy.tenants is
  'A name has 1 to 200 characters.';
comment on constraint tenants_status_has_reason_check on tenancy.tenants is
  'What is suspended or closed has a reason.';
comment on constraint tenants_currency_check on tenancy.tenants is
  'The currency is no ISO 4217 code in use.';
comment on constraint tenants_time_zone_check on tenancy.tenants is
  'The time zone is no name of the IANA database, such as America/New_York.';
comment on constraint tenants_locale_check on tenancy.tenants is
  'The locale is no BCP 47 tag such as en-US.';
comment on constraint tenants_sandbox_has_clock_check on tenancy.tenants is
  'Only a sandbox has a clock of its own.';
comment on constraint tenants_invoice_number_format_check on tenancy.tenants is
  'An invoice number format holds {SEQ} or {SEQ:1} to {SEQ:9} once; {YYYY}, {YY}, {MM} if wanted.';
comment on constraint tenants_finalize_after_days_check on tenancy.tenants is
  'Drafts wait 0 to 60 days, or for a person.';
comment on constraint tenants_kept_days_check on tenancy.tenants is
  'Events are kept for 90 days or more, jobs for 7, mail for 2,192, deliveries for 7 to 90, '
  'security events for 400 or more.';
comment on constraint tenants_purchase_order_approval_check on tenancy.tenants is
  'Purchase orders need approval over an amount that is not negative, or not at all.';
comment on constraint tenants_purchase_order_approver_check on tenancy.tenants is
  'Purchase orders are approved by approver or admin.';
comment on constraint tenants_payment_terms_days_check on tenancy.tenants is
  'Payment terms are 0 to 365 days.';

-- Who may touch it: a tenant sees itself, the operator sees all. Admins change settings.
alter table tenancy.tenants enable row level security;
alter table tenancy.tenants force row level security;
drop policy if exists owner_own_tenant on tenancy.tenants;
create policy owner_own_tenant on tenancy.tenants to tenor_owner
  using (id = (select tenancy.current_tenant_id()));
drop policy if exists owner_for_operator on tenancy.tenants;
create policy owner_for_operator on tenancy.tenants to tenor_owner
  using ((select tenancy.is_operator()));
drop policy if exists select_member on tenancy.tenants;
create policy select_member on tenancy.tenants for select to tenor_viewer
  using (id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on tenancy.tenants;
create policy update_admin on tenancy.tenants for update to tenor_admin
  using (id = (select tenancy.current_tenant_id()));
drop policy if exists select_operator on tenancy.tenants;
create policy select_operator on tenancy.tenants for select to tenor_operator
  using ((select tenancy.is_operator()));
grant select on tenancy.tenants to tenor_viewer, tenor_operator;
grant update (name, locale, invoice_number_format, payment_terms_days, finalize_after_days,
  uses_unapplied_cash, requires_date_order, events_kept_days, jobs_kept_days, mail_kept_days,
  deliveries_kept_days, security_events_kept_days, purchase_order_approval_over,
  purchase_order_approver)
  on tenancy.tenants to tenor_admin;
-- Currency and time zone stay as provisioned: past invoices and due dates were made with them.

create or replace trigger _100_touch before update on tenancy.tenants
  for each row execute function tenancy.tg_tenants__touch();
create or replace trigger _250_no_card_number before insert or update of name, status_reason
  on tenancy.tenants for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.name, new.status_reason)))
  execute function kernel.tg__refuse_card_number();
