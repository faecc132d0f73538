create or replace function customers.tg_contacts__keep_one_default()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  update customers.contacts as c
  set is_default = false
  where c.tenant_id = new.tenant_id and c.account_id = new.account_id
    and c.kind = new.kind and c.is_default and c.id <> new.id;
  return new;
end $$;
comment on function customers.tg_contacts__keep_one_default is
  'A new default contact takes the place of the old one.';
