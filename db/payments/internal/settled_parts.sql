-- Of a recovery the taxes that the state had given back are owed to it again.
create or replace function payments.settled_parts(application payments.payment_applications)
  returns table (code text, subject_id uuid, amount numeric)
  language sql stable parallel safe rows 2
begin atomic
  select part.code, part.subject_id, abs(part.amount)
  from (
    select
      case when (application).is_recovery then 'bad_debt_recovery' else 'receivable' end as code,
      (application).invoice_id as subject_id,
      ((application).amount - (application).tax)::numeric as amount
    union all
    select 'tax_payable', t.tax_code_id, t.amount
    from billing.relieved_taxes as t
    where (application).tax <> 0 and t.tenant_id = (application).tenant_id
      and t.source_id = (application).id
  ) as part
  where part.amount <> 0;
end;
comment on function payments.settled_parts is
  E'@behavior -*\nThe ledger accounts of what an application settles: what is owed, or what was '
  'given up with its taxes.';
