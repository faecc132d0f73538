-- The grants say which doors there are; each through which money leaves is known as such.
select test.provision('acme');
select test.root();
create function test.booking(code text) returns setof text language sql as $$
  with recursive functions as (
    select p.oid, p.pronamespace::regnamespace || '.' || p.proname as name,
      -- Neither the act nor the tax basis of this name is the account.
      regexp_replace(p.prosrc, '(controls\.require\(|is_suspended\(|tax_basis\)? = |'
        'tax_basis is distinct from |when )''cash''', '', 'g') as body
    from pg_proc as p
    where p.pronamespace::regnamespace::text in (
      'customers', 'sales', 'tax', 'billing', 'payments', 'ledger')
  ),
  calls as (
    select distinct f.name as caller, c.called[1] as called
    from functions as f
    cross join lateral regexp_matches(f.body, '\m([a-z_]+\.[a-z_]+)\(', 'g') as c (called)
  ),
  reaching as (
    select f.name from functions as f where f.body ~ booking.code
    union
    select c.caller from reaching as r join calls as c on c.called = r.name
  )
  select r.name from reaching as r
  where exists (
    select from functions as f
    where f.name = r.name and has_function_privilege('tenor_admin', f.oid, 'execute')
      and not has_function_privilege('tenor_viewer', f.oid, 'execute'))
$$;
select isnt_empty($$select test.booking('''cash''')$$, 'Some commands book cash,');
select is_empty(
  $$select test.booking('''cash''')
    except select routine from controls.doors where act in ('cash', 'refund', 'payout')$$,
  'and all are entered as handling it, or giving it back');
select is_empty(
  $$select test.booking('billing\.(raise_balances|keep_write_off)\(|''bad_debt''')
    except select routine from controls.doors$$,
  'So is what raises an account''s balance, or writes off');
select is_empty(
  $$select d.routine from controls.doors as d
    where to_regclass(d.routine) is null and not exists (
      select from pg_proc as p where p.pronamespace::regnamespace || '.' || p.proname = d.routine)$$,
  'Every door is there');
select is_empty(
  $$select act from controls.doors
    except select unnest(array[earlier, later]) from controls.incompatible_acts
    except select act from controls.act_policies$$,
  'and leads to what a rule or a policy is about');
select is_empty(
  $$select unnest(array[earlier, later]) from controls.incompatible_acts
    except select act from controls.doors$$,
  'Every rule is about acts that have a door');
select is_empty(
  $$select a.attrelid::regclass || '.' || a.attname
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'v')
    where c.relnamespace::regnamespace::text in ('billing', 'payments', 'ledger', 'controls')
      and a.attnum > 0 and not a.attisdropped and a.attname <> 'amount_over'
      and (a.atttypid::regtype::text ~ 'numeric|amount' or a.attname ~ 'status|_id$')
      and (has_column_privilege('tenor_admin', a.attrelid, a.attnum, 'update')
        or has_column_privilege('tenor_admin', a.attrelid, a.attnum, 'insert'))$$,
  'No table takes an amount, a state or an owner from anybody');
select set_eq($$select role from controls.rights$$,
  $$select unnest('{sales,finance,cashier,tax,approver,admin}'::text[])$$,
  'Viewers and auditors do nothing of it');
select set_eq($$select act from controls.rights where role = 'cashier'$$, array['cash'],
  'A cashier handles cash and nothing else');
select set_eq($$select act from controls.rights where role = 'tax'$$, array['exemption'],
  'Tax people exempt and nothing else');
select is_empty(
  $$select p.oid::regprocedure from pg_proc as p
    where has_function_privilege('tenor_cashier', p.oid, 'execute')
      and not has_function_privilege('tenor_viewer', p.oid, 'execute')
      and p.pronamespace::regnamespace::text not in ('test', 'pgtap')
      and not exists (select from controls.doors as d
        where d.act = 'cash' and d.routine = p.pronamespace::regnamespace || '.' || p.proname)$$,
  'A cashier runs no other command');
select is_empty(
  $$select p.oid::regprocedure from pg_proc as p
    where has_function_privilege('tenor_tax', p.oid, 'execute')
      and not has_function_privilege('tenor_viewer', p.oid, 'execute')
      and p.pronamespace::regnamespace::text not in ('test', 'pgtap', 'tax')
      and p.oid::regproc::text <> 'billing.request_retax'$$,
  'nor tax people what is not about taxes');
