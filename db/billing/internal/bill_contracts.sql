-- For those who wait for the invoice: a refusal is an error, with nothing done.
create or replace function billing.bill_contracts(
  contract_ids uuid[],
  bill_until date default null,
  within daterange default null,
  purchase_order_number text default null,
  amendment_id uuid default null,
  issue_on date default null,
  parts int[] default null
)
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_outcomes billing.billing_outcome[] := array(
    select o from billing.bill(contract_ids, bill_until, within, purchase_order_number,
      amendment_id, issue_on, parts => bill_contracts.parts) as o);
begin
  perform billing.fail_refused(v_outcomes, 'contract_id');
  return query
    select i.* from billing.invoices as i
    where i.tenant_id = tenancy.current_tenant_id()
      and i.id in (select o.invoice_id from unnest(v_outcomes) as o)
    order by i.issue_date, i.id;
end $$;
comment on function billing.bill_contracts is
  'Draft invoices of what is due until a day, of a period or an amendment; CRHLD, POEXH and so on '
  'if refused.';
