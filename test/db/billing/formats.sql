-- How numbers look, and which formats may follow each other.
select test.provision('acme', '2026-05-10T09:00:00Z');
select test.root('acme');
select is(billing.format_number(billing.stamp_format(f.format, 2026, 2), f.number), f.expected, f.why)
from (values
  ('INV-{YYYY}-{SEQ:3}', 1, 'INV-2026-001', 'The customer''s format'),
  ('INV-{YYYY}-{SEQ:3}', 1000, 'INV-2026-1000', 'A wide number is not cut'),
  ('{YY}{MM}/{SEQ}', 7, '2602/7', 'A short format')
) as f (format, number, expected, why);
select is(billing.stamp_format('{YYYY}{MM}-{SEQ}', 2026, null), '2026{MM}-{SEQ}',
  'What is not known stays');
select is(
  (substring('INV-202604-017' from billing.number_regex('INV-{YYYY}{MM}-{SEQ:3}')))::int, 17,
  'A number is read again');
select is(billing.formats_collide(f.one, f.other), f.collide, f.one || ' and ' || f.other)
from (values
  ('INV-{YYYY}-{SEQ:3}', 'INV-{YYYY}-{SEQ:5}', true), ('INV-{YYYY}-{SEQ:3}', 'RE-{YYYY}-{SEQ:3}', false),
  ('INV-{SEQ}', 'INV-{YYYY}{SEQ}', true), ('INV-{YYYY}{SEQ}', 'INV-{SEQ:5}', true),
  ('A1-{SEQ}', 'A2-{SEQ}', false), ('A1{SEQ}', 'A{SEQ:2}', true), ('A{SEQ:2}', 'A1{SEQ}', true),
  ('A.{SEQ}', 'AB{SEQ}', false), ('{MM}/{YY}/{SEQ}', '{YYYY}/{SEQ}', false),
  ('{YY}{MM}/{SEQ}', '{YYYY}/{SEQ}', true)
) as f (one, other, collide);
select is(
  lower(billing.numbering_period(p.series, p.day)), p.starts_on, p.why)
from (
  select jsonb_populate_record(null::billing.number_series, jsonb_build_object('restart', p.restart,
    'year_start', p.year_start, 'valid_from', '2020-02-01')) as series, p.*
  from (values
    ('year', null, date '2026-03-31', date '2026-01-01', 'Years'),
    ('fiscal_year', '04-01', '2026-03-31', '2025-04-01', 'Fiscal years, on their last day'),
    ('fiscal_year', '04-01', '2026-04-01', '2026-04-01', 'and on their first one'),
    ('month', null, '2026-03-31', '2026-03-01', 'Months'),
    ('never', null, '2026-03-31', '2020-02-01', 'or never')
  ) as p (restart, year_start, day, starts_on, why)
) as p;

-- The tenant's setting is that of his companies, until a number was given in it.
select test.as('admin', 'acme');
select throws_ok(format('update tenancy.tenants set invoice_number_format = %L', f.format), '23514',
  null, f.why)
from (values ('INV', 'A format without a sequence is refused'), ('{SEQ}{SEQ}', 'so is one with two'),
  ('{SEQ}{FOO}', 'one with unknown parts'), ('Draft-{SEQ}', 'and one that names drafts')
) as f (format, why);
select lives_ok($$update tenancy.tenants set invoice_number_format = 'R{SEQ:4}'$$, 'Another one is taken');
select results_eq('select format, restart, valid_from from billing.number_series order by kind desc',
  $$values ('R{SEQ:4}', 'never', date '2026-01-01'),
    ('CN-{YYYY}-{SEQ:3}', 'year', '2026-01-01')$$, 'and numbers are given in it');
select test.as('finance', 'acme');
select is((billing.create_invoice((customers.create_account('A')).id)).invoice_number, 'R0001',
  'to drafts, where no country is known');
select test.as('admin', 'acme');
select throws_ok($$update tenancy.tenants set invoice_number_format = 'S{SEQ:4}'$$, 'TRANS', null,
  'From then on it stays');
