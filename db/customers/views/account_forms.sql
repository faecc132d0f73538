-- What a form says of an account in one row, beside the account's own columns: whoever changes a
-- field of it need not know where it is kept. It shows what is inherited, like the account itself.
create or replace view customers.account_forms with (security_invoker = true) as
  select
    a.tenant_id, a.id, customers.accounts_name(a) as name, customers.accounts_company(a) as company,
    a.primary_contact_email as email, a.credit_hold, a.hold_reason,
    d.line1 as billing_address_line1,
    d.line2 as billing_address_line2, d.city as billing_city, d.state as billing_state,
    d.postal_code as billing_postal_code, d.country as billing_country,
    c.name as billing_contact_name, c.email as billing_contact_email
  from customers.accounts as a
  left join lateral customers.accounts_billing_address(a) as d on true
  left join lateral customers.accounts_billing_contact(a) as c on true;
comment on view customers.account_forms is
  E'@primaryKey tenant_id,id\n'
  '@foreignKey (tenant_id, id) references customers.accounts (tenant_id, id)'
  '|@foreignSimpleFieldName form|@foreignFieldName form\n'
  '@behavior -query:*:* -insert -delete\nAccounts as a flat form.';
comment on column customers.account_forms.tenant_id is 'The tenant.';
comment on column customers.account_forms.id is 'The account.';
comment on column customers.account_forms.name is
  'The person of a customer with a company, else the account''s name.';
comment on column customers.account_forms.company is
  'The company of a customer who is a person; null makes the person the customer.';
comment on column customers.account_forms.email is 'Where the account is reached.';
comment on column customers.account_forms.credit_hold is
  'Whether no new invoice is made for it. A release needs a hold_reason of its own.';
comment on column customers.account_forms.hold_reason is
  'Why it is held or released; given with credit_hold.';
comment on column customers.account_forms.billing_address_line1 is
  'Street and number. A change of one line makes the whole address the account''s own; once all '
  'are empty, the parent''s holds.';
comment on column customers.account_forms.billing_address_line2 is 'Suite, floor, care of.';
comment on column customers.account_forms.billing_city is 'City.';
comment on column customers.account_forms.billing_state is 'State or province.';
comment on column customers.account_forms.billing_postal_code is 'Postal code.';
comment on column customers.account_forms.billing_country is 'Country, ISO 3166-1 alpha-2.';
comment on column customers.account_forms.billing_contact_name is 'Who gets the invoices.';
comment on column customers.account_forms.billing_contact_email is
  'Where the invoices are mailed; without it, the parent''s billing contact holds.';

-- Who may touch it: members read what they may read of accounts; holds are finance's.
grant select on customers.account_forms to tenor_viewer;
grant update (name, company, email, billing_address_line1, billing_address_line2, billing_city,
  billing_state, billing_postal_code, billing_country, billing_contact_name, billing_contact_email)
  on customers.account_forms to tenor_sales, tenor_finance;
grant update (credit_hold, hold_reason) on customers.account_forms to tenor_finance;

create or replace trigger _500_change instead of update on customers.account_forms
  for each row execute function customers.tg_account_forms__change();
