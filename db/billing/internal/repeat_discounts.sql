-- Items written by hand are copied in their order, with what discounts took off them. What the old
-- invoice redeemed was returned with it, and is redeemed again for the new one.
create or replace function billing.repeat_discounts(from_invoice_id uuid, to_invoice_id uuid)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  with by_hand as (
    select item.invoice_id, item.id,
      row_number() over (partition by item.invoice_id order by item."position") as place
    from billing.invoice_items as item
    where item.tenant_id = v_tenant_id and item.kind = 'manual'
      and item.invoice_id in (from_invoice_id, to_invoice_id)
  ),
  held as materialized (
    select copy.id as item_id, d."position", d.redemption_id, d.name, d.amount
    from by_hand as item
    join by_hand as copy on copy.invoice_id = to_invoice_id and copy.place = item.place
    join billing.item_discounts as d
      on d.tenant_id = v_tenant_id and d.invoice_item_id = item.id
    where item.invoice_id = from_invoice_id and d.contract_discount_id is null
  ),
  again as materialized (
    select r.id, (sales.redeem(r.discount_id, r.account_id)).id as new_id
    from sales.redemptions as r
    where r.tenant_id = v_tenant_id and r.id in (select h.redemption_id from held as h)
    order by r.discount_id
  )
  insert into billing.item_discounts (tenant_id, invoice_item_id, "position", redemption_id, name,
    amount)
  select v_tenant_id, h.item_id, h."position", a.new_id, h.name, h.amount
  from held as h
  left join again as a on a.id = h.redemption_id;
end $$;
comment on function billing.repeat_discounts is
  'Says of copied items which discounts they hold, and redeems them.';
