create or replace function billing.invoice_statement(invoice_id uuid, account_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select coalesce((billing.issued_content(i.id)).statements
      -> invoice_statement.account_id::text,
    billing.compose_statement(i, invoice_statement.account_id))
  from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id())
    and i.id = invoice_statement.invoice_id
$$;
comment on function billing.invoice_statement is
  'What the printed statement shows of an account that another one pays for: its part of an '
  'invoice, as data. Null if the invoice serves no such account.';
grant execute on function billing.invoice_statement to tenor_worker, tenor_viewer;
