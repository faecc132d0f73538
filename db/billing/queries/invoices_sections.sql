-- A deleted account keeps its name on what it was billed.
create or replace function billing.invoices_sections(invoice billing.invoices)
  returns setof billing.invoice_section
  language sql stable security definer rows 2 set search_path to ''
as $$
  select a.id, a.account_name, billing.printed_tax_id(a), s.amount, s.discount, s.tax,
    s.amount - s.discount + s.tax
  from (
    select item.account_id, sum(item.amount) as amount, sum(item.discount) as discount,
      sum(item.tax) as tax
    from billing.invoice_items as item
    where item.tenant_id = (invoice).tenant_id and item.invoice_id = (invoice).id
    group by item.account_id
  ) as s
  join customers.accounts as a on a.tenant_id = (invoice).tenant_id and a.id = s.account_id
  order by a.id <> (invoice).account_id, a.account_name, a.id
$$;
comment on function billing.invoices_sections is
  'What an invoice bills for each account that it serves: who pays it first, the others by name.';
grant execute on function billing.invoices_sections to tenor_viewer;
