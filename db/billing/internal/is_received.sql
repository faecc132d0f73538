-- Inlined: a run asks it of each account that it bills.
create or replace function billing.is_received(payer_id uuid)
  returns boolean
  language sql stable parallel safe
return (
  select recipients.addresses is not null
  from customers.accounts as a
  cross join lateral customers.recipients_of(a, 'invoices') as recipients
  where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = payer_id
);
comment on function billing.is_received is
  'Whether there is anybody to whom the invoices of an account are mailed.';
