-- Volatile, to see what the statement that calls it has made.
create or replace function billing.preview_tax_lines(invoice billing.invoices)
  returns billing.tax_sum[]
  language sql volatile security definer set search_path to ''
as $$
  select array(select t from billing.invoices_tax_lines(invoice) as t)
$$;
comment on function billing.preview_tax_lines is 'An invoice''s taxes, as a preview shows them.';
