-- What is not said of the contact, such as its phone, stays.
create or replace function customers.put_billing_contact(
  account_id uuid, email text, name text
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  email := nullif(btrim(email), '');
  name := nullif(btrim(name), '');
  if email is not null then
    perform customers.set_contact(account_id, 'billing', email, name, (
      select c.phone from customers.contacts as c
      where c.tenant_id = v_tenant_id and c.account_id = put_billing_contact.account_id
        and c.kind = 'billing' and c.is_default));
  elsif name is not null then
    perform kernel.fail('INPUT', 'A billing contact needs an e-mail address.',
      'billing_contact_email');
  else
    delete from customers.contacts as c
    where c.tenant_id = v_tenant_id and c.account_id = put_billing_contact.account_id
      and c.kind = 'billing' and c.is_default;
  end if;
end $$;
comment on function customers.put_billing_contact is
  'Sets an account''s billing contact; takes it away where nothing is left of it.';
