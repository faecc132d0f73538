-- What discounts took off a charge of an amendment is theirs again; of a piece that was cut since,
-- in proportion.
create or replace function billing.tg_invoices__release_adjustments()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  update billing.billed_periods as p
  set discount = kernel.round_amount(
    p.discount - taken.amount * p.amount / charge.amount, new.currency)
  from (
    select item.adjustment_id, sum(d.amount) as amount
    from billing.invoice_items as item
    join billing.item_discounts as d
      on d.tenant_id = item.tenant_id and d.invoice_item_id = item.id
    where item.tenant_id = new.tenant_id and item.invoice_id = new.id
      and item.adjustment_id is not null
    group by item.adjustment_id
  ) as taken
  cross join lateral billing.charge_left(taken.adjustment_id) as charge
  where p.tenant_id = new.tenant_id and p.adjustment_id = taken.adjustment_id;
  update billing.adjustments as a
  set invoice_id = null
  where a.tenant_id = new.tenant_id and a.invoice_id = new.id;
  return null;
end $$;
comment on function billing.tg_invoices__release_adjustments is
  'The adjustments of a voided invoice wait for the next one.';
