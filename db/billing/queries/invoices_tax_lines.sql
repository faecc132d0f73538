create or replace function billing.invoices_tax_lines(
  invoice billing.invoices, account_id uuid default null
)
  returns setof billing.tax_sum
  language sql stable parallel safe rows 2
begin atomic
  select t.jurisdiction, t.name, t.kind, t.rate, t.treatment, t.note, sum(t.taxable), sum(t.amount)
  from billing.item_taxes as t
  where t.tenant_id = (invoice).tenant_id and t.invoice_id = (invoice).id
    and (invoices_tax_lines.account_id is null or exists (
      select from billing.invoice_items as item
      where item.tenant_id = t.tenant_id and item.id = t.invoice_item_id
        and item.account_id = invoices_tax_lines.account_id))
  group by t.jurisdiction, t.name, t.kind, t.rate, t.treatment, t.note
  order by min(t.place), t.jurisdiction, t.name, t.rate, t.treatment, t.note;
end;
comment on function billing.invoices_tax_lines is
  'The taxes of an invoice, from the country down: sums over its items, or over those that serve '
  'one account.';
grant execute on function billing.invoices_tax_lines to tenor_viewer;
