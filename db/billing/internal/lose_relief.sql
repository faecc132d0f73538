-- What is taken back of a recovery was never paid, but a credit has given its tax back meanwhile:
-- no relief is left of it besides.
create or replace function billing.lose_relief(settlements billing.settlement[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select billing.reinstate(i, kernel.round_amount(0, i.currency), 'Payment taken back', taken.day)
  from (
    select s.invoice_id, max(greatest(s.settled_on, w.written_off_on)) as day
    from unnest(settlements) as s
    join billing.write_offs as w
      on w.tenant_id = (select tenancy.current_tenant_id()) and w.invoice_id = s.invoice_id
    where s.is_recovery
    group by s.invoice_id
  ) as taken
  join billing.invoices as i
    on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = taken.invoice_id
  where i.written_off_amount > 0
  order by i.id
$$;
comment on function billing.lose_relief is
  'Owes the state again what it gave back of invoices, where a recovery is taken back of which '
  'nothing is left to be given back.';
