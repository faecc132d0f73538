create or replace function billing.invoices_statements(invoice billing.invoices)
  returns setof billing.invoice_section
  language sql stable security invoker rows 2 set search_path to ''
as $$
  select s.account_id, s.account_name, s.tax_id, s.subtotal, s.discount, s.tax, s.total
  from billing.invoices_sections(invoice) with ordinality as s (account_id, account_name, tax_id,
    subtotal, discount, tax, total, place)
  where s.account_id <> (invoice).account_id
  order by s.place
$$;
comment on function billing.invoices_statements is
  'The accounts that an invoice serves and that do not pay it, by name: each has a statement.';
grant execute on function billing.invoices_statements to tenor_viewer;
