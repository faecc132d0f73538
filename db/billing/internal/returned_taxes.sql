create or replace function billing.returned_taxes(billables billing.billable[])
  returns billing.levied_tax[]
  language sql stable security definer set search_path to ''
as $$
  with levied as (
    select c.item_id, c.tax as returned, c.amount - c.discount as net, t.*,
      row_number() over (partition by c.item_id order by t.place) as nth
    from unnest(billables) as c
    join billing.item_taxes as t
      on t.tenant_id = (select tenancy.current_tenant_id())
      and t.invoice_item_id = c.credited_item_id
  ),
  splits as (
    select l.item_id, kernel.split_amount(min(l.returned),
      array_agg(l.amount::numeric order by l.nth), min(i.currency)) as amounts
    from levied as l
    join billing.invoices as i on i.tenant_id = l.tenant_id and i.id = l.invoice_id
    group by l.item_id
  )
  select array_agg((l.item_id, l.place, l.jurisdiction, l.name, l.kind, l.rate, l.treatment, l.note,
    l.net, s.amounts[l.nth], null, l.tax_id, l.tax_code_id)::billing.levied_tax)
  from levied as l
  join splits as s on s.item_id = l.item_id
$$;
comment on function billing.returned_taxes is
  'The taxes of credits, each in its part of those of the item that it gives back.';
