create or replace function billing.begin_retax(invoice_ids uuid[] default null)
  returns setof uuid
  language sql volatile security definer set search_path to ''
as $$
  select i.id
  from billing.invoices as i
  join tax.tax_settings as s on s.tenant_id = i.tenant_id
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.status = 'draft'
    and s.provider = 'builtin'
    and (invoice_ids is null or i.id = any (invoice_ids))
  order by i.id
$$;
comment on function billing.begin_retax is
  'Drafts that are taxed by the rates kept here, all or of those named.';
grant execute on function billing.begin_retax to tenor_worker;
