-- A draft holds its total of the purchase order that it names, whoever changes it: items, tax, or
-- the number itself. A void invoice gives back what it still holds. New invoices that come with an
-- order have drawn already.
create or replace function billing.tg_invoices__draw_order()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_wanted numeric := greatest(new.subtotal - new.discount + new.tax, 0);
  v_renamed boolean := new.purchase_order_number is distinct from old.purchase_order_number;
  v_draw sales.judged_draw;
begin
  if new.status = 'void' or v_renamed then
    perform sales.return_to_purchase_orders(array[
      (old.purchase_order_id, old.drawn_amount)::sales.purchase_order_return]);
    new.drawn_amount := 0;
  end if;
  if v_renamed then
    new.purchase_order_id := null;
  end if;
  if new.status = 'void' or (not v_renamed and new.purchase_order_id is null) then
    return new;
  end if;

  if v_wanted < new.drawn_amount then
    perform sales.return_to_purchase_orders(array[
      (new.purchase_order_id, new.drawn_amount - v_wanted)::sales.purchase_order_return]);
  else
    v_draw := billing.draw_order(new, v_wanted - new.drawn_amount);
    new.purchase_order_id := v_draw.purchase_order_id;
  end if;
  new.drawn_amount := case when new.purchase_order_id is null then 0 else v_wanted end;
  return new;
end $$;
comment on function billing.tg_invoices__draw_order is
  'Keeps what an invoice holds of its purchase order in step with its total.';
