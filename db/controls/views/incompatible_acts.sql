-- A view over values: part of the definition, the same for every tenant. Whoever did the earlier
-- act does not do the later one, with the same account or the same document. is_seconded says
-- whether the earlier act, by somebody else, makes him the second person of the later one.
create or replace view controls.incompatible_acts with (security_invoker = true) as
  select earlier, later, scope, is_seconded, reason
  from (values
    ('cash', 'credit', 'account', false, 'Who handles an account''s cash does not credit it.'),
    ('credit', 'cash', 'account', false, 'Who credited an account does not handle its cash.'),
    ('cash', 'write_off', 'account', false,
      'Who handles an account''s cash writes off nothing of it.'),
    ('write_off', 'cash', 'account', false,
      'Who wrote off something of an account does not handle its cash.'),
    ('cash', 'refund', 'account', true, 'Who handles an account''s cash does not refund it.'),
    ('refund', 'cash', 'account', false, 'Who refunded an account does not handle its cash.'),
    ('cash', 'payout', 'account', true,
      'Who handles an account''s cash does not pay out its balance.'),
    ('payout', 'cash', 'account', false,
      'Who paid out an account''s balance does not handle its cash.'),
    ('credit', 'refund', 'account', true, 'Who credited an account does not refund it.'),
    ('credit', 'payout', 'account', true,
      'Who credited an account does not pay out its balance.'),
    ('amendment', 'payout', 'account', true,
      'Who amended a contract does not pay out the balance of who is billed for it.'),
    ('customer', 'refund', 'account', false, 'Who entered a customer does not refund it.'),
    ('customer', 'payout', 'account', false,
      'Who entered a customer does not pay out its balance.'),
    ('customer', 'exemption', 'account', false, 'Who entered a customer does not exempt it.'),
    ('tax_by_hand', 'hand_tax', 'document', true,
      'Who entered a tax by hand does not issue the invoice.'),
    ('period_close', 'period_reopen', 'document', true,
      'Who closed a month does not reopen it.'),
    ('order_entry', 'order_decision', 'document', false,
      'Who entered a purchase order does not decide on it.')
  ) as listed (earlier, later, scope, is_seconded, reason);
comment on view controls.incompatible_acts is
  E'@unique earlier,later\n@behavior -query:resource:single\n'
  'Pairs of acts that one person does not do both.';
comment on column controls.incompatible_acts.earlier is 'What was done first.';
comment on column controls.incompatible_acts.later is 'What the same person does not do then.';
comment on column controls.incompatible_acts.scope is
  'What they have in common: account, or document.';
comment on column controls.incompatible_acts.is_seconded is
  'Whether who did the earlier act is the second person of the later one.';
comment on column controls.incompatible_acts.reason is 'The rule in a sentence.';
grant select on controls.incompatible_acts to tenor_auditor, tenor_owner;
