-- A sandbox that is registered nowhere is a trial: it sends its first invoice without setting up
-- anything.
create or replace function billing.sellers_asked()
  returns setof tenancy.legal_entities
  language sql stable security definer rows 1 set search_path to ''
as $$
  select e.*
  from tenancy.tenants as t
  join tenancy.legal_entities as e on e.tenant_id = t.id
  where t.id = (select tenancy.current_tenant_id())
    and exists (
      select from tax.required_content as r where r.country = e.country and r.is_from_data)
    and (not t.sandbox or exists (
      select from tax.tax_registrations as g
      where g.tenant_id = e.tenant_id and g.legal_entity_id = e.id))
$$;
comment on function billing.sellers_asked is
  E'@behavior -*\nThe legal entities of whose invoices the law asks what can be missing.';
