-- As far as they are still there: what went back of an amount meanwhile others may have taken.
create or replace function billing.take_again(
  gone billing.granted_discount[], again billing.granted_discount[]
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select sales.settle_discounts(array(
    select (d.id, least(sum(change.amount), d.remaining_amount), d.is_used)::sales.discount_use
    from (
      select g.contract_discount_id, -g.amount as amount from unnest(gone) as g
      union all
      select g.contract_discount_id, g.amount from unnest(again) as g
    ) as change
    join sales.contract_discounts as d
      on d.tenant_id = (select tenancy.current_tenant_id()) and d.id = change.contract_discount_id
    where d.remaining_amount is not null
    group by d.id, d.remaining_amount, d.is_used))
$$;
comment on function billing.take_again is
  'Settles amounts given once after changes are taken back: what the changes had of them goes '
  'back, and what the days had before is taken again.';
