-- An array has no foreign keys, so the products are looked up here.
create or replace function catalog.tg_discounts__complete()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if new.amount <> kernel.round_amount(new.amount, new.currency) then
    perform kernel.fail('INPUT', 'The amount has more decimals than its currency.', 'amount');
  elsif exists (
    select from unnest(new.product_ids) as wanted (id)
    where not exists (
      select from catalog.products as p where p.tenant_id = new.tenant_id and p.id = wanted.id)
  ) then
    perform kernel.fail('NOTFD', 'No product has this id.', 'product_ids');
  end if;
  new.code := upper(btrim(new.code));
  new.amount := kernel.round_amount(new.amount, new.currency);
  return new;
end $$;
comment on function catalog.tg_discounts__complete is
  'Writes codes in capitals and amounts with the decimals of their currency, and refuses unknown '
  'products.';
