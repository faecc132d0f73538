-- Who may create customers, and what a customer must look like.
select test.provision('acme', currency => 'EUR', time_zone => 'Europe/Berlin');
select test.provision('other');
-- Ids by name, for strangers too.
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
grant execute on function test.account to public;

-- Sales.
select test.as('sales', 'acme');
select results_eq(
  $$select account_name, account_type, currency, status, payer, credit_hold, depth
    from customers.create_account('Acme Corporation')$$,
  $$values ('Acme Corporation', 'enterprise', 'EUR', 'active', 'self', false, 1)$$,
  'An account needs a name alone; the rest has defaults');
select is(
  (select path from customers.accounts), (select array[id] from customers.accounts),
  'An account without a parent is a root');
select results_eq(
  $$select payment_terms, payment_terms_days
    from customers.create_account('Terms', payment_terms => 'net_60')$$,
  $$values ('net_60', 60)$$, 'Terms bring their days');
select results_eq(
  $$select payment_terms, payment_terms_days
    from customers.create_account('Days', payment_terms_days => 45)$$,
  $$values ('net_45', 45)$$, 'Days bring their terms');
select results_eq(
  $$select payment_terms, payment_terms_days from customers.create_account('Custom',
      payment_terms => 'custom', payment_terms_days => 17)$$,
  $$values ('custom', 17)$$, 'Custom terms keep the days given');
select is(
  (customers.create_account('On receipt', payment_terms => 'due_on_receipt')).payment_terms_days,
  0, 'Due on receipt is 0 days');
select lives_ok(
  $$select customers.create_account(E'\u0634\u0631\u0643\u0629 \u200b\U0001F680 株式会社',
      metadata => '{"crm": {"owner": "Jo"}}', external_id => 'crm-1')$$,
  'Names of any script survive');
select customers.create_account('Addressed',
  billing_address => row('1 Main St', ' ', 'Springfield', 'IL', '62701', 'us'),
  shipping_address => row('Dock 4', null, null, null, null, 'DE'));
select results_eq(
  $$select kind, is_default, line1, line2, country from customers.addresses order by kind$$,
  $$values ('billing', true, '1 Main St', null, 'US'), ('shipping', true, 'Dock 4', null, 'DE')$$,
  'Addresses come along, empty lines left out');
select customers.create_account('Contacted', billing_contact_name => 'Accounts Payable',
  billing_contact_email => 'ap@example.com');
select results_eq(
  $$select kind, is_default, name, email from customers.contacts$$,
  $$values ('billing', true, 'Accounts Payable', 'ap@example.com')$$,
  'So does the billing contact');
select throws_ok(
  $$select customers.create_account('Lender', credit_limit => 1000)$$,
  'FORBD', 'A credit limit is given by finance.', 'Sales gives no credit');
select customers.create_account('Swiss', currency => 'CHF');
select is(
  (customers.create_account('Basel', parent_account_id => test.account('Swiss'))).currency, 'CHF',
  'A subsidiary takes its parent''s currency');
select is(
  (customers.create_account('Geneva', parent_account_id => test.account('Swiss'),
    currency => 'EUR')).currency, 'EUR', 'unless it is told another');

-- What is refused, and how.
select test.as('finance', 'acme');
select is(
  (customers.create_account('Limited', credit_limit => 1000.50)).credit_limit::numeric, 1000.50,
  'Finance gives credit');
select throws_ok($$select customers.create_account(null)$$, '23502', null, 'No name is refused');
select throws_ok($$select customers.create_account('  ')$$, '23514', null, 'So is an empty one');
select throws_ok(
  $$select customers.create_account(repeat('x', 256))$$, '23514', null, 'or one too long');
select throws_ok(
  $$select customers.create_account(E'Acme\nBcc: all@example.com')$$, '23514', null,
  'or one of two lines');
select throws_ok(
  $$select customers.create_account('x', account_type => 'giant')$$, '23514', null,
  'An unknown type is refused');
select throws_ok(
  $$select customers.create_account('x', currency => 'XXX')$$, '23514', null,
  'An unknown currency is refused');
select throws_ok(
  $$select customers.create_account('x', time_zone => 'Mars/Olympus')$$, '23514', null,
  'An unknown time zone is refused');
select throws_ok(
  $$select customers.create_account('x', locale => 'english')$$, '23514', null,
  'An unknown locale is refused');
select throws_ok(
  $$select customers.create_account('x', primary_contact_email => 'nobody')$$, '23514', null,
  'What is no e-mail address is refused');
select throws_ok(
  $$select customers.create_account('x', payment_terms => 'soon')$$, '23514', null,
  'Unknown terms are refused');
select throws_ok(
  $$select customers.create_account('x', payment_terms => 'custom')$$, '23514', null,
  'Custom terms need their days');
select throws_ok(
  $$select customers.create_account('x', payment_terms => 'net_30', payment_terms_days => 60)$$,
  '23514', null, 'Terms and days must agree');
select throws_ok(
  $$select customers.create_account('x', payment_terms_days => 366)$$, '23514', null,
  'Terms of more than a year are refused');
select throws_ok(
  $$select customers.create_account('x', credit_limit => 'NaN')$$, '23514', null,
  'A limit that is no number is refused');
select throws_ok(
  $$select customers.create_account('x', credit_limit => -1)$$, '23514', null,
  'A negative limit is refused');
select throws_ok(
  $$select customers.create_account('x', metadata => '[1]')$$, '23514', null,
  'Metadata is an object');
select throws_ok(
  $$select customers.create_account('x', metadata => jsonb_build_object('a', repeat('x', 17000)))$$,
  '23514', null, 'of bounded size');
select throws_ok(
  $$select customers.create_account('x', external_id => 'crm-1')$$, '23505', null,
  'An external id is taken once');
select throws_ok(
  $$select customers.create_account('x', billing_contact_name => 'Jo')$$, 'INPUT',
  'A billing contact needs an e-mail address.', 'A contact without mail is refused');
select throws_ok(
  $$select customers.create_account('x', billing_address => row('', '', '', '', '', ''))$$,
  '23514', null, 'An address that says nothing is refused');
select throws_ok(
  $$select customers.create_account('x', billing_address => row('1', '', '', '', '', 'USA'))$$,
  '23514', null, 'A country has two letters');
select throws_ok(
  $$select customers.create_account('x', uuidv7())$$, 'NOTFD', 'No account has this id.',
  'An unknown parent is not found');

-- Strangers.
select test.as('finance', 'other');
select is((select count(*)::int from customers.accounts), 0, 'A stranger sees no account');
select lives_ok(
  $$select customers.create_account('x', external_id => 'crm-1')$$,
  'External ids of tenants do not meet');
select throws_ok(
  $$select customers.create_account('x', test.account('Terms'))$$, 'NOTFD',
  'No account has this id.', 'A foreign parent is as unknown as any');

-- Those who may not.
select test.as('viewer', 'acme');
select throws_ok(
  $$select customers.create_account('x')$$, '42501', null, 'A viewer creates no account');
select throws_ok(
  $$insert into customers.accounts (account_name, currency, path) values ('x', 'USD', '{}')$$,
  '42501', null, 'nor by another way');
select test.as('approver', 'acme');
select throws_ok(
  $$select customers.create_account('x')$$, '42501', null, 'An approver creates no account');
select test.as('nobody', 'acme');
select throws_ok(
  $$select customers.create_account('x')$$, '42501', null, 'Nobody creates no account');
select throws_ok(
  $$select count(*) from customers.accounts$$, '42501', null, 'Nobody sees none');

-- What is said and kept of it.
select test.root('acme');
select is(
  (select count(*)::int from events.events
   where tenant_id = test.tenant('acme') and type = 'account.created'),
  (select count(*)::int from customers.accounts where tenant_id = test.tenant('acme')),
  'Every account is announced once');
select ok(
  not exists (select from events.events where data -> 'object' ? 'tenant_id'),
  'without its tenant');
select is(
  (select actor from audit.entries
   where table_name = 'customers.accounts' and new_values ->> 'account_name' = 'Limited'),
  'finance', 'The audit log knows who did it');
