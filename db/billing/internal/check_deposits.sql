-- Locks the deposits, then says what is wrong with the first that cannot be deducted.
create or replace function billing.check_deposits(invoice billing.invoices, deposit_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_wrong record;
begin
  perform from billing.invoices as d
  where d.tenant_id = invoice.tenant_id and d.id = any (deposit_ids)
  order by d.id
  for update;
  select rule.code, rule.message, format('deduct_deposits/%s', asked.place - 1) as pointer
  into v_wrong
  from (
    select a.id, a.place, count(*) over (partition by a.id order by a.place) as times_named
    from unnest(deposit_ids) with ordinality as a (id, place)
  ) as asked
  left join billing.invoices as d on d.tenant_id = invoice.tenant_id and d.id = asked.id
  cross join lateral (values
    (1, d.id is null, 'NOTFD', 'No invoice has this id.'),
    (2, d.billing_type <> 'advance', 'INPUT', 'The invoice is of no advance payment.'),
    (3, asked.times_named > 1, 'INPUT', 'The advance payment is named twice.'),
    (4, d.account_id <> invoice.account_id, 'INPUT', 'The advance payment is of another account.'),
    (5, d.legal_entity_id <> invoice.legal_entity_id, 'INPUT',
      'The advance payment is of another legal entity.'),
    (6, d.currency <> invoice.currency, 'INPUT',
      format('The advance payment is in %s.', d.currency)),
    (7, d.status <> 'paid', 'TRANS', format('The advance payment is %s.', d.status)),
    (8, billing.invoices_deposit_left(d) = 0, 'OVRAP', 'Nothing is left of the advance payment.'),
    (9, invoice.total <= 0, 'OVRAP', 'The invoice comes to nothing to deduct from.')
  ) as rule (rank, is_broken, code, message)
  where rule.is_broken
  order by asked.place, rule.rank
  limit 1;
  if found then
    perform kernel.fail(v_wrong.code, v_wrong.message, v_wrong.pointer);
  end if;
  perform billing.refuse_provider('deduct_deposits');
end $$;
comment on function billing.check_deposits is
  'Refuses advance payments that cannot be deducted from a draft, naming the first one; locks '
  'them.';
