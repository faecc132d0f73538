-- By invoice the tax of all its items is rounded together, so that they are reckoned anew together.
-- Of prices that include their tax what was asked stays, and the net follows. What was given by
-- hand stays. Items, header and the taxes themselves change in one statement, which the check on
-- totals asks for.
create or replace function billing.retax(invoice_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_item_ids uuid[];
  v_lines tax.assessable[];
begin
  select array_agg(l.id order by l.place), array_agg((l.place, l.invoice_id, l.account_id,
    l.product_id, null, l.asked, l.currency, l.issue_date, l.is_inclusive)::tax.assessable)
  into v_item_ids, v_lines
  from (
    select item.id, item.invoice_id, item.account_id, item.product_id, i.currency, i.issue_date,
      s.prices_include_tax as is_inclusive,
      item.amount - item.discount + case when s.prices_include_tax then item.tax else 0 end
        as asked,
      row_number() over (order by item.invoice_id, item."position") as place
    from billing.invoices as i
    join billing.invoice_items as item on item.tenant_id = i.tenant_id and item.invoice_id = i.id
    join tax.tax_settings as s on s.tenant_id = i.tenant_id
    where i.tenant_id = v_tenant_id and i.id = any (invoice_ids) and i.status = 'draft'
      and not item.is_tax_fixed
  ) as l;

  with reckoned as materialized (
    select v_item_ids[t.line_key] as item_id, t.*
    from tax.tax_lines(v_lines) as t
  ),
  gone as (
    delete from billing.item_taxes as old
    where old.tenant_id = v_tenant_id and old.invoice_item_id = any (v_item_ids)
      and not exists (
        select from reckoned as r
        where r.item_id = old.invoice_item_id and r.place = old.place
          and r.treatment <> 'not_registered')
  ),
  kept as (
    insert into billing.item_taxes (tenant_id, invoice_item_id, place, invoice_id, jurisdiction,
      name, kind, rate, treatment, note, taxable, amount)
    select v_tenant_id, r.item_id, r.place, r.invoice_key, r.jurisdiction, r.name, r.kind, r.rate,
      r.treatment, r.note, r.taxable, r.amount
    from reckoned as r
    where r.treatment <> 'not_registered'
    on conflict on constraint item_taxes_pkey do update
    set jurisdiction = excluded.jurisdiction, name = excluded.name, kind = excluded.kind,
      rate = excluded.rate, treatment = excluded.treatment, note = excluded.note,
      taxable = excluded.taxable, amount = excluded.amount
  ),
  changed as (
    update billing.invoice_items as item
    set amount = r.net + item.discount, tax = r.tax
    from (
      select r.item_id, min(r.taxable) as net, sum(r.amount) as tax
      from reckoned as r
      group by r.item_id
    ) as r
    where item.tenant_id = v_tenant_id and item.id = r.item_id
      and (item.amount - item.discount, item.tax) is distinct from (r.net, r.tax)
    returning new.invoice_id, new.amount - old.amount as amount, new.tax - old.tax as tax
  )
  update billing.invoices as i
  set subtotal = i.subtotal + c.amount, tax = i.tax + c.tax
  from (
    select c.invoice_id, sum(c.amount) as amount, sum(c.tax) as tax
    from changed as c
    group by c.invoice_id
  ) as c
  where i.tenant_id = v_tenant_id and i.id = c.invoice_id;
end $$;
comment on function billing.retax is 'Reckons the tax of drafts anew, by the law of their day.';
