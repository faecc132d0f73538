-- The days are billed no more, until a person bills them; discounts have back what these days still
-- had of them, and redemptions are returned.
create or replace function billing.undo_pieces(invoice_id uuid)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_returned billing.discount_return[];
begin
  with undone as (
    update billing.billed_periods as b
    set is_undone = true
    where b.tenant_id = v_tenant_id and not b.is_undone and (
      b.invoice_id = undo_pieces.invoice_id
      or b.adjustment_id in (
        select a.id from billing.adjustments as a
        where a.tenant_id = v_tenant_id and a.invoice_id = undo_pieces.invoice_id))
    returning b.granted
  ),
  returned as (
    update billing.item_discounts as d
    set returned_at = tenancy.now()
    from billing.invoice_items as item
    where item.tenant_id = v_tenant_id and item.invoice_id = undo_pieces.invoice_id
      and d.tenant_id = item.tenant_id and d.invoice_item_id = item.id and d.returned_at is null
    returning d.contract_discount_id, d.redemption_id
  )
  select array_agg((r.contract_discount_id, r.redemption_id, r.amount)::billing.discount_return)
  into v_returned
  from (
    select g.contract_discount_id, null::uuid as redemption_id, g.amount
    from undone as u cross join lateral unnest(u.granted) as g
    where g.contract_discount_id is not null
    union all
    select r.contract_discount_id, r.redemption_id, 0 from returned as r
  ) as r;
  perform billing.give_back_discounts(v_returned);
end $$;
comment on function billing.undo_pieces is
  'What an invoice billed is not billed any more: days and discounts come back.';
