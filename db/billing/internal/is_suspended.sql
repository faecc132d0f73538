-- What bears no tax has nothing to wait with, and its net is told with the invoice. The One Stop
-- Shop knows no cash accounting.
create or replace function billing.is_suspended(
  tax_basis text, amount numeric, tax_code_id uuid
)
  returns boolean
  language sql stable parallel safe
return case when is_suspended.tax_basis = 'cash' and is_suspended.amount <> 0
  then not exists (
    select from tax.tax_codes as c
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = is_suspended.tax_code_id
      and c.scheme = 'oss')
  else false end;
comment on function billing.is_suspended is
  'Whether a tax of an invoice is payable only as the invoice is paid.';
