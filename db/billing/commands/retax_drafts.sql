create or replace function billing.retax_drafts(invoice_ids uuid[] default null)
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_invoice_ids uuid[];
begin
  select array_agg(locked.id) into v_invoice_ids
  from (
    select i.id from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.status = 'draft'
      and (invoice_ids is null or i.id = any (invoice_ids))
    order by i.id
    for update
  ) as locked;
  perform billing.retax(v_invoice_ids);
  return query
    select i.* from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (v_invoice_ids)
    order by i.issue_date, i.invoice_number;
end $$;
comment on function billing.retax_drafts is
  'Reckons the tax of drafts anew, all or those named: after rates, addresses or registrations '
  'changed. Others are left alone.';
grant execute on function billing.retax_drafts to tenor_worker;
