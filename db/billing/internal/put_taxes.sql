-- Items, header and the taxes themselves change in one statement, which the check on totals asks
-- for. Of prices that include their tax what was asked stays, and the net follows; so does, when
-- other rates are borne, the net of a contract's discount, from the discount as it was asked, which
-- explaining the item tells.
create or replace function billing.put_taxes(item_ids uuid[], taxes tax.tax_line[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  perform tax.open_tax_codes(array(
    select distinct (null, t.tax_code_id, i.legal_entity_id, t.registration_id, null,
      t.jurisdiction, t.kind, t.rate, t.treatment, null)::tax.tax_codes
    from unnest(taxes) as t
    join billing.invoices as i on i.tenant_id = v_tenant_id and i.id = t.invoice_key
    where t.treatment <> 'not_registered'));
  with reckoned as materialized (
    select item_ids[t.line_key] as item_id, t.*
    from unnest(taxes) as t
  ),
  gone as (
    delete from billing.item_taxes as old
    where old.tenant_id = v_tenant_id and old.invoice_item_id = any (item_ids)
      and not exists (
        select from reckoned as r
        where r.item_id = old.invoice_item_id and r.place = old.place
          and r.treatment <> 'not_registered')
  ),
  kept as (
    insert into billing.item_taxes (tenant_id, invoice_item_id, place, invoice_id, jurisdiction,
      name, kind, rate, treatment, note, taxable, amount, tax_id, tax_code_id, reckoning)
    select v_tenant_id, r.item_id, r.place, r.invoice_key, r.jurisdiction, r.name, r.kind, r.rate,
      r.treatment, r.note, r.taxable, r.amount, r.tax_id, r.tax_code_id, (
        select coalesce(max(t.reckoning), 0) + 1 from billing.item_taxes as t
        where t.tenant_id = v_tenant_id and t.invoice_id = r.invoice_key)
    from reckoned as r
    where r.treatment <> 'not_registered'
    on conflict on constraint item_taxes_pkey do update
    set jurisdiction = excluded.jurisdiction, name = excluded.name, kind = excluded.kind,
      rate = excluded.rate, treatment = excluded.treatment, note = excluded.note,
      taxable = excluded.taxable, amount = excluded.amount, tax_id = excluded.tax_id,
      tax_code_id = excluded.tax_code_id, reckoning = excluded.reckoning
  ),
  changed as (
    update billing.invoice_items as item
    set amount = r.net + shown.discount, discount = shown.discount, tax = r.tax
    from (
      select r.item_id, min(r.taxable) as net, sum(r.amount) as tax, sum(r.rate) as rate
      from reckoned as r
      group by r.item_id
    ) as r
    join billing.invoice_items as before
      on before.tenant_id = v_tenant_id and before.id = r.item_id
    join billing.invoices as invoice
      on invoice.tenant_id = before.tenant_id and invoice.id = before.invoice_id
    cross join lateral (
      select case when invoice.is_tax_included and before.contract_line_id is not null
          and before.discount <> 0 and r.rate <> (
            select coalesce(sum(t.rate), 0) from billing.item_taxes as t
            where t.tenant_id = before.tenant_id and t.invoice_item_id = before.id)
        then billing.discount_beside(before, r.rate) else before.discount end as discount
    ) as shown
    where item.tenant_id = v_tenant_id and item.id = before.id
      and (item.amount - item.discount, item.discount, item.tax)
        is distinct from (r.net, shown.discount, r.tax)
    returning new.invoice_id, new.amount - old.amount as amount,
      new.discount - old.discount as discount, new.tax - old.tax as tax
  )
  update billing.invoices as i
  set subtotal = i.subtotal + c.amount, discount = i.discount + c.discount, tax = i.tax + c.tax
  from (
    select c.invoice_id, sum(c.amount) as amount, sum(c.discount) as discount, sum(c.tax) as tax
    from changed as c
    group by c.invoice_id
  ) as c
  where i.tenant_id = v_tenant_id and i.id = c.invoice_id;
end $$;
comment on function billing.put_taxes is
  'Puts taxes on items of drafts in the place of those they had; the line key is the place among '
  'the items.';
