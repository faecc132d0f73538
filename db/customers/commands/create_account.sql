-- A credit limit is finance's to give; sales would lend to its own customers. Time zone, locale and
-- terms that are left out are inherited for as long as they are null; the currency is taken over
-- from the parent once, since contracts and limits are in it. A customer may come by the name of a
-- person and of the company behind it: the company is the account then.
create or replace function customers.create_account(
  account_name text default null,
  parent_account_id uuid default null,
  account_type text default null,
  primary_contact_email text default null,
  billing_contact_name text default null,
  billing_contact_email text default null,
  company_size text default null,
  industry text default null,
  currency text default null,
  time_zone text default null,
  locale text default null,
  payment_terms text default null,
  payment_terms_days int default null,
  tax_id text default null,
  payer text default null,
  credit_limit kernel.amount default null,
  credit_limit_scope text default null,
  requires_purchase_order boolean default null,
  wants_statement boolean default null,
  status text default null,
  external_id text default null,
  billing_address customers.postal_address default null,
  shipping_address customers.postal_address default null,
  metadata jsonb default null,
  name text default null,
  company text default null,
  email text default null,
  primary_contact_name text default null,
  credit_hold boolean default null,
  hold_reason text default null,
  billing_address_line1 text default null,
  billing_address_line2 text default null,
  billing_city text default null,
  billing_state text default null,
  billing_postal_code text default null,
  billing_country text default null,
  legal_entity_id uuid default null
)
  returns customers.accounts
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_name text := coalesce(account_name, company, name);
  v_person text := coalesce(primary_contact_name,
    case when num_nonnulls(account_name, company) > 0 then nullif(name, v_name) end);
  v_is_flat boolean := num_nonnulls(billing_address_line1, billing_address_line2, billing_city,
    billing_state, billing_postal_code, billing_country) > 0;
  v_is_sales boolean := current_setting('role') = 'tenor_sales';
  v_account customers.accounts;
begin
  if credit_limit is not null and v_is_sales then
    perform kernel.fail('FORBD', 'A credit limit is given by finance.', 'credit_limit');
  elsif credit_hold and v_is_sales then
    perform kernel.fail('FORBD', 'An account is held by finance.', 'credit_hold');
  elsif company is distinct from v_name and company is not null then
    perform kernel.fail('INPUT', 'The company is the account: give one name for it.', 'company');
  elsif email <> primary_contact_email then
    perform kernel.fail('INPUT', 'The primary contact has one e-mail address.', 'email');
  elsif billing_address is distinct from null and v_is_flat then
    perform kernel.fail('INPUT', 'Give the billing address as one object or as fields, not both.',
      'billing_address');
  elsif billing_contact_name is not null and billing_contact_email is null then
    perform kernel.fail('INPUT', 'A billing contact needs an e-mail address.',
      'billing_contact_email');
  end if;

  insert into customers.accounts (parent_account_id, legal_entity_id, account_name, account_type,
    primary_contact_name, primary_contact_email, company_size, industry, currency, time_zone,
    locale, payment_terms, payment_terms_days, tax_id, payer, credit_limit, credit_limit_scope,
    requires_purchase_order, wants_statement, status, external_id, metadata)
  values (
    parent_account_id, legal_entity_id, v_name, coalesce(account_type, 'enterprise'), v_person,
    coalesce(primary_contact_email, email), company_size, industry,
    coalesce(currency, (
      select parent.currency from customers.accounts as parent
      where parent.tenant_id = tenancy.current_tenant_id()
        and parent.id = create_account.parent_account_id and parent.deleted_at is null), (
      select t.currency from tenancy.tenants as t where t.id = tenancy.current_tenant_id())),
    time_zone, locale, payment_terms, payment_terms_days, tax_id, coalesce(payer, 'self'),
    credit_limit, coalesce(credit_limit_scope, 'account'),
    coalesce(requires_purchase_order, false), coalesce(wants_statement, false),
    coalesce(status, 'active'), external_id, coalesce(metadata, '{}'))
  returning * into v_account;

  if billing_contact_email is not null then
    perform customers.set_contact(v_account.id, 'billing', billing_contact_email,
      billing_contact_name);
  end if;
  if billing_address is distinct from null then
    perform customers.set_address(v_account.id, 'billing', billing_address);
  elsif v_is_flat then
    perform customers.put_billing_address(v_account.id, (billing_address_line1,
      billing_address_line2, billing_city, billing_state, billing_postal_code, billing_country));
  end if;
  if shipping_address is distinct from null then
    perform customers.set_address(v_account.id, 'shipping', shipping_address);
  end if;
  if credit_hold then
    v_account := customers.hold_account(v_account.id,
      coalesce(hold_reason, 'Held when it was entered.'));
  end if;
  perform controls.require('customer', 'account', array[v_account.id]);
  return v_account;
end $$;
comment on function customers.create_account is
  'Creates a customer, below a parent if one is named, with its first addresses and contact.';
grant execute on function customers.create_account to tenor_sales, tenor_finance;
select controls.register_door('customer', 'customers.create_account');
