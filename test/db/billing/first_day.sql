-- A sandbox that has just been filled: nobody has taken statistics of its tables yet.
select test.provision('acme', '2026-01-31T12:00:00Z');
create function test.unknown() returns text[] language sql as $$
  select array_agg(c.oid::regclass::text order by 1) from pg_class as c
  where c.oid = any ('{customers.accounts,sales.contracts,sales.contract_lines,
    sales.contract_line_terms}'::regclass[]) and c.reltuples < 600 $$;
grant execute on all functions in schema test to public;

select test.as('admin', 'acme');
select customers.create_account('Acme ' || n) from generate_series(1, 600) as n;
select sales.create_contract(a.id, '2026-02-01', '2027-01-31', seat_count => 1, seat_price => 10,
  billing_frequency => 'monthly')
from customers.accounts as a;


select is(cardinality(test.unknown()), 4, 'Nobody knows how much there is,');
select tenancy.advance_clock('2026-02-01T12:00:00Z');
select is(test.unknown(), null, 'until the first bill is due.');
select is((select count(*) from billing.invoices), 600::bigint, 'All are billed.');
