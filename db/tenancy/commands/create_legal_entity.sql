-- What is left out is as with the tenant. Its brand is plain until somebody changes it.
create or replace function tenancy.create_legal_entity(
  code text,
  legal_name text,
  country text,
  currency text default null,
  time_zone text default null,
  legal_form text default null,
  line1 text default null,
  line2 text default null,
  city text default null,
  state text default null,
  postal_code text default null,
  register text default null,
  register_number text default null,
  share_capital text default null,
  directors text[] default null,
  tax_id text default null,
  fiscal_year_start text default null,
  tax_basis text default null,
  retention_years int default null,
  numbering text default null,
  voids_issued boolean default null
)
  returns tenancy.legal_entities
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_tenant tenancy.tenants := (
    select t from tenancy.tenants as t where t.id = tenancy.current_tenant_id());
  v_entity tenancy.legal_entities;
begin
  insert into tenancy.legal_entities (code, legal_name, legal_form, line1, line2, city, state,
    postal_code, country, register, register_number, share_capital, directors, tax_id, currency,
    time_zone, fiscal_year_start, tax_basis, retention_years, numbering, voids_issued)
  values (
    code, legal_name, legal_form, line1, line2, city, state, postal_code, country, register,
    register_number, share_capital, coalesce(directors, '{}'), tax_id,
    coalesce(currency, v_tenant.currency), coalesce(time_zone, v_tenant.time_zone),
    coalesce(fiscal_year_start, '01-01'), coalesce(tax_basis, 'invoice'),
    coalesce(retention_years, 10), numbering, voids_issued)
  returning * into v_entity;
  insert into tenancy.brands (legal_entity_id) values (v_entity.id);
  return v_entity;
end $$;
comment on function tenancy.create_legal_entity is
  'Enters another company of the tenant that sells; currency and time zone are the tenant''s if '
  'left out. Codes: conflict (code taken), invalid_input.';
grant execute on function tenancy.create_legal_entity to tenor_admin;
