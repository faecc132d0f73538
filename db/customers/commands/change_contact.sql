-- A contact of another account is as unknown as any: whoever writes to it names both.
create or replace function customers.change_contact(
  account_id uuid, contact_id uuid, kind text default null, is_default boolean default null,
  name text default null, email text default null, phone text default null,
  receives text[] default null
)
  returns customers.contacts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_contact customers.contacts;
begin
  update customers.contacts as c
  set kind = coalesce(change_contact.kind, c.kind),
    is_default = coalesce(change_contact.is_default, c.is_default),
    name = nullif(btrim(coalesce(change_contact.name, c.name)), ''),
    email = coalesce(change_contact.email, c.email),
    phone = nullif(btrim(coalesce(change_contact.phone, c.phone)), ''),
    receives = coalesce(change_contact.receives, c.receives)
  where c.tenant_id = v_account.tenant_id and c.account_id = v_account.id and c.id = contact_id
  returning * into v_contact;
  if not found then
    perform kernel.fail('NOTFD', 'The account has no contact with this id.', 'contact_id');
  end if;
  return v_contact;
end $$;
comment on function customers.change_contact is
  'Changes a contact of an account; what is null stays as it is, an empty name or phone is taken '
  'away.';
grant execute on function customers.change_contact to tenor_sales, tenor_finance;
