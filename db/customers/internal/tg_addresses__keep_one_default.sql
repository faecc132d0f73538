create or replace function customers.tg_addresses__keep_one_default()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  update customers.addresses as a
  set is_default = false
  where a.tenant_id = new.tenant_id and a.account_id = new.account_id
    and a.kind = new.kind and a.is_default and a.id <> new.id;
  return new;
end $$;
comment on function customers.tg_addresses__keep_one_default is
  'A new default address takes the place of the old one.';
