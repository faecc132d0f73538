-- The policy is asked whenever the order is written, until it is decided. An order of which the
-- amount in the tenant's currency is not known is taken for a large one.
create or replace function sales.tg_purchase_orders__need_approval()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  new.approval_required := coalesce(new.approval_required, false)
    or tg_op = 'UPDATE' and old.approval_required
    or (
      select coalesce(t.purchase_order_approval_over < new.po_amount
        * currencies.exchange_rate(new.currency, t.currency, tenancy.today()),
        t.purchase_order_approval_over is not null)
      from tenancy.tenants as t
      where t.id = new.tenant_id);
  return new;
end $$;
comment on function sales.tg_purchase_orders__need_approval is
  'Has the tenant''s policy say whether a purchase order needs approval.';
