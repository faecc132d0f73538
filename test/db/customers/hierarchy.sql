-- Five levels, no cycles, and whoever moves takes everybody below along.
select test.provision('acme');
select test.provision('other');
-- Ids by name, for strangers too.
create function test.account(name text) returns uuid language sql security definer as $$
  select a.id from customers.accounts as a where a.account_name = name $$;
grant execute on function test.account to public;
create function test.paths() returns setof text language sql as $$
  select (
    select string_agg(x.account_name, '/' order by p.place)
    from unnest(a.path) with ordinality as p (id, place)
    join customers.accounts as x using (id)) || ' ' || a.depth
  from customers.accounts as a
  order by 1 $$;
grant execute on function test.paths to public;
select test.as('sales', 'acme');

-- root - emea - germany - berlin - mitte; root - apac
select customers.create_account('root');
select customers.create_account('emea', test.account('root'));
select customers.create_account('germany', test.account('emea'));
select customers.create_account('berlin', test.account('germany'));
select customers.create_account('mitte', test.account('berlin'));
select customers.create_account('apac', test.account('root'));
select customers.create_account('alone');

select results_eq('select * from test.paths()',
  $$values ('alone 1'), ('root 1'), ('root/apac 2'), ('root/emea 2'), ('root/emea/germany 3'),
    ('root/emea/germany/berlin 4'), ('root/emea/germany/berlin/mitte 5')$$,
  'Every account knows the way from its root');
select throws_ok(
  $$select customers.create_account('sixth', test.account('mitte'))$$, 'DEPTH',
  'The hierarchy has at most 5 levels.', 'There is no sixth level');

select results_eq(
  $$select account_name, depth, path_names from customers.hierarchy(test.account('emea'))$$,
  $$values ('emea', 2, '{emea}'::text[]), ('germany', 3, '{emea,germany}'),
    ('berlin', 4, '{emea,germany,berlin}'), ('mitte', 5, '{emea,germany,berlin,mitte}')$$,
  'The hierarchy is read from any account down');
select is_empty($$select * from customers.hierarchy(uuidv7())$$, 'An unknown account has none');
select results_eq(
  $$select x.account_name from customers.accounts as a, customers.accounts_ancestors(a) as x
    where a.id = test.account('berlin')$$,
  $$values ('root'), ('emea'), ('germany')$$, 'Ancestors come root first');
select results_eq(
  $$select x.account_name from customers.accounts as a, customers.accounts_descendants(a) as x
    where a.id = test.account('root')$$,
  $$values ('apac'), ('emea'), ('germany'), ('berlin'), ('mitte')$$,
  'Descendants come level by level');
select is(
  array(select customers.subtree_ids(test.account('berlin'))),
  array[test.account('berlin'), test.account('mitte')], 'A subtree holds its own root');

-- Refusals.
select throws_ok(
  $$update customers.accounts set parent_account_id = id where id = test.account('alone')$$,
  'CYCLE', 'An account cannot stand below itself.', 'An account is not its own parent');
select throws_ok(
  $$update customers.accounts set parent_account_id = test.account('berlin')
    where id = test.account('emea')$$, 'CYCLE', null, 'nor its descendant''s child');
select throws_ok(
  $$update customers.accounts set parent_account_id = case account_name
      when 'apac' then test.account('germany') else test.account('apac') end
    where account_name in ('apac', 'emea')$$, 'CYCLE', null,
  'Two moves of one statement make no cycle together');
select throws_ok(
  $$update customers.accounts set parent_account_id = test.account('alone')
    where id = test.account('root')$$, 'DEPTH', null, 'A subtree does not grow too deep by a move');
select throws_ok(
  $$update customers.accounts set parent_account_id = uuidv7() where id = test.account('alone')$$,
  'NOTFD', 'No account has this id.', 'An unknown parent is not found');
select results_eq('select * from test.paths()',
  $$values ('alone 1'), ('root 1'), ('root/apac 2'), ('root/emea 2'), ('root/emea/germany 3'),
    ('root/emea/germany/berlin 4'), ('root/emea/germany/berlin/mitte 5')$$,
  'After refusals all stands as before');

-- Moves.
update customers.accounts set parent_account_id = test.account('apac')
where id = test.account('germany');
select results_eq('select * from test.paths()',
  $$values ('alone 1'), ('root 1'), ('root/apac 2'), ('root/apac/germany 3'),
    ('root/apac/germany/berlin 4'), ('root/apac/germany/berlin/mitte 5'), ('root/emea 2')$$,
  'A moved account takes its subtree along');
update customers.accounts set parent_account_id = null where id = test.account('germany');
select results_eq('select * from test.paths()',
  $$values ('alone 1'), ('germany 1'), ('germany/berlin 2'), ('germany/berlin/mitte 3'), ('root 1'),
    ('root/apac 2'), ('root/emea 2')$$,
  'An account without a parent is a root again');
update customers.accounts set parent_account_id = case account_name
  when 'germany' then test.account('emea') when 'mitte' then test.account('apac')
  else test.account('germany') end
where account_name in ('germany', 'mitte', 'alone');
select results_eq('select * from test.paths()',
  $$values ('root 1'), ('root/apac 2'), ('root/apac/mitte 3'), ('root/emea 2'),
    ('root/emea/germany 3'), ('root/emea/germany/alone 4'), ('root/emea/germany/berlin 4')$$,
  'Several moves of one statement find their places');

select test.root('acme');
select is(
  (select count(*)::int from events.events where type = 'account.updated'
    and not (data -> 'previous' ? 'parent_account_id')
    and tenant_id = test.tenant('acme')), 0,
  'Who only came along is not announced');

-- Strangers.
select test.as('sales', 'other');
select is_empty($$select * from customers.hierarchy(test.account('root'))$$,
  'A stranger sees no hierarchy');
select is_empty($$select customers.subtree_ids(test.account('root'))$$, 'nor its ids');
select customers.create_account('mine');
select throws_ok(
  $$update customers.accounts set parent_account_id = test.account('root')$$, 'NOTFD',
  'No account has this id.', 'nor joins it');
select test.as('viewer', 'acme');
select throws_ok(
  $$update customers.accounts set parent_account_id = null$$, '42501', null,
  'A viewer moves nobody');
