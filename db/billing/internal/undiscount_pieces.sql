-- What discounts took off a charge of an amendment is theirs again; of a piece that was cut since,
-- in proportion.
create or replace function billing.undiscount_pieces(item_ids uuid[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  update billing.billed_periods as p
  set discount = kernel.round_amount(
    p.discount - taken.amount * p.amount / nullif(a.amount + cut.amount, 0), a.currency)
  from (
    select item.adjustment_id, sum(d.amount) as amount
    from billing.invoice_items as item
    join billing.item_discounts as d
      on d.tenant_id = item.tenant_id and d.invoice_item_id = item.id
    where item.tenant_id = (select tenancy.current_tenant_id()) and item.id = any (item_ids)
      and item.adjustment_id is not null
    group by item.adjustment_id
  ) as taken
  join billing.adjustments as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = taken.adjustment_id
  cross join lateral billing.cut_amount(a.id) as cut (amount)
  where p.tenant_id = a.tenant_id and p.adjustment_id = a.id and a.amount <> 0
$$;
comment on function billing.undiscount_pieces is
  'Takes what discounts took off items that bill charges of amendments off their billed days.';
