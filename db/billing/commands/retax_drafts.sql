-- A draft that its tax makes larger is asked for as if it were made larger by hand. One that waited
-- for a place or a rate alone is issued when it was due.
create or replace function billing.retax_drafts(invoice_ids uuid[] default null)
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_drafts billing.invoices[] := array(
    select i from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.status = 'draft'
      and (invoice_ids is null or i.id = any (invoice_ids))
    order by i.id
    for update);
  v_waited uuid[] := array(
    select w.invoice_id
    from billing.awaiting_tax(array(select d.id from unnest(v_drafts) as d)) as w
    where w.code = 'TAXUN');
begin
  perform billing.lock_credit(array(select d.account_id from unnest(v_drafts) as d));
  perform billing.retax(array(select d.id from unnest(v_drafts) as d));
  perform billing.check_growth(v_drafts);
  perform billing.finalize_invoices(array(
    select due.id from billing.drafts_due(v_waited) as due (id)));
  return query
    select i.* from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id in (select d.id from unnest(v_drafts) as d)
    order by i.issue_date, i.id;
end $$;
comment on function billing.retax_drafts is
  'Reckons the tax of drafts anew, all or those named: after rates, addresses or registrations '
  'changed. Others are left alone. Codes: credit_hold, purchase_order_exhausted.';
grant execute on function billing.retax_drafts to tenor_worker;
