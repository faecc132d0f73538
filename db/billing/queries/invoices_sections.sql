-- A deleted account keeps its name on what it was billed.
create or replace function billing.invoices_sections(invoice billing.invoices)
  returns setof billing.invoice_section
  language sql stable security definer rows 2 set search_path to ''
as $$
  select item.account_id, a.account_name, sum(item.amount), sum(item.discount), sum(item.tax),
    sum(item.amount - item.discount + item.tax)
  from billing.invoice_items as item
  join customers.accounts as a on a.tenant_id = item.tenant_id and a.id = item.account_id
  where item.tenant_id = (invoice).tenant_id and item.invoice_id = (invoice).id
  group by item.account_id, a.account_name
  order by item.account_id <> (invoice).account_id, a.account_name, item.account_id
$$;
comment on function billing.invoices_sections is
  'What an invoice bills for each account that it serves: who pays it first, the others by name.';
grant execute on function billing.invoices_sections to tenor_viewer;
