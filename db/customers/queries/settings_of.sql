-- The nearest account that says it, else the tenant. Inlined, so that a run joins it laterally to
-- many accounts at the price of one index scan each.
create or replace function customers.settings_of(account customers.accounts)
  returns setof customers.account_settings
  language sql stable parallel safe rows 1
begin atomic
  select
    coalesce(
      (array_agg(a.time_zone order by a.depth desc) filter (where a.time_zone is not null))[1],
      (select t.time_zone from tenancy.tenants as t
        where t.id = (select tenancy.current_tenant_id()))),
    coalesce(
      (array_agg(a.locale order by a.depth desc) filter (where a.locale is not null))[1],
      (select t.locale from tenancy.tenants as t
        where t.id = (select tenancy.current_tenant_id()))),
    coalesce(
      (array_agg(a.payment_terms_days order by a.depth desc)
        filter (where a.payment_terms_days is not null))[1],
      (select t.payment_terms_days from tenancy.tenants as t
        where t.id = (select tenancy.current_tenant_id()))),
    coalesce(
      (array_agg(a.legal_entity_id order by a.depth desc)
        filter (where a.legal_entity_id is not null))[1],
      (select tenancy.default_legal_entity_id()))
  from customers.accounts as a
  where a.tenant_id = (account).tenant_id and a.id = any ((account).path);
end;
comment on function customers.settings_of is
  E'@behavior -*\nTime zone, locale, terms and legal entity that apply to an account.';
grant execute on function customers.settings_of to tenor_viewer;
