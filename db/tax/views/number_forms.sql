-- A view over values, as it is law: how the numbers of documents may look in a seller's country.
-- Countries that are not listed leave it to the seller.
create or replace view tax.number_forms with (security_invoker = true) as
  select country, form, rule, law
  from (values
    ('IN', '^[A-Za-z0-9/-]{1,16}$', 'at most 16 letters, digits, hyphens and slashes',
      'CGST Rules 2017, rules 46 (b) and 53 (1A)')
  ) as listed (country, form, rule, law);
comment on view tax.number_forms is
  E'@primaryKey country\nWhat the law of a seller''s country says of the numbers of documents.';
comment on column tax.number_forms.country is 'Country of the seller, ISO 3166-1 alpha-2.';
comment on column tax.number_forms.form is 'A regular expression that each number matches.';
comment on column tax.number_forms.rule is 'The same in words.';
comment on column tax.number_forms.law is 'Where the law says so.';
grant select on tax.number_forms to tenor_viewer;
