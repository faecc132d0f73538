-- What a flat form changes of an account, and who may.
select test.provision('acme');
select test.provision('other');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
grant execute on function test.account to public;

-- Sales.
select test.as('sales', 'acme');
select customers.create_account('Parent', billing_address_line1 => '1 Main St',
  billing_city => 'Springfield', billing_country => 'us', billing_contact_name => 'Payables',
  billing_contact_email => 'ap@parent.example');
select customers.create_account('Child', test.account('Parent'));
select results_eq(
  $$select kind, is_default, line1, city, country from customers.addresses$$,
  $$values ('billing', true, '1 Main St', 'Springfield', 'US')$$,
  'An address may come as fields of the account');
select results_eq(
  $$select name, company, billing_city, billing_contact_email from customers.account_forms
    where id = test.account('Child')$$,
  $$values ('Child', null, 'Springfield', 'ap@parent.example')$$,
  'A form shows what the account inherits');
select lives_ok(
  $$update customers.account_forms set billing_city = 'Springfield'
    where id = test.account('Child')$$,
  'What is said as it was');
select is((select count(*)::int from customers.addresses), 1, 'makes nothing its own');
select lives_ok(
  $$update customers.account_forms set billing_city = 'Shelbyville', billing_contact_name = 'Jo'
    where id = test.account('Child')$$,
  'A change');
select results_eq(
  $$select a.account_name, d.line1, d.city from customers.addresses as d
    join customers.accounts as a on a.id = d.account_id order by 1$$,
  $$values ('Child', '1 Main St', 'Shelbyville'), ('Parent', '1 Main St', 'Springfield')$$,
  'makes the whole address its own');
select results_eq(
  $$select a.account_name, c.name, c.email from customers.contacts as c
    join customers.accounts as a on a.id = c.account_id order by 1$$,
  $$values ('Child', 'Jo', 'ap@parent.example'), ('Parent', 'Payables', 'ap@parent.example')$$,
  'and the whole contact');
select lives_ok(
  $$update customers.contacts set phone = '555' where account_id = test.account('Child');
    update customers.account_forms set billing_contact_email = 'jo@child.example'
    where id = test.account('Child')$$,
  'A phone that the form does not know');
select is(
  (select phone from customers.contacts where account_id = test.account('Child')), '555', 'stays');
select lives_ok(
  $$update customers.account_forms set billing_address_line1 = '', billing_city = null,
      billing_country = ' ', billing_contact_name = null, billing_contact_email = null
    where id = test.account('Child')$$,
  'What is emptied');
select results_eq(
  $$select billing_city, billing_contact_name from customers.account_forms
    where id = test.account('Child')$$,
  $$values ('Springfield', 'Payables')$$, 'is inherited again');
select throws_ok(
  $$update customers.account_forms set billing_contact_email = null
    where id = test.account('Parent')$$,
  'INPUT', 'A billing contact needs an e-mail address.', 'A contact without mail is refused');
select throws_ok(
  $$update customers.account_forms set billing_country = 'USA' where id = test.account('Parent')$$,
  '23514', null, 'A country has two letters');
select throws_ok(
  $$update customers.account_forms set name = null where id = test.account('Parent')$$,
  '23502', null, 'An account keeps a name');
select throws_ok(
  $$update customers.account_forms set credit_hold = true where id = test.account('Parent')$$,
  '42501', null, 'Sales holds nobody');
select throws_ok(
  $$select customers.create_account('Held', credit_hold => true)$$,
  'FORBD', 'An account is held by finance.', 'neither from the start');
select throws_ok(
  $$select customers.create_account('Two', billing_city => 'x', billing_address => row('1'::text,
      null, null, null, null, null))$$,
  'INPUT', 'Give the billing address as one object or as fields, not both.',
  'One form of an address at a time');

-- Finance.
select test.as('finance', 'acme');
select is(
  (customers.create_account('Held', credit_hold => true, hold_reason => 'New')).hold_reason, 'New',
  'Finance holds from the start');
select throws_ok(
  $$update customers.account_forms set credit_hold = false where id = test.account('Held')$$,
  'INPUT', 'Say why the account is released.', 'A release has a reason of its own');
select lives_ok(
  $$update customers.account_forms set credit_hold = false, hold_reason = 'Paid'
    where id = test.account('Held')$$,
  'given with it');
select throws_ok(
  $$update customers.account_forms set hold_reason = 'Because' where id = test.account('Held')$$,
  'INPUT', 'A reason is given with a hold or a release.', 'A reason alone says nothing');
select customers.create_account(company => 'Doe Ltd', name => 'Jane',
  email => 'jane@doe.example');
select results_eq(
  $$select name, company, email from customers.account_forms where id = test.account('Doe Ltd')$$,
  $$values ('Jane', 'Doe Ltd', 'jane@doe.example')$$, 'A person at a company has both names');
select lives_ok(
  $$update customers.account_forms set company = null where id = test.account('Doe Ltd')$$,
  'Without the company');
select results_eq(
  $$select account_name, primary_contact_name from customers.accounts
    where primary_contact_email = 'jane@doe.example'$$,
  $$values ('Jane', null)$$, 'the person is the customer');

-- Those who may not.
select test.as('viewer', 'acme');
select throws_ok(
  $$update customers.account_forms set billing_city = 'x' where id = test.account('Parent')$$,
  '42501', null, 'A viewer changes nothing');
select test.as('finance', 'other');
select is((select count(*)::int from customers.account_forms), 0, 'A stranger sees no form');
update customers.account_forms set billing_city = 'Rome' where id = test.account('Parent');
select test.root('acme');
select is(
  (select count(*)::int from customers.addresses where city = 'Rome'), 0, 'and changes none');
