-- A draft of an earlier day is issued today, unless it keeps its date.
create or replace function billing.issuables(invoice_ids uuid[], keep_date boolean default false)
  returns setof billing.issuable
  language sql stable security definer set search_path to ''
as $$
  select i.id, i.legal_entity_id, i.account_id, i.currency, issued.day, i.total::numeric,
    array(
      select distinct billing.tax_point(item.kind, item.service_period, item.supplied_on,
        issued.day)
      from billing.invoice_items as item
      where item.tenant_id = i.tenant_id and item.invoice_id = i.id and item.tax <> 0),
    exists (
      select from billing.item_taxes as t
      where t.tenant_id = i.tenant_id and t.invoice_id = i.id
        and t.treatment in ('reverse_charge', 'domestic_reverse_charge'))
  from billing.invoices as i
  join billing.sellers_asked() as seller on seller.id = i.legal_entity_id
  cross join lateral (
    select case when i.status <> 'draft' or coalesce(keep_date, false) then i.issue_date
      else greatest(i.issue_date, tenancy.today(seller.time_zone)) end
  ) as issued (day)
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = any (invoice_ids)
$$;
comment on function billing.issuables is
  'Those of the invoices of which the law of the seller''s country asks what can be missing.';
