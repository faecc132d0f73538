-- A view over values, as the terms are law: where tax is rounded once for each rate of an invoice,
-- whatever a seller would rather.
create or replace view tax.rounding_rules with (security_invoker = true) as
  select country, rounding_mode, law
  from (values
    ('JP', 'invoice',
      'Consumption Tax Act, Article 57-4 (1) no. 5; Order for its Enforcement, Article 70-10')
  ) as listed (country, rounding_mode, law);
comment on view tax.rounding_rules is
  E'@primaryKey country\nWhere the law says how tax is rounded.';
comment on column tax.rounding_rules.country is 'ISO 3166-1 alpha-2: of the tax.';
comment on column tax.rounding_rules.rounding_mode is
  'invoice: each rate''s tax is rounded once per invoice.';
comment on column tax.rounding_rules.law is 'Where the law says so.';
grant select on tax.rounding_rules to tenor_viewer;
