create schema if not exists tax;
comment on schema tax is
  'What the state wants: jurisdictions, rates, registrations and exemptions.';
grant usage on schema tax to tenor_tenant;
