create or replace view analytics.accounts with (security_invoker = true, security_barrier = true) as
  select
    a.id, a.parent_account_id, a.path[1] as root_account_id, a.depth, a.account_name,
    a.account_type, a.status, a.company_size, a.industry, a.currency, a.time_zone, a.locale,
    a.payment_terms, a.payment_terms_days, a.payer, a.credit_limit, a.credit_limit_scope,
    a.credit_hold, a.held_at, a.external_id, a.metadata, a.created_at, a.updated_at, a.deleted_at
  from customers.accounts as a;
comment on view analytics.accounts is 'Customers, also those that were deleted.';
comment on column analytics.accounts.id is 'Identifies the account.';
comment on column analytics.accounts.parent_account_id is 'The account above it; null for a root.';
comment on column analytics.accounts.root_account_id is
  'The account at the top of its hierarchy; itself for a root.';
comment on column analytics.accounts.depth is 'Level in the hierarchy; a root has 1.';
comment on column analytics.accounts.account_name is 'Name of the company or part of it.';
comment on column analytics.accounts.account_type is
  'enterprise, mid-market, smb, organization, entity or team.';
comment on column analytics.accounts.status is 'pending, active, suspended or closed.';
comment on column analytics.accounts.company_size is 'Employees, such as 201-1000.';
comment on column analytics.accounts.industry is 'Line of business.';
comment on column analytics.accounts.currency is
  'Currency of new contracts and invoices, ISO 4217.';
comment on column analytics.accounts.time_zone is 'IANA time zone; inherited if null.';
comment on column analytics.accounts.locale is
  'How its documents write numbers and dates, BCP 47; inherited if null.';
comment on column analytics.accounts.payment_terms is
  'due_on_receipt, net_30 or other net_N, custom; inherited if null.';
comment on column analytics.accounts.payment_terms_days is
  'Days from issue to due date; inherited if null.';
comment on column analytics.accounts.payer is
  'Who is billed: self, or parent (the nearest account above that pays for itself).';
comment on column analytics.accounts.credit_limit is
  'Most it may owe, in its currency; null is no limit.';
comment on column analytics.accounts.credit_limit_scope is
  'Whose debts the limit counts: account, or subtree.';
comment on column analytics.accounts.credit_hold is 'Whether no new invoice is made for it.';
comment on column analytics.accounts.held_at is 'When it was last held.';
comment on column analytics.accounts.external_id is 'Its id in another system.';
comment on column analytics.accounts.metadata is 'The tenant''s own fields.';
comment on column analytics.accounts.created_at is 'When it was created.';
comment on column analytics.accounts.updated_at is 'When it last changed.';
comment on column analytics.accounts.deleted_at is 'When it was deleted; null while it is there.';
grant select on analytics.accounts to tenor_analyst;
