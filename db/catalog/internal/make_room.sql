create or replace function catalog.make_room(product_id uuid, currency text, valid_from date)
  returns daterange
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_from date := coalesce(valid_from, v_today);
begin
  if not exists (
    select from catalog.prices as p
    where p.tenant_id = v_tenant_id
      and p.product_id = make_room.product_id and p.currency = make_room.currency
  ) then
    return daterange(valid_from, null);
  elsif v_from < v_today then
    perform kernel.fail('INPUT', 'A new price begins today at the earliest.', 'valid_from');
  elsif exists (
    select from catalog.prices as p
    where p.tenant_id = v_tenant_id and p.product_id = make_room.product_id
      and p.currency = make_room.currency and p.valid_from = v_from
  ) then
    perform kernel.fail('CNFLT', 'A price of this product and currency begins on this day already.',
      'valid_from');
  end if;

  update catalog.prices as p
  set valid = daterange(lower(p.valid), v_from)
  where p.tenant_id = v_tenant_id and p.product_id = make_room.product_id
    and p.currency = make_room.currency and p.valid @> v_from;
  return daterange(v_from, (
    select min(p.valid_from)
    from catalog.prices as p
    where p.tenant_id = v_tenant_id and p.product_id = make_room.product_id
      and p.currency = make_room.currency and p.valid_from > v_from));
end $$;
comment on function catalog.make_room is
  'Ends the price valid on a day and answers the days that are free from there.';
