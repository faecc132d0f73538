-- Access ends when it ends: of tenants, members, tokens and analysts.
select test.provision('acme');
select test.provision('globex');
create function test.admitted(issued_at timestamptz default now()) returns text language sql as $$
  select set_config('tenor.issued_at', floor(extract(epoch from issued_at))::text, true);
  select tenancy.admit_caller(); select current_setting('transaction_read_only') $$;
create function test.refused(persona text, statement text) returns text language plpgsql as $$
begin
  perform test.as(persona, 'acme');
  return throws_ok(statement, '42501', null, persona || ' is refused: ' || statement);
end $$;
grant execute on all functions in schema test to public;

-- Whose tenant is none
select test.as('admin', uuidv7());
select throws_ok('select test.admitted()', 'UNAUT', 'This needs a valid token.',
  'A token of a tenant that is not there opens nothing');
select test.as('admin', null::uuid);
select throws_ok('select test.admitted()', 'UNAUT', null, 'nor one of no tenant.');
select test.as('operator');
select is(test.admitted(), 'off', 'The operator has none and enters');

-- Members
select test.as('admin', 'acme', 'ada');
insert into tenancy.members (subject, role) values ('finn', 'finance'), ('eve', 'sales');
select test.as('finance', 'acme', 'finn');
select is(test.admitted(), 'off', 'A member enters');
select test.as('admin', 'acme', 'ada');
update tenancy.members set status = 'removed' where subject = 'finn';
select test.as('finance', 'acme', 'finn');
select throws_ok($$select test.admitted(now() + interval '1 hour')$$, 'FORBD',
  'You are no longer a member of this tenant.', 'One who was removed does not, with a new token');
select throws_ok('select test.admitted()', 'UNAUT', 'This token was withdrawn.', 'or an old one.');
select test.as('admin', 'acme', 'ada');
update tenancy.members set status = 'active' where subject = 'finn';
select test.as('finance', 'acme', 'finn');
select throws_ok('select test.admitted()', 'UNAUT', null,
  'Who comes back does not come in with the old token,');
select is(test.admitted(now() + interval '1 hour'), 'off', 'but with a new one.');
select test.as('sales', 'acme', 'eve');
select is(test.admitted(), 'off', 'Others are not touched,');
select test.as('finance', 'globex', 'finn');
select is(test.admitted(), 'off', 'nor is the same subject elsewhere.');

-- Withdrawn, of whoever has tokens
select test.refused(persona, $$select tenancy.withdraw_tokens('eve')$$)
from unnest('{viewer,sales,finance,approver,worker,edge}'::text[]) as persona;
select test.as('admin', 'acme', 'ada');
select is((tenancy.withdraw_tokens('stranger')).subject, 'stranger', 'An admin withdraws them');
select throws_ok($$select tenancy.withdraw_tokens('')$$, '23514', null, 'of somebody');
select throws_ok($$select tenancy.withdraw_tokens(repeat('x', 256))$$, '23514', null, 'real.');
select throws_ok('select * from tenancy.token_withdrawals', '42501', null,
  'Nobody reads the table');
select test.as('viewer', 'acme', 'stranger');
select throws_ok('select test.admitted()', 'UNAUT', null, 'The token is refused,');
select throws_ok($$select test.admitted(null)$$, 'UNAUT', null, 'also one without an age;');
select is(test.admitted(now() + interval '1 minute'), 'off', 'a newer one is taken,');
select test.as('viewer', 'globex', 'stranger');
select is(test.admitted(), 'off', 'and elsewhere nothing has changed.');
select test.as('admin', null::uuid);
select throws_ok($$select tenancy.withdraw_tokens('x')$$, 'FORBD', null,
  'Who is in no tenant withdraws nothing');
select test.as('operator', null::uuid, 'olga');
select isnt((tenancy.withdraw_tokens('oscar')).not_before, null,
  'The operator withdraws those of operators');
select test.as('operator', null::uuid, 'oscar');
select throws_ok('select test.admitted()', 'UNAUT', null, 'who stay out then.');

-- Analysts: bound once, never moved in silence
select test.as('admin', 'acme');
select throws_ok($$select tenancy.bind_analyst('anna', 'acme')$$, '42501', null,
  'A tenant binds no logins');
select throws_ok($$select tenancy.unbind_analyst('anna')$$, '42501', null, 'and unbinds none.');
select test.as('operator', null::uuid, 'olga');
select lives_ok($$select tenancy.bind_analyst('anna', 'acme')$$, 'The operator binds a login,');
select lives_ok($$select tenancy.bind_analyst('anna', 'acme')$$, 'again to the same tenant,');
select throws_ok($$select tenancy.bind_analyst('anna', 'globex')$$, 'CNFLT', null,
  'but never moves it');
select throws_ok($$select tenancy.bind_analyst('anna', 'nowhere')$$, 'NOTFD', null, 'to nowhere.');
select lives_ok($$select tenancy.unbind_analyst('anna')$$, 'It is unbound first,');
select throws_ok($$select tenancy.unbind_analyst('anna')$$, 'NOTFD', null, 'once,');
select lives_ok($$select tenancy.bind_analyst('anna', 'globex')$$, 'then bound anew.');
select lives_ok($$select tenancy.bind_analyst('otto', 'acme')$$, 'Otto reads the other one.');
select is((tenancy.close_tenant(test.tenant('globex'), 'Gone')).status, 'closed', 'Closed,');
select throws_ok($$select tenancy.bind_analyst('new', 'globex')$$, 'TRANS', null,
  'a tenant takes no analysts;');
select test.root('globex');
select is_empty($$select from tenancy.analysts where tenant_id = test.tenant('globex')$$,
  'those it had are out,');
select isnt_empty($$select from tenancy.analysts where login_name = 'otto'$$,
  'those of others are not.');

-- Both sides have it on record
select results_eq(
  $$select operation, actor, actor_role, coalesce(new_values, old_values) ->> 'login_name'
    from audit.entries where tenant_id = test.tenant('acme') and table_name = 'tenancy.analysts'
    order by id$$,
  $$values ('insert', 'olga', 'tenor_operator', 'anna'),
    ('delete', 'olga', 'tenor_operator', 'anna'), ('insert', 'olga', 'tenor_operator', 'otto')$$,
  'A tenant''s audit log has what the operator did about its analysts');
select test.as('operator');
select results_eq(
  $$select e.event, e.details ->> 'login_name' from audit.security_events as e
    where e.tenant_id = test.tenant('globex') and e.event like 'analyst.%' order by e.id$$,
  $$values ('analyst.bound', 'anna'), ('analyst.unbound', 'anna')$$,
  'and the operator sees it too, closing included');
select test.as('admin', 'acme');
select results_eq(
  $$select e.subject, e.role, e.details ->> 'subject' from audit.security_events as e
    where e.event = 'tokens.withdrawn' order by e.id$$,
  $$values ('ada', 'tenor_admin', 'finn'), ('ada', 'tenor_admin', 'stranger')$$,
  'An admin sees whose tokens ended, and by whom');
