-- Of a recovery the tax that the state had given back is owed to it again.
create or replace function payments.settled_parts(application payments.payment_applications)
  returns table (code text, amount numeric)
  language sql immutable parallel safe
begin atomic
  select part.code, abs(part.amount)
  from (values
    (case when (application).is_recovery then 'bad_debt_recovery' else 'receivable' end,
      (application).amount - (application).tax),
    ('tax_payable', (application).tax)
  ) as part (code, amount)
  where part.amount <> 0;
end;
comment on function payments.settled_parts is
  E'@behavior -*\nThe ledger accounts of what an application settles: what is owed, or what was '
  'given up with its tax.';
