-- Two people share the way on which money leaves: who did one half does not do the other.
select test.provision('acme', '2026-01-10T09:00:00Z');
create table test.named (name text primary key, id uuid not null);
grant select, insert, update on test.named to public;
create function test.id(name text) returns uuid language sql stable as $$
  select n.id from test.named as n where n.name = id.name
$$;
create function test.keep(name text, id uuid) returns void language sql as $$
  insert into test.named values (name, id) on conflict (name) do update set id = excluded.id
$$;
create function test.speak(subject text, role text default 'finance') returns void language sql as $$
  select test.as(role, 'acme', subject)
$$;
create function test.hire(subject text, role text, by text default 'adam') returns void
  language plpgsql as $$
begin
  perform test.speak(by, 'admin');
  execute format('insert into tenancy.members (subject, role) values (%L, %L)', subject, role);
end $$;
-- An issued invoice of a customer, both by people who do nothing else.
create function test.invoice(name text, tax numeric default null) returns void
  language plpgsql as $$
begin
  perform test.speak('sid', 'sales');
  perform test.keep(name || ' account', (customers.create_account(name)).id);
  perform test.speak('ivy');
  perform test.keep(name, (billing.finalize_invoice((billing.create_invoice(
    test.id(name || ' account'),
    items => array[(null, null, 'Work', 1, 100, 0, tax, null, null, null)
      ::billing.invoice_item_input])).id)).id);
end $$;
create function test.pay(name text, subject text, amount numeric default 100) returns void
  language plpgsql as $$
begin
  perform test.speak(subject);
  perform test.keep(name || ' payment',
    (payments.record_payment(amount, invoice_id => test.id(name))).id);
end $$;
create function test.credit(name text, subject text, settlement text default 'refund') returns void
  language plpgsql as $$
begin
  perform test.speak(subject);
  perform test.keep(name || ' note',
    (billing.create_credit_note(test.id(name), 'Wrong', settlement => credit.settlement)).id);
end $$;
-- What is on record of somebody's last act.
create function test.last(actor text) returns text
  language plpgsql security definer as $$
declare
  v_text text;
begin
  select concat_ws(' ', a.act, a.outcome, a.second_person) into v_text
  from controls.acts as a where a.actor = last.actor order by a.id desc limit 1;
  return v_text;
end $$;
grant execute on all functions in schema test to public;

-- A tenant of one person, whatever others there are who may not do it: all is done, and listed.
select test.invoice('alone');
select test.pay('alone', 'ann');
select is(test.last('ann'), 'cash', 'Cash alone asks for nothing');
select test.credit('alone', 'ann');
select is(test.last('ann'), 'credit conflict', 'Who is alone credits what he took the cash of,');
select lives_ok($$select billing.refund_credit_note(test.id('alone note'))$$, 'refunds it,');
select is(test.last('ann'), 'refund conflict', 'and all of it is listed');
select is((select count(*)::int from events.events where type = 'conflict.logged'), 2, 'and told');

-- Two people: who handles the cash of an account does nothing else about its money.
select test.root('acme');
insert into tenancy.members (subject, role) values ('bob', 'finance');
select test.invoice('two');
select test.pay('two', 'ann', 60);
select throws_ok(act.sql, 'DUTYC', null, 'Who took the cash ' || act.not_this)
from (values
  ($$select billing.create_credit_note(test.id('two'), 'x')$$, 'does not credit'),
  ($$select billing.reissue_invoice(test.id('two'), 'x')$$, 'does not reissue, which credits'),
  ($$select billing.write_off_invoice(test.id('two'), 'x')$$, 'does not write off'),
  ($$select billing.write_off_invoice(test.id('two'), 'x', 1)$$, 'nor a cent')
) as act (sql, not_this);
select lives_ok($$select payments.unapply_payment(test.id('two payment'), test.id('two'))$$,
  'She takes back where the cash went, which is cash again');
select throws_ok($$select billing.void_invoice(test.id('two'), 'x')$$, 'DUTYC',
  'Who handles an account''s cash does not credit it. Ask another person.',
  'and voids nothing on which it was');
select throws_ok($$select payments.refund_payment(test.id('two payment'), 'x')$$, 'DUTYC', null,
  'nor gives it back');
select test.speak('bob');
select lives_ok($$select payments.refund_payment(test.id('two payment'), 'Paid twice')$$,
  'Another person does');
select is(test.last('bob'), 'refund approved ann', 'with her as the second one');
select throws_ok($$select payments.record_payment(1, test.id('two account'))$$, 'DUTYC', null,
  'Who refunded handles no cash of the account');
select test.speak('ann');
select lives_ok($$select payments.record_payment(1, test.id('two account'))$$,
  'as long as somebody has less part in it');

-- Between two who both had part, the one with the least does it: nothing is stuck.
select test.invoice('both');
select test.pay('both', 'ann');
select test.credit('both', 'bob');
select is(test.last('bob'), 'credit', 'A credit needs no second person by itself');
select throws_ok($$select payments.record_payment(1, test.id('both account'))$$, 'DUTYC', null,
  'Who credited handles no cash');
select lives_ok($$select billing.refund_credit_note(test.id('both note'))$$,
  'Where both had part in a document, one of them refunds');
select is(test.last('bob'), 'refund conflict ann', 'which is listed');

-- Three: the third refunds.
select test.hire('cy', 'finance');
select test.invoice('three');
select test.pay('three', 'ann');
select test.credit('three', 'bob');
select throws_ok($$select billing.refund_credit_note(test.id('three note'))$$, 'DUTYC', null,
  'Who credited does not refund it');
select test.speak('ann');
select throws_ok($$select billing.refund_credit_note(test.id('three note'))$$, 'DUTYC', null,
  'nor who took the cash');
select test.speak('cy');
select lives_ok($$select billing.refund_credit_note(test.id('three note'))$$, 'but a third one');
select is(test.last('cy'), 'refund approved bob', 'and the policy is kept');

-- The same by way of the balance, and with the one who entered the customer.
select test.invoice('balance');
select test.pay('balance', 'ann');
select test.credit('balance', 'bob', 'balance');
select throws_ok($$select billing.refund_balance(test.id('balance account'), 'x')$$, 'DUTYC', null,
  'Who credited does not pay out the balance');
select test.speak('ann');
select throws_ok($$select billing.refund_balance(test.id('balance account'), 'x')$$, 'DUTYC', null,
  'nor who took the cash');
select test.speak('sid', 'admin');
select throws_ok($$select billing.refund_balance(test.id('balance account'), 'x')$$, 'DUTYC',
  'Who entered a customer does not pay out its balance. Ask another person.',
  'nor who entered the customer');
select test.speak('cy');
select lives_ok($$select billing.refund_balance(test.id('balance account'), 'Left', 10)$$,
  'but a third one');
select is(test.last('cy'), 'payout approved bob', 'with a second one');

-- An admin's second identity is his own until another admin gives its role, too.
select test.invoice('twice');
select test.pay('twice', 'adam', 50);
select test.hire('eve', 'finance');
select test.speak('eve');
select throws_ok($$select billing.write_off_invoice(test.id('twice'), 'x')$$, 'DUTYC', null,
  'Whom somebody made does not do what he does not');
select test.speak('ada', 'admin');
update tenancy.members set role = 'finance' where subject = 'eve';
select is(test.last('ada'), 'role_grant approved adam', 'A role that two gave is approved');
select test.speak('eve');
select lives_ok($$select billing.write_off_invoice(test.id('twice'), 'Gone')$$,
  'and who has it is another person');
select is(test.last('eve'), 'write_off unapproved', 'Nobody else had part in it');

-- Purchase orders: nobody makes an approver of his own orders.
select test.hire('ora', 'approver', 'olaf');
select test.hire('other', 'approver', 'ada');
select test.speak('olaf', 'admin');
select test.keep('order', (sales.submit_purchase_order((sales.create_purchase_order(
  test.id('twice account'), 'PO-1', 100, '2026-01-01', '2026-12-31',
  approval_required => true)).id)).id);
select test.speak('ora', 'approver');
select throws_ok($$select sales.approve_purchase_order(test.id('order'))$$, 'DUTYC', null,
  'Whom its author made an approver does not approve it');
select test.speak('other', 'approver');
select lives_ok($$select sales.approve_purchase_order(test.id('order'))$$, 'Another one does');

-- Tax by hand, and exemptions.
select throws_ok($$select test.invoice('hand', 10)$$, 'DUTYC', null,
  'Who entered a tax by hand does not issue it');
select test.speak('ivy');
select test.keep('draft', (billing.add_invoice_item((billing.create_invoice(
  test.id('twice account'))).id, 'Work', 1, 100, tax => 5)).id);
select test.speak('bob');
select lives_ok($$select billing.finalize_invoice(test.id('draft'))$$, 'Another one does');
select is(test.last('bob'), 'hand_tax approved ivy', 'which makes two');
select test.speak('sid', 'admin');
select throws_ok($$select tax.add_tax_exemption(test.id('twice account'), 'x')$$, 'DUTYC', null,
  'Who entered a customer does not exempt it');
select test.speak('tom', 'tax');
select lives_ok($$select tax.add_tax_exemption(test.id('twice account'), 'Charity')$$,
  'The tax people do');
select is(test.last('tom'), 'exemption unapproved', 'which is listed until somebody agrees');

-- Policies
select test.speak('ada', 'admin');
update controls.act_policies set mode = 'log' where act = 'credit';
update controls.act_policies set amount_over = 500 where act = 'write_off';
select test.invoice('logged');
select test.pay('logged', 'ann', 60);
select test.credit('logged', 'ann', 'balance');
select is(test.last('ann'), 'credit conflict', 'Where the policy says log, it is done and listed');
select test.invoice('own');
select test.pay('own', 'ada', 60);
select throws_ok($$select billing.create_credit_note(test.id('own'), 'x')$$, 'DUTYC', null,
  'Whoever set the policy is not excused by it');
select test.speak('cy');
select lives_ok($$select billing.write_off_invoice(test.id('own'), 'Small', 5)$$, 'Below an amount');
select is(test.last('cy'), 'write_off', 'nobody else is asked for');
select test.speak('ada', 'admin');
update controls.act_policies set mode = 'off' where act = 'credit';
select test.invoice('off');
select test.pay('off', 'ann', 60);
select test.credit('off', 'ann', 'balance');
select is(test.last('ann'), 'credit', 'Where the policy is off, nothing is listed');

-- Who sees and touches it
select test.speak('aud', 'auditor');
select isnt_empty($$select * from controls.acts$$, 'An auditor sees what was done,');
select is((select role || ' ' || acts::text from controls.access where subject = 'cy'),
  'finance {amendment,cash,credit,customer,exemption,hand_tax,order_entry,payout,period_close,'
  'period_reopen,refund,tax_by_hand,write_off}', 'and who may do what,');
select is((select is_member from controls.access where subject = 'ann'), false,
  'also of people who are no members,');
select throws_ok('update controls.act_policies set mode = ''off''', '42501', null,
  'but changes no policy');
select throws_ok($$insert into controls.acts (act, subject_type, subject_id, actor, actor_role)
  values ('refund', 'account', uuidv7(), 'x', 'y')$$, '42501', null, 'and writes nothing down');
select throws_ok(format('select * from controls.%I', name), '42501', null,
  persona || ' does not read ' || name)
from unnest('{viewer,sales,finance,cashier,tax,approver}'::text[]) as persona
cross join unnest('{acts,act_policies,access}'::text[]) as name
cross join lateral (select test.as(persona, 'acme')) as speaking;
select test.as('admin', 'acme');
select throws_ok('delete from controls.acts', '42501', null, 'Nobody takes an act out');
select throws_ok($$update controls.act_policies set changed_by = 'x'$$, '42501', null,
  'or says that another one set a policy');
select throws_ok($$update controls.act_policies set mode = 'x'$$, '23514', null,
  'A mode is one of three');
select test.as('owner', 'acme');
select throws_ok('update controls.acts set outcome = null', 'FORBD', null, 'The owner neither');
select test.provision('globex');
select test.as('admin', 'globex');
select is_empty('select * from controls.acts', 'A stranger sees nothing');
select is((select count(*)::int from controls.act_policies), 10, 'and has policies of his own');
