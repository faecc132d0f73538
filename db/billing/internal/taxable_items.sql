-- What is asked of an item holds its tax or not, as prices did when its invoice was made; retaxed,
-- it stays the same. A credit has the tax of what it gives back; so a draft of which something was
-- given back keeps its taxes, which were rounded together, and only what is added to it is taxed.
create or replace function billing.taxable_items(
  invoice_ids uuid[], dated_today boolean default false
)
  returns table (
    item_id uuid, invoice_id uuid, legal_entity_id uuid, account_id uuid, product_id uuid,
      category text,
    asked numeric, currency text, issue_date date, is_inclusive boolean, place bigint,
    taxed_on date)
  language sql stable security definer rows 1000 set search_path to ''
as $$
  select item.id, item.invoice_id, i.legal_entity_id, item.account_id, item.product_id,
    coalesce(p.tax_category, s.default_category),
    item.amount - item.discount + case when i.is_tax_included then item.tax else 0 end,
    i.currency, issued.day, coalesce(i.is_tax_included, false),
    row_number() over (order by item.invoice_id, item."position"),
    billing.tax_point(item.kind, item.service_period, item.supplied_on, issued.day)
  from billing.invoices as i
  cross join lateral (
    select case when dated_today then tenancy.today_of(i.legal_entity_id) else i.issue_date end
  ) as issued (day)
  join billing.invoice_items as item on item.tenant_id = i.tenant_id and item.invoice_id = i.id
  join tax.tax_settings as s on s.tenant_id = i.tenant_id
  left join catalog.products as p on p.tenant_id = item.tenant_id and p.id = item.product_id
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = any (invoice_ids)
    and i.status = 'draft' and not item.is_tax_fixed
    and item.deducts_item_id is null
    and not exists (
      select from billing.adjustments as a
      where a.tenant_id = item.tenant_id and a.id = item.adjustment_id and a.kind = 'credit')
    and (not billing.is_given_back(i.id) or not exists (
      select from billing.item_taxes as t
      where t.tenant_id = item.tenant_id and t.invoice_item_id = item.id))
$$;
comment on function billing.taxable_items is
  'The items of drafts whose tax is reckoned, in their order, as they are dated or by today.';
