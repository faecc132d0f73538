create or replace function catalog.uncount_redemptions(discount_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform from catalog.discounts as d
  where d.tenant_id = tenancy.current_tenant_id() and d.id = any(discount_ids)
  order by d.id
  for no key update;
  update catalog.discounts as d
  set redemptions_count = d.redemptions_count - returned.times
  from (
    select r.id, count(*)::int as times from unnest(discount_ids) as r (id) group by r.id
  ) as returned
  where d.tenant_id = tenancy.current_tenant_id() and d.id = returned.id;
end $$;
comment on function catalog.uncount_redemptions is
  'Takes redemptions back: each time that an id is given, one.';
