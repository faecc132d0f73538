create or replace function billing.invoices_paper(invoice billing.invoices)
  returns billing.paper
  language sql stable security invoker set search_path to ''
return billing.paper_of((invoice).id);
comment on function billing.invoices_paper is
  'What the paper of the invoice says, and its file if there is one.';
grant execute on function billing.invoices_paper to tenor_viewer;
