-- Says what is wrong with the first application that cannot be made; asked under the locks.
create or replace function payments.check_applications(
  payment payments.payments, applications payments.application_input[], list_name text
)
  returns void
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_wrong record;
begin
  select problem.code, problem.message,
    concat_ws('/', list_name, case when list_name is not null then x.place - 1 end, problem.field)
      as pointer
  into v_wrong
  from (
    select a.invoice_id, a.amount, a.place,
      count(*) over (partition by a.invoice_id order by a.place) as times_named,
      sum(a.amount) over (order by a.place) as sum_to_here
    from unnest(applications) with ordinality as a (invoice_id, amount, place)
  ) as x
  left join billing.invoices as i on i.tenant_id = payment.tenant_id and i.id = x.invoice_id
  cross join lateral (values
    (1, i.id is null, 'NOTFD', 'No invoice has this id.', 'invoice_id'),
    (2, i.account_id <> all ((select payments.line_ids(payment.account_id))::uuid[]), 'INPUT',
      'The invoice is of an account neither above nor below the one that paid.', 'invoice_id'),
    (3, i.status in ('draft', 'void'), 'TRANS',
      format('The invoice is %s; only an issued one can be paid.', i.status), 'invoice_id'),
    (4, i.currency <> payment.currency, 'NORAT',
      format('The invoice is in %s, the payment in %s.', i.currency, payment.currency),
      'invoice_id'),
    (5, i.legal_entity_id <> payment.legal_entity_id, 'INPUT',
      'The invoice is of another legal entity than the one that was paid.', 'invoice_id'),
    (6, x.times_named > 1, 'INPUT', 'The invoice is named twice.', 'invoice_id'),
    (7, x.amount <= 0 or x.amount <> kernel.round_amount(x.amount, payment.currency), 'INPUT',
      'An amount is above zero, with no more decimals than its currency.', 'amount'),
    (8, x.amount > billing.payable_amount(i), 'OVRAP',
      format('The invoice has %s left.', billing.payable_amount(i)), 'amount'),
    (9, x.sum_to_here > payment.unapplied_amount, 'OVRAP',
      format('The payment has %s left.', payment.unapplied_amount), 'amount')
  ) as problem (rank, is_wrong, code, message, field)
  where problem.is_wrong
  order by x.place, problem.rank
  limit 1;
  if found then
    perform kernel.fail(v_wrong.code, v_wrong.message, v_wrong.pointer);
  end if;
end $$;
comment on function payments.check_applications is
  'Refuses applications that cannot be made, naming the first one.';
