-- Tiers rise without a gap; who writes them otherwise is told where.
select test.provision('acme');
create function test.tiers(variadic tiers catalog.tier[]) returns text language sql as $$
  select (catalog.preview_price('volume', 1, tiers => tiers)).amount::text $$;
grant execute on function test.tiers to public;
create function test.volume_tiers(variadic tiers catalog.volume_tier_input[])
  returns text language sql as $$
  select (catalog.preview_price('volume', 1, volume_tiers => tiers)).amount::text $$;
grant execute on function test.volume_tiers to public;
select test.as('viewer', 'acme');

select is(test.tiers(row(10, 5, null)), '5.00', 'One bounded tier is enough');
select is(test.tiers(row(10, 5, 2), row(null, 4, null)), '7.00', 'The last may be open');
select is(test.tiers(row(10, null, 2)), '2.00', 'A flat fee alone is a price');
select throws_ok(
  $$select test.tiers(row(10, 5, null), row(10, 4, null))$$, 'INPUT', 'Tier 2 must end above 10.',
  'Tiers rise');
select throws_ok(
  $$select test.tiers(row(50, 5, null), row(20, 4, null), row(null, 3, null))$$, 'INPUT',
  'Tier 2 must end above 50.', 'in their order');
select throws_ok(
  $$select test.tiers(row(0, 5, null))$$, 'INPUT', 'Tier 1 must end above 0.',
  'The first holds something');
select throws_ok(
  $$select test.tiers(row(null, 5, null), row(10, 4, null))$$, 'INPUT',
  'Only the last tier may be open; tier 1 is not the last.', 'Only the last is open');
select throws_ok(
  $$select test.tiers(row(10, null, null))$$, 'INPUT', 'Tier 1 has no price.',
  'A tier has a price');
select throws_ok(
  $$select test.tiers(row(10, 5, -1))$$, 'INPUT', 'The flat fee of tier 1 is negative.',
  'A fee is not negative');
select throws_ok($$select test.tiers(row(10, -5, null))$$, '23514', null, 'nor is a price');
select throws_ok($$select test.tiers(row(10, 'NaN', null))$$, '23514', null, 'Prices are numbers');
select throws_ok($$select test.tiers(row('NaN', 5, null))$$, '23514', null, 'and so are ends');
select throws_ok(
  $$select catalog.preview_price('volume', 1, tiers => '{}')$$, 'INPUT',
  'The pricing model volume needs tiers.', 'No tiers are refused');
select throws_ok(
  $$select catalog.preview_price('volume', 1, tiers => array_fill(row(1, 1, null)::catalog.tier,
      array[101]))$$, 'INPUT', 'Tiers are a list of 1 to 100 tiers.', 'So are too many');
select throws_ok(
  $$select catalog.preview_price('volume', 1,
      tiers => array[array[row(1, 1, null), row(2, 1, null)]]::catalog.tier[])$$, 'INPUT',
  'Tiers are a list of 1 to 100 tiers.', 'and lists of lists');

select is(test.volume_tiers(row(1, 50, 9), row(51, null, 8)), '9.00', 'Seats are counted from 1');
select is(test.volume_tiers(row(0, 50, 9), row(50, 100, 8)), '9.00', 'or measured from 0');
select is(test.volume_tiers(row(null, 50, 9), row(null, null, 8)), '9.00', 'A min can be left out');
select throws_ok(
  $$select test.volume_tiers(row(2, 50, 9))$$, 'INPUT', 'The first tier begins at 0 or 1.',
  'A gap at the start is refused');
select throws_ok(
  $$select test.volume_tiers(row(1, 50, 9), row(60, null, 8))$$, 'INPUT',
  'Tier 2 must begin right after tier 1, at 51.', 'A gap between tiers too');
select throws_ok(
  $$select test.volume_tiers(row(1, 50, 9), row(40, null, 8))$$, 'INPUT',
  'Tier 2 must begin right after tier 1, at 51.', 'and an overlap');
select throws_ok(
  $$select test.volume_tiers(row(1, null, 9), row(51, null, 8))$$, 'INPUT',
  'Only the last tier may be open; tier 1 is not the last.', 'and what follows an open tier');
select throws_ok(
  $$select test.volume_tiers(row(1, 50, 9), row(51, 20, 8))$$, 'INPUT',
  'Tier 2 ends before it begins.', 'A tier ends after it begins');
select throws_ok(
  $$select test.volume_tiers(row(1, 50, null))$$, 'INPUT', 'Tier 1 has no price.',
  'A tier has a price in either form');
select throws_ok(
  $$select catalog.preview_price('volume', 1, tiers => array[row(1, 1, null)]::catalog.tier[],
      volume_tiers => array[row(1, 1, 1)]::catalog.volume_tier_input[])$$, 'INPUT',
  'Give tiers or volume_tiers, not both.', 'One form at a time');

-- The table keeps the same rule.
select test.as('owner', 'acme');
select catalog.create_product('Seats');
select throws_ok(
  $$insert into catalog.prices (product_id, currency, valid, pricing_model, tiers)
    select id, 'USD', '[2025-01-01,)', 'volume',
      array[row(10, 1, null), row(5, 1, null)]::catalog.tier[]
    from catalog.products$$, '23514', null, 'No price with wrong tiers is kept');
