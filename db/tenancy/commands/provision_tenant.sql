-- One call, one transaction: the tenant, the legal entity that sells, its brand, its first admin;
-- higher contexts watch the insert and add what is theirs (chart of accounts, events).
create or replace function tenancy.provision_tenant(
  name text,
  slug text default null,
  currency text default 'USD',
  time_zone text default 'UTC',
  locale text default 'en-US',
  sandbox boolean default false,
  clock_at timestamptz default null,
  invoice_number_format text default 'INV-{YYYY}-{SEQ:3}',
  payment_terms_days int default 30,
  country text default null,
  admin_subject text default null,
  admin_email text default null
)
  returns tenancy.tenants
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_id uuid := uuidv7();
  v_entity_id uuid := uuidv7();
  v_tenant tenancy.tenants;
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the platform operator provisions tenants.');
  end if;
  perform tenancy.refuse_withdrawn(provision_tenant.currency,
    coalesce(provision_tenant.clock_at, pg_catalog.now())::date);
  -- The new tenant's own rows are written inside its own wall.
  perform set_config('tenor.tenant_id', v_id::text, true);

  insert into tenancy.tenants (id, slug, name, currency, time_zone, locale, sandbox, clock_at,
    invoice_number_format, payment_terms_days)
  values (
    v_id,
    coalesce(provision_tenant.slug, tenancy.slug_of(provision_tenant.name)),
    provision_tenant.name, provision_tenant.currency, provision_tenant.time_zone,
    provision_tenant.locale, provision_tenant.sandbox,
    case when provision_tenant.sandbox
      then coalesce(provision_tenant.clock_at, pg_catalog.now()) else provision_tenant.clock_at end,
    provision_tenant.invoice_number_format, provision_tenant.payment_terms_days)
  returning * into v_tenant;

  insert into tenancy.legal_entities (tenant_id, id, code, legal_name, country, currency, time_zone,
    is_default)
  values (v_id, v_entity_id, v_tenant.slug, v_tenant.name, provision_tenant.country,
    v_tenant.currency, v_tenant.time_zone, true);
  insert into tenancy.brands (tenant_id, legal_entity_id) values (v_id, v_entity_id);
  if admin_subject is not null then
    insert into tenancy.members (tenant_id, subject, email, role)
    values (v_id, admin_subject, admin_email, 'admin');
  end if;

  perform set_config('tenor.tenant_id', '', true);
  return v_tenant;
end $$;
comment on function tenancy.provision_tenant is
  'Opens a tenant with settings, legal entity, brand, chart of accounts and first admin. A sandbox '
  'gets a clock.';
grant execute on function tenancy.provision_tenant to tenor_operator;
