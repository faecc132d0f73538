-- After the statement: every draft waits for the provider anew once what is sold on it changed. A
-- run writes items before their invoices, people after. Taxing an item changes nothing of that.
create or replace function billing.tg__ask_provider()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice_ids uuid[];
begin
  if not exists (
    select from tax.tax_settings as s
    where s.tenant_id = (select tenancy.current_tenant_id()) and s.provider <> 'builtin'
  ) then
    return null;
  end if;
  if tg_table_name = 'invoices' then
    v_invoice_ids := array(select c.id from changed_rows as c);
  elsif tg_op = 'UPDATE' then
    v_invoice_ids := array(
      select distinct c.invoice_id
      from (
        select c.id, c.invoice_id, c.amount - c.discount as net, c.tax, 1 as sign
        from changed_rows as c
        union all
        select o.id, o.invoice_id, o.amount - o.discount, o.tax, -1 from old_rows as o
      ) as c
      join billing.invoices as i
        on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = c.invoice_id
      group by c.id, c.invoice_id
      having sum(c.sign * (c.net + case when i.is_tax_included then c.tax else 0 end)) <> 0);
  else
    v_invoice_ids := array(select distinct c.invoice_id from changed_rows as c);
  end if;
  if billing.ask_provider(v_invoice_ids) > 0 then
    perform events.enqueue('billing/retax_drafts', job_key => 'billing/retax_drafts');
  end if;
  return null;
end $$;
comment on function billing.tg__ask_provider is
  'Asks the outside tax provider, if there is one, about drafts that are new or changed.';
