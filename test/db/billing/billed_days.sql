-- No day of a line is billed twice, in whatever order days are claimed, moved and given up.
select test.provision('acme', '2026-01-15T12:00:00Z');
select test.root('acme');
create function test.days(days text, part int default 0) returns void language sql as $$
  insert into billing.billed_periods (tenant_id, line_id, part, period, whole_period, quantity,
    rated, amount, discount, shares)
  select tenancy.current_tenant_id(), '00000000-0000-7000-8000-000000000001', days.part,
    piece.period, piece.period, 1, 0, 0, 0,
    case when days.part > 0 then '{}'::billing.bearer[] end
  from unnest(days.days::datemultirange) as piece (period) $$;
create function test.held() returns text language sql as $$
  select string_agg(d.part || ' ' || d.days, ', ' order by d.part)
  from billing.billed_days as d where d.days <> '{}' $$;
create function test.is_held_twice(sql text, sentence text) returns text language sql as $$
  select throws_ok(sql, '23P01', 'Days of line 00000000-0000-7000-8000-000000000001 are billed '
    || case when sql ~ 'parts' then 'as a whole and in parts.' else 'already.' end, sentence) $$;
grant execute on all functions in schema test to public;
select set_config('role', 'tenor_owner', true);

select lives_ok($$select test.days('{[2026-01-01,2026-02-01),[2026-03-01,2026-04-01)}')$$,
  'Days are claimed');
select is(test.held(), '0 {[2026-01-01,2026-02-01),[2026-03-01,2026-04-01)}', 'and held');
select test.is_held_twice($$select test.days('{[2026-01-31,2026-02-02)}')$$,
  'One of them is not claimed again');
select throws_ok($$select test.days('{[2026-03-01,2026-04-01)}')$$, '23505', null,
  'nor are they all');
select test.is_held_twice($$select test.days('{[2026-02-01,2026-02-02),[2026-03-31,2026-04-02)}')$$,
  'nor together with days that nobody holds');
select is(test.held(), '0 {[2026-01-01,2026-02-01),[2026-03-01,2026-04-01)}',
  'Who is refused holds nothing');
select lives_ok($$select test.days('{[2026-02-01,2026-03-01)}')$$, 'What lies between is free');
select is(test.held(), '0 {[2026-01-01,2026-04-01)}', 'and joins them');

select test.is_held_twice($$
  insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity, rated,
    amount, discount)
  select b.tenant_id, b.line_id, daterange('2026-05-01', '2026-05-03') * daterange(d, null),
    b.whole_period, 1, 0, 0, 0
  from billing.billed_periods as b cross join (values ('2026-05-01'::date), ('2026-05-02')) as v (d)
  where lower(b.period) = '2026-01-01'$$, 'Nor is a day claimed twice by one statement');
select throws_ok($$
  update billing.billed_periods set period = daterange('2026-02-01', '2026-02-01')
  where lower(period) = '2026-02-01'$$, '23514', null, 'A period has a day');

-- Moved.
select test.is_held_twice($$
  update billing.billed_periods set period = daterange('2026-01-01', '2026-02-02')
  where lower(period) = '2026-01-01'$$, 'Days are not moved to where they are held');
select lives_ok($$
  update billing.billed_periods set period = daterange(lower(period) - 1, upper(period) - 1)$$,
  'All of them are moved by one statement');
select is(test.held(), '0 {[2025-12-31,2026-03-31)}', 'which holds the new ones alone');
select lives_ok($$
  update billing.billed_periods set is_undone = true
  where upper(period) = '2026-03-31'$$, 'Undone');
select test.is_held_twice($$select test.days('{[2026-03-01,2026-03-02)}')$$, 'they are still held');
select lives_ok($$
  update billing.billed_periods set period = daterange(lower(period), '2026-03-15')
  where upper(period) = '2026-03-31'$$, 'A period is cut short');
select lives_ok($$select test.days('{[2026-03-15,2026-03-31)}')$$, 'and what is left is claimed');
select test.is_held_twice($$
  update billing.billed_periods set period = daterange(lower(period), '2026-03-16')
  where upper(period) = '2026-03-15'$$, 'so that it does not grow again');

-- Given up.
select lives_ok($$delete from billing.billed_periods where lower(period) = '2026-03-15'$$,
  'What is given up');
select lives_ok($$
  update billing.billed_periods set period = daterange(lower(period), '2026-04-01')
  where upper(period) = '2026-03-15'$$, 'is free');
select lives_ok('delete from billing.billed_periods', 'All are given up');
select is(test.held(), null, 'and held no more');

-- Parts.
select lives_ok($$select test.days('{[2026-01-01,2026-02-01)}', 1)$$, 'Parts of a line');
select lives_ok($$select test.days('{[2026-01-01,2026-02-01)}', 2)$$, 'hold days each by itself');
select test.is_held_twice($$select test.days('{[2026-01-31,2026-02-01)}', 2)$$, 'once');
select test.is_held_twice($$select test.days('{[2026-01-31,2026-02-02)}') /* parts */$$,
  'and not beside the whole');
select lives_ok($$
  update billing.billed_periods set part = 3 where part = 2$$, 'A part is renumbered');
select is(test.held(), '1 {[2026-01-01,2026-02-01)}, 3 {[2026-01-01,2026-02-01)}',
  'with all its days');
