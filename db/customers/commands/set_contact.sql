create or replace function customers.set_contact(
  account_id uuid, kind text, email text, name text default null, phone text default null
)
  returns customers.contacts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_contact customers.contacts;
begin
  update customers.contacts as c
  set name = set_contact.name, email = set_contact.email, phone = set_contact.phone
  where c.tenant_id = v_account.tenant_id and c.account_id = v_account.id
    and c.kind = set_contact.kind and c.is_default
  returning * into v_contact;
  if not found then
    insert into customers.contacts (account_id, kind, is_default, name, email, phone)
    values (v_account.id, kind, true, name, email, phone)
    returning * into v_contact;
  end if;
  return v_contact;
end $$;
comment on function customers.set_contact is
  'Sets the default contact of a kind (billing, primary, technical, other), replacing it whole.';
grant execute on function customers.set_contact to tenor_sales, tenor_finance;
