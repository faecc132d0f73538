-- What a quantity costs, under every model. The worked examples stand in test/vectors.
select test.provision('acme', currency => 'JPY');
select test.as('viewer', 'acme');

select results_eq(
  $$select amount::text, currency, pricing_model
    from catalog.preview_price('seat_based', 3, 99.90, currency => 'USD')$$,
  $$values ('299.70', 'USD', 'per_unit')$$, 'Seats cost their price each');
select is((catalog.preview_price('per_unit', 2.5, 0.33)).amount::text, '1',
  'The amount is rounded to the minor unit of the currency, by default the tenant''s');
select is((catalog.preview_price('per_unit', 1, 0.0005, currency => 'KWD')).amount::text, '0.001',
  'half away from zero');
select is((catalog.preview_price('flat', 1000, 7, currency => 'USD')).amount::text, '7.00',
  'A flat price is what it is');
select is((catalog.preview_price('flat', 0, 7, currency => 'USD')).amount::text, '7.00',
  'even for nothing');
select is((catalog.preview_price('per_unit', 0, 7, currency => 'USD')).amount::text, '0.00',
  'Nought units cost nought');
select is(
  (catalog.preview_price('volume', 100.5, currency => 'USD',
    tiers => array[row(100, 2, null), row(null, 1, null)]::catalog.tier[])).amount::text, '100.50',
  'Nothing falls between two tiers');
select is(
  (catalog.preview_price('package', 10.000001, 5, package_size => 10, currency => 'USD')
  ).amount::text, '10.00', 'A package that is begun is due');
select is(
  (catalog.preview_price('package', 999999999998.000001, 1, package_size => 999999999998,
    currency => 'USD')).amount::text, '2.00', 'Packages are counted exactly');
select is(
  (catalog.preview_price('stairstep', 5, currency => 'USD',
    tiers => array[row(10, null, 50), row(20, 30, 50)]::catalog.tier[])).amount::text, '50.00',
  'A step may be priced by its flat fee');
select results_eq(
  $$select step.tier, step.from_quantity, step.up_to, step.quantity, step.unit_price,
      step.flat_fee, step.amount
    from catalog.preview_price('graduated', 25, currency => 'USD',
        tiers => array[row(10, 5, 1), row(20, 4, null), row(null, 3, null)]::catalog.tier[])
      as preview, unnest(preview.breakdown) as step$$,
  $$values (1, 0::numeric, 10::numeric, 10::numeric, 5::numeric, 1::numeric, 51::numeric),
    (2, 10, 20, 10, 4, 0, 40), (3, 20, null, 5, 3, 0, 15)$$,
  'The breakdown names every tier entered');
select is(
  (catalog.preview_price('graduated', 10, currency => 'USD',
    tiers => array[row(10, 5, null), row(null, 4, 100)]::catalog.tier[])).amount::text, '50.00',
  'The end of a tier belongs to it');

select throws_ok(
  $$select catalog.preview_price('graduated', 21,
      tiers => array[row(10, 5, null), row(20, 4, null)]::catalog.tier[])$$, 'QATAB',
  'The quantity lies above the last price tier.', 'Above the tiers there is no price');
select throws_ok(
  $$select catalog.preview_price('volume', 21, tiers => array[row(20, 4, null)]::catalog.tier[])$$,
  'QATAB', null, 'under any model');
select throws_ok(
  $$select catalog.preview_price('per_unit', -1, 5)$$, '23514', null, 'A quantity is not negative');
select throws_ok(
  $$select catalog.preview_price('per_unit', 'NaN', 5)$$, '23514', null, 'It is a number');
select throws_ok(
  $$select catalog.preview_price('per_unit', 0.0000001, 5)$$, '23514', null,
  'of at most 6 decimals');
select throws_ok(
  $$select catalog.preview_price('per_unit', null, 5)$$, 'INPUT', 'A quantity is needed.',
  'It is needed');
select throws_ok(
  $$select catalog.preview_price(null, 1, 5)$$, 'INPUT', null, 'So is a model');
select throws_ok(
  $$select catalog.preview_price('per_unit', 1, 5, currency => 'EURO')$$, 'INPUT', null,
  'A currency is an ISO code');
select throws_ok(
  $$select catalog.preview_price('package', 1, 5)$$, 'INPUT',
  'The pricing model package needs a package size above 0.', 'Packages have a size');
select throws_ok(
  $$select catalog.preview_price('package', 1, 5, package_size => 0)$$, 'INPUT', null,
  'of more than nothing');
select throws_ok(
  $$select catalog.preview_price('per_unit', 1, 5, package_size => 10)$$, 'INPUT', null,
  'which other models have not');
select throws_ok(
  $$select catalog.preview_price('flat', 1, 5,
      tiers => array[row(20, 4, null)]::catalog.tier[])$$, 'INPUT',
  'The pricing model flat has no tiers.', 'Tiers that would be ignored are refused');
select test.as('nobody', 'acme');
select throws_ok($$select catalog.preview_price('flat', 1, 5)$$, '42501', null,
  'Nobody is told a price');

-- Exact, for those who go on reckoning.
select test.as('owner', 'acme');
select is(catalog.rate('per_unit', 0.00000001, null, null, null, 0.000001), 0.00000000000001,
  'A rate is not rounded');
select is(
  catalog.rate('volume', null, array[row(10, 1, null)]::catalog.tier[], null, null, 11), null,
  'Above the tiers there is no rate');
