-- Nobody walks out of a limit, a hold or a need of orders but by finance.
select test.provision('acme');
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
create function test.below(name text, parent text default null, payer text default 'self')
  returns void language sql as $$
  select customers.create_account(name, parent_account_id => test.account(parent),
    payer => payer) $$;
grant execute on all functions in schema test to public;
select test.as('admin', 'acme');
select customers.create_account('Group', credit_limit => 100, credit_limit_scope => 'subtree');
select customers.create_account('Bank', credit_limit => 100, currency => 'EUR');
select customers.create_account('Free', requires_purchase_order => true);
select test.below('East', 'Group');
select test.below('Team', 'East');
select test.below('West', 'Group', 'parent');
select test.below('Branch', 'Bank');
select test.below('Counter', 'Bank', 'parent');
select test.below('Held');
select customers.hold_account(test.account('Held'), 'Disputes');
select test.below('Late', 'Free');
select customers.hold_account(test.account('Late'), 'Disputes');

-- Sales cannot, whichever way it is asked.
select test.as('sales', 'acme');
select throws_ok($$update customers.accounts set parent_account_id = null where account_name = 'East'$$,
  'FORBD', 'A credit limit or hold counts what is billed for the account: finance moves it.',
  'Not out of the subtree');
select throws_ok($$update customers.accounts set parent_account_id = test.account('Free')
  where account_name in ('Team', 'West')$$, 'FORBD', null, 'nor below another');
select throws_ok($$update customers.accounts set parent_account_id = null
  where account_name in ('East', 'Team')$$, 'FORBD', null, 'nor several at once');
select throws_ok($$update customers.accounts set payer = 'self', parent_account_id = null
  where account_name = 'West'$$, 'FORBD', null, 'nor with the payer');
select throws_ok($$update customers.accounts set payer = 'parent' where account_name = 'Group'$$,
  'FORBD', null, 'Nobody else pays for who has a limit');
select throws_ok($$update customers.accounts set payer = 'parent' where account_name = 'Late'$$,
  'FORBD', null, 'or is on hold');
select throws_ok($$update customers.accounts set payer = 'self' where account_name = 'Counter'$$,
  'FORBD', null, 'Who is paid for by a limited account goes on being so');
select throws_ok($$update customers.accounts set parent_account_id = test.account('Free')
  where account_name = 'Counter'$$, 'FORBD', null, 'and stays below it');
select throws_ok($$update customers.accounts set currency = 'IDR' where account_name = 'Bank'$$,
  'FORBD', null, 'A limit keeps its currency');
select throws_ok($$update customers.accounts set requires_purchase_order = false
  where account_name = 'Free'$$, 'FORBD', null, 'and a need of orders stays');
select throws_ok($$update customers.accounts set credit_limit = 1000$$, '42501', null,
  'Limits are not for sales');
select throws_ok($$update customers.account_forms set credit_hold = false$$, '42501', null,
  'nor are holds');
select throws_ok($$select customers.release_account(test.account('Held'), 'Please')$$, '42501', null,
  'by no command');

-- What loosens nothing is theirs.
select lives_ok($$update customers.accounts set parent_account_id = test.account('Group')
  where account_name = 'Team'$$, 'They move within the subtree');
select lives_ok($$update customers.accounts set parent_account_id = test.account('Free')
  where account_name = 'Branch'$$, 'and what a limit of the parent alone does not count');
select lives_ok($$update customers.accounts set parent_account_id = test.account('Group')
  where account_name = 'Held'$$, 'and whose hold goes along');
select lives_ok($$update customers.accounts set currency = 'EUR', requires_purchase_order = true
  where account_name = 'Branch'$$, 'and change what no limit is in');

-- Finance may.
select test.as('finance', 'acme');
select lives_ok($$update customers.accounts set parent_account_id = null where account_name = 'East'$$,
  'Finance moves it');
select lives_ok($$update customers.accounts set payer = 'self' where account_name = 'Counter'$$,
  'and says who pays');
select lives_ok($$update customers.accounts set requires_purchase_order = false
  where account_name = 'Free'$$, 'and who needs no order');

-- The doors, as the grants have them: none of them is another role's than sales' and finance's.
select test.root('acme');
select results_eq(
  $$select r.role, array_agg(a.attname::text collate "default" order by a.attname)
    from unnest(array['tenor_viewer', 'tenor_approver', 'tenor_sales', 'tenor_finance']) as r (role)
    join pg_attribute as a on a.attrelid = 'customers.accounts'::regclass and a.attnum > 0
      and has_column_privilege(r.role, a.attrelid, a.attnum, 'update')
    where a.attname in ('parent_account_id', 'payer', 'path', 'currency', 'requires_purchase_order',
      'credit_limit', 'credit_limit_scope', 'credit_hold', 'deleted_at')
    group by r.role order by r.role$$,
  $$values ('tenor_finance', '{credit_limit,credit_limit_scope,currency,parent_account_id,payer,requires_purchase_order}'::text[]),
    ('tenor_sales', '{currency,parent_account_id,payer,requires_purchase_order}')$$,
  'Columns that loosen a limit are known, and guarded');
