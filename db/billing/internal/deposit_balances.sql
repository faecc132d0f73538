-- What issued invoices deducted, that of drafts is not booked yet.
create or replace function billing.deposit_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  with item as (
    select coalesce(d.invoice_id, item.invoice_id) as deposit_id, item.id, i.currency,
      item.amount - item.discount as net
    from billing.invoice_items as item
    join billing.invoices as i on i.tenant_id = item.tenant_id and i.id = item.invoice_id
    left join billing.invoice_items as d
      on d.tenant_id = item.tenant_id and d.id = item.deducts_item_id
    where item.tenant_id = (select tenancy.current_tenant_id())
      and (i.billing_type = 'advance' or item.deducts_item_id is not null)
      and i.finalized_at is not null and i.status <> 'void'
  )
  select item.currency, item.deposit_id, sum(item.net - coalesce((
    select sum(n.net) from billing.credit_note_items as n
    where n.tenant_id = (select tenancy.current_tenant_id()) and n.invoice_item_id = item.id), 0))
  from item
  group by item.currency, item.deposit_id
$$;
comment on function billing.deposit_balances is
  'What the ledger''s customer deposits must agree with, advance payment by advance payment.';
select ledger.register_subledger('deposits', 'customer_deposits', 'billing.deposit_balances');
