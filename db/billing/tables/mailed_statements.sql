-- Which statements of subsidiaries' invoices were mailed: one for an account and day, however often
-- that is asked for. What it shows is read from the invoices when it goes out.
create table if not exists billing.mailed_statements (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  account_id uuid not null,
  issue_date date not null,
  email_id uuid not null,
  primary key (tenant_id, account_id, issue_date),
  constraint mailed_statements_email_key unique (tenant_id, email_id),
  constraint mailed_statements_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint mailed_statements_email_fkey
    foreign key (tenant_id, email_id) references events.emails (tenant_id, id) on delete cascade
);
comment on table billing.mailed_statements is
  'Statements of subsidiaries'' invoices that were mailed, one for an account and day.';
comment on column billing.mailed_statements.tenant_id is 'The tenant.';
comment on column billing.mailed_statements.account_id is 'The account above the subsidiaries.';
comment on column billing.mailed_statements.issue_date is 'The day of the invoices.';
comment on column billing.mailed_statements.email_id is 'The mail.';
comment on constraint mailed_statements_email_key on billing.mailed_statements is
  'A mail carries the statement of one account and day.';
comment on constraint mailed_statements_account_fkey on billing.mailed_statements is
  'No account has this id.';
comment on constraint mailed_statements_email_fkey on billing.mailed_statements is
  'No mail has this id.';

-- Who may touch it: billing alone; members see the mail.
alter table billing.mailed_statements enable row level security;
alter table billing.mailed_statements force row level security;
drop policy if exists tenant_isolation on billing.mailed_statements;
create policy tenant_isolation on billing.mailed_statements as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on billing.mailed_statements;
create policy owner_all on billing.mailed_statements to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
-- Not audited: it never changes, and the mail says the same.
