-- What an account leaves open comes from the nearest account above that says it.
select test.provision('acme', time_zone => 'America/New_York');
-- Ids by name, for strangers too.
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
grant execute on function test.account to public;
create function test.gets(name text, mail text) returns text[] language sql as $$
  select r.addresses from customers.accounts as a
  cross join lateral customers.recipients_of(a, mail) as r where a.account_name = name $$;
grant execute on function test.gets to public;
select test.as('finance', 'acme');
select customers.create_account('root', time_zone => 'Europe/Paris', payment_terms => 'net_60',
  primary_contact_email => 'root@example.com',
  billing_address => row('Root St', null, 'Paris', null, null, 'FR'),
  shipping_address => row('Root Dock', null, 'Lyon', null, null, 'FR'));
select customers.create_account('middle', test.account('root'), payer => 'parent',
  locale => 'de-DE', billing_contact_name => 'AP', billing_contact_email => 'ap@example.com',
  billing_address => row('Middle St', null, 'Bonn', null, null, 'DE'));
select customers.create_account('leaf', test.account('middle'), payer => 'parent',
  primary_contact_email => 'leaf@example.com');
select customers.create_account('bare', payer => 'parent');

select test.as('viewer', 'acme');
select results_eq(
  $$select account_name, customers.accounts_effective_time_zone(a),
      customers.accounts_effective_payment_terms_days(a), customers.accounts_effective_locale(a)
    from customers.accounts as a order by id$$,
  $$values ('root', 'Europe/Paris', 60, 'en-US'), ('middle', 'Europe/Paris', 60, 'de-DE'),
    ('leaf', 'Europe/Paris', 60, 'de-DE'), ('bare', 'America/New_York', 30, 'en-US')$$,
  'Settings come from the account, its nearest parent, the tenant');
select results_eq(
  $$select account_name, (customers.accounts_billing_address(a)).line1,
      (customers.accounts_shipping_address(a)).line1
    from customers.accounts as a order by id$$,
  $$values ('root', 'Root St', 'Root Dock'), ('middle', 'Middle St', 'Middle St'),
    ('leaf', 'Middle St', 'Middle St'), ('bare', null, null)$$,
  'Addresses too; a billing address of its own comes before a parent''s shipping address');
select results_eq(
  $$select account_name, (customers.accounts_billing_contact(a)).name,
      customers.accounts_billing_email(a)
    from customers.accounts as a order by id$$,
  $$values ('root', null, 'root@example.com'), ('middle', 'AP', 'ap@example.com'),
    ('leaf', 'AP', 'ap@example.com'), ('bare', null, null)$$,
  'Invoices go to a billing contact, else to the primary contact');
select results_eq(
  $$select account_name, (customers.accounts_paid_by(a)).account_name
    from customers.accounts as a order by id$$,
  $$values ('root', 'root'), ('middle', 'root'), ('leaf', 'root'), ('bare', 'bare')$$,
  'Who pays is the nearest that pays for itself; a root always does');

select test.as('finance', 'acme');
select customers.set_address(test.account('leaf'), 'billing',
  row('New St', null, 'Kiel', null, null, 'de'));
insert into customers.addresses (account_id, line1, label, is_default)
values (test.account('leaf'), 'Newest St', 'Plant', true);
select results_eq(
  $$select line1, is_default from customers.addresses
    where account_id = test.account('leaf') order by id$$,
  $$values ('New St', false), ('Newest St', true)$$,
  'A new default takes the place of the old one');
select customers.set_address(test.account('leaf'), 'billing',
  row('Last St', null, null, null, null, 'DE'));
select results_eq(
  $$select line1, label from customers.addresses
    where account_id = test.account('leaf') order by id$$,
  $$values ('New St', null), ('Last St', 'Plant')$$, 'Setting an address changes the default');
select is(
  (select (customers.accounts_billing_address(a)).line1 from customers.accounts as a
   where account_name = 'leaf'), 'Last St', 'and that is the one in use');
select customers.set_contact(test.account('leaf'), 'billing', 'one@example.com', 'One');
select customers.set_contact(test.account('leaf'), 'billing', 'two@example.com');
select results_eq(
  $$select name, email from customers.contacts
    where account_id = test.account('leaf')$$,
  $$values (null::text, 'two@example.com')$$, 'A contact is replaced whole');

-- Who gets which mail.
select is(test.gets('leaf', 'invoices'), '{two@example.com}', 'A billing contact gets invoices');
insert into customers.contacts (account_id, email, name)
values (test.account('leaf'), 'second@example.com', 'Second'),
  (test.account('leaf'), 'TWO@example.com', 'The same');
insert into customers.contacts (account_id, kind, email, receives)
values (test.account('leaf'), 'technical', 'it@example.com', '{statements,invoices}');
insert into customers.contacts (account_id, kind, email)
values (test.account('leaf'), 'technical', 'ops@example.com');
select is(test.gets('leaf', 'invoices'), '{two@example.com,second@example.com,it@example.com}',
  'All who receive a mail get it together, each address once, the default first');
select is(test.gets('leaf', 'renewals'), '{two@example.com,second@example.com}',
  'and only what they receive');
update customers.contacts set receives = '{invoices}'
where account_id = test.account('leaf') and kind = 'billing';
select is(test.gets('leaf', 'renewals'), '{ap@example.com}',
  'What nobody here receives goes to those above');
select is(test.gets('root', 'renewals'), '{root@example.com}', 'else to the primary address');
select is(test.gets('bare', 'invoices'), null, 'or to nobody');
select throws_ok(
  $$insert into customers.contacts (account_id, email, receives)
    values (test.account('leaf'), 'a@example.com', '{gossip}')$$, '23514', null,
  'There are mails of three kinds');
select throws_ok(
  $$insert into customers.contacts (account_id, email, receives)
    values (test.account('leaf'), 'a@example.com', '{null}')$$, '23514', null, 'and no others');

update customers.accounts set parent_account_id = null where account_name = 'middle';
select is(
  (select customers.accounts_effective_time_zone(a) from customers.accounts as a
   where account_name = 'leaf'), 'America/New_York', 'Who moves inherits anew');
