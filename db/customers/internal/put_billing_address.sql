create or replace function customers.put_billing_address(
  account_id uuid, address customers.postal_address
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if btrim(concat(address.line1, address.line2, address.city, address.state, address.postal_code,
      address.country)) <> '' then
    perform customers.set_address(account_id, 'billing', address);
    return;
  end if;
  delete from customers.addresses as a
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.account_id = put_billing_address.account_id and a.kind = 'billing' and a.is_default;
end $$;
comment on function customers.put_billing_address is
  'Sets an account''s billing address; takes it away where nothing is left of it.';
