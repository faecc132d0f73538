-- One call for a form with one address of a kind: whether there was one before makes no difference.
create or replace function customers.set_address(
  account_id uuid, kind text, address customers.postal_address
)
  returns customers.addresses
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_address customers.addresses;
begin
  -- Forms send empty lines for what was left out.
  address := (
    nullif(btrim(address.line1), ''), nullif(btrim(address.line2), ''),
    nullif(btrim(address.city), ''), nullif(btrim(address.state), ''),
    nullif(btrim(address.postal_code), ''), upper(nullif(btrim(address.country), '')));
  update customers.addresses as a
  set line1 = address.line1, line2 = address.line2, city = address.city, state = address.state,
    postal_code = address.postal_code, country = address.country
  where a.tenant_id = v_account.tenant_id and a.account_id = v_account.id
    and a.kind = set_address.kind and a.is_default
  returning * into v_address;
  if not found then
    insert into customers.addresses (account_id, kind, is_default, line1, line2, city, state,
      postal_code, country)
    values (v_account.id, kind, true, address.line1, address.line2, address.city, address.state,
      address.postal_code, address.country)
    returning * into v_address;
  end if;
  return v_address;
end $$;
comment on function customers.set_address is
  'Sets the default address of a kind (billing, shipping, other), replacing it whole.';
grant execute on function customers.set_address to tenor_sales, tenor_finance;
