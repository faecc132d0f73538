-- Drafts of runs that nobody held back. What a person wrote is finalised by a person.
create or replace function billing.finalize_due()
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  select jsonb_build_object('invoices_finalized', count(*))
  from billing.finalize_invoices(array(
    select i.id
    from tenancy.tenants as t
    join billing.invoices as i on i.tenant_id = t.id
    where t.id = (select tenancy.current_tenant_id())
      and i.status = 'draft'
      and (i.billing_type in ('recurring', 'adjustment') or i.contract_id is not null)
      and i.issue_date + t.finalize_after_days <= (select tenancy.today())))
$$;
comment on function billing.finalize_due is
  'Finalises drafts of runs after the days that the tenant''s settings say.';
select tenancy.register_duty('finalize', 150, 'billing.finalize_due');
