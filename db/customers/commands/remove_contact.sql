create or replace function customers.remove_contact(account_id uuid, contact_id uuid)
  returns customers.contacts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_contact customers.contacts;
begin
  delete from customers.contacts as c
  where c.tenant_id = v_account.tenant_id and c.account_id = v_account.id and c.id = contact_id
  returning * into v_contact;
  if not found then
    perform kernel.fail('NOTFD', 'The account has no contact with this id.', 'contact_id');
  end if;
  return v_contact;
end $$;
comment on function customers.remove_contact is
  'Deletes a contact of an account; mail that waits for it still goes to it.';
grant execute on function customers.remove_contact to tenor_sales, tenor_finance;
