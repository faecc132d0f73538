-- What bills lines of contracts comes from runs, also where all of it is charged once; what a
-- person wrote about a contract does not. A tax that somebody gave by hand is issued by another
-- person, so a draft with one waits for him, unless the tenant asks for none.
create or replace function billing.drafts_due(invoice_ids uuid[] default null)
  returns setof uuid
  language sql stable security definer set search_path to ''
  set plan_cache_mode to force_custom_plan
as $$
  select i.id
  from tenancy.tenants as t
  join billing.invoices as i on i.tenant_id = t.id
  where t.id = (select tenancy.current_tenant_id())
    and i.status = 'draft'
    and (invoice_ids is null or i.id = any (invoice_ids))
    and exists (
      select from billing.invoice_items as item
      where item.tenant_id = i.tenant_id and item.invoice_id = i.id
        and item.contract_line_id is not null)
    and (not exists (
        select from billing.invoice_items as item
        where item.tenant_id = i.tenant_id and item.invoice_id = i.id and item.is_tax_fixed)
      or exists (
        select from controls.act_policies as p
        where p.tenant_id = i.tenant_id and p.act = 'hand_tax' and p.mode <> 'second_person'))
    and i.issue_date + t.finalize_after_days <= (
      select tenancy.today(e.time_zone) from tenancy.legal_entities as e
      where e.tenant_id = i.tenant_id and e.id = i.legal_entity_id)
$$;
comment on function billing.drafts_due is
  'Drafts of runs, of those named if any, that the tenant''s settings issue by now.';
