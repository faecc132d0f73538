-- Numbers in the tenant's format.
select test.provision('acme');
select test.root('acme');
select is(billing.format_number('INV-{YYYY}-{SEQ:3}', 1, '2026-02-01'), 'INV-2026-001',
  'The customer''s format');
select is(billing.format_number('INV-{YYYY}-{SEQ:3}', 1000, '2026-02-01'), 'INV-2026-1000',
  'A wide number is not cut');
select is(billing.format_number('{YY}{MM}/{SEQ}', 7, '2026-02-01'), '2602/7', 'A short format');
select is(billing.series_of('INV-{SEQ:5}', '2026-02-01'), 0, 'Without a year one series goes on');
select is(billing.series_of('{YY}-{SEQ:5}', '2026-02-01'), 2026, 'With one it restarts');
select throws_ok($$update tenancy.tenants set invoice_number_format = 'INV'$$, '23514', null,
  'A format without a sequence is refused');
select throws_ok($$update tenancy.tenants set invoice_number_format = '{SEQ}{SEQ}'$$, '23514', null,
  'so is one with two');
select throws_ok($$update tenancy.tenants set invoice_number_format = '{SEQ}{FOO}'$$, '23514', null,
  'and one with unknown parts');
