-- What is left of an item, for whoever takes of it: credit notes, amendments, cancellations. Each
-- takes net and tax, so that all take from one rest; what is shared among accounts is an item for
-- each, so that each part has a rest of its own. A credit that was taken back by a note counts no
-- more. What was paid in advance is less by what invoices, drafts too, deducted of it.
create or replace function billing.item_rests(item_ids uuid[])
  returns table (item_id uuid, net numeric, tax numeric, net_left numeric, tax_left numeric)
  language sql stable security definer rows 10 set search_path to ''
as $$
  select item.id, (item.amount - item.discount)::numeric, item.tax::numeric,
    item.amount - item.discount - noted.net - given_back.net - deducted.net,
    item.tax - noted.tax - given_back.tax - deducted.tax
  from billing.invoice_items as item
  cross join lateral (
    select coalesce(sum(n.net), 0) as net, coalesce(sum(n.tax), 0) as tax
    from billing.credit_note_items as n
    where n.tenant_id = item.tenant_id and n.invoice_item_id = item.id
  ) as noted
  cross join lateral (
    select coalesce(sum(a.discount - a.amount + coalesce(undone.net, 0)), 0) as net,
      coalesce(sum(coalesce(undone.tax, 0) - a.tax), 0) as tax
    from billing.adjustments as a
    left join lateral (
      select sum(n.net) as net, sum(n.tax) as tax
      from billing.invoice_items as credit
      join billing.credit_note_items as n
        on n.tenant_id = credit.tenant_id and n.invoice_item_id = credit.id
      where a.invoice_id is not null and credit.tenant_id = a.tenant_id
        and credit.adjustment_id = a.id and credit.invoice_id = a.invoice_id
    ) as undone on true
    where a.tenant_id = item.tenant_id and a.credited_item_id = item.id and not a.is_dropped
  ) as given_back
  cross join lateral (
    select coalesce(sum(d.discount - d.amount + coalesce(undone.net, 0)), 0) as net,
      coalesce(sum(coalesce(undone.tax, 0) - d.tax), 0) as tax
    from billing.invoice_items as d
    join billing.invoices as i
      on i.tenant_id = d.tenant_id and i.id = d.invoice_id and i.status <> 'void'
    left join lateral (
      select sum(n.net) as net, sum(n.tax) as tax
      from billing.credit_note_items as n
      where n.tenant_id = d.tenant_id and n.invoice_item_id = d.id
    ) as undone on true
    where d.tenant_id = item.tenant_id and d.deducts_item_id = item.id
  ) as deducted
  where item.tenant_id = (select tenancy.current_tenant_id()) and item.id = any (item_ids)
$$;
comment on function billing.item_rests is
  'What credit notes and amendments have left of items, net and tax.';
