create or replace function sales.return_redemptions(redemption_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_discount_ids uuid[];
begin
  with returned as (
    update sales.redemptions as r
    set returned_at = tenancy.now()
    where r.tenant_id = tenancy.current_tenant_id() and r.id = any(redemption_ids)
      and r.returned_at is null
    returning r.discount_id
  )
  select array_agg(r.discount_id) into v_discount_ids from returned as r;
  if v_discount_ids is not null then
    perform catalog.uncount_redemptions(v_discount_ids);
  end if;
end $$;
comment on function sales.return_redemptions is 'Gives redemptions back: they count no more.';
