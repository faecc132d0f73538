-- Looks once, when a statement is done: header and items may be written by the same statement, and
-- neither can be written without the other.
create or replace function billing.tg__totals_add_up()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice_ids uuid[];
  v_wrong text;
begin
  if tg_table_name = 'invoices' then
    v_invoice_ids := array(select distinct c.id from changed_rows as c);
  else
    v_invoice_ids := array(select distinct c.invoice_id from changed_rows as c);
  end if;
  select i.invoice_number into v_wrong
  from billing.invoices as i
  left join lateral (
    select sum(item.amount) as amount, sum(item.discount) as discount, sum(item.tax) as tax
    from billing.invoice_items as item
    where item.tenant_id = i.tenant_id and item.invoice_id = i.id
  ) as items on true
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = any(v_invoice_ids)
    and (i.subtotal, i.discount, i.tax) is distinct from
      (coalesce(items.amount, 0), coalesce(items.discount, 0), coalesce(items.tax, 0))
  limit 1;
  if found then
    raise exception 'The items of invoice % do not add up to its totals.', v_wrong;
  end if;
  return null;
end $$;
comment on function billing.tg__totals_add_up is 'Refuses invoices whose items do not add up.';
