create or replace function billing.document_party(account customers.accounts)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'name', account.account_name,
    'attention', (customers.accounts_billing_contact(account)).name,
    'address', billing.document_address(d.line1, d.line2, d.city, d.state, d.postal_code,
      d.country),
    'tax_id', billing.printed_tax_id(account),
    'email', customers.accounts_billing_email(account))
  from customers.accounts_billing_address(account) as d
$$;
comment on function billing.document_party is 'An account as its documents address it.';
