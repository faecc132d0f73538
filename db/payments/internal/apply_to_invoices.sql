-- Locks in one order everywhere: the payment, which the caller holds, then invoices by id. Each
-- invoice gets what is asked, or what it needs, as far as the payment reaches. Money that was there
-- before its invoice was given up recovers nothing before that day, and no tax that was not back
-- yet: until then it waits as unapplied cash. So it does until today where its invoice had less
-- open on that day, as when another payment had it then that bounced.
create or replace function payments.apply_to_invoices(
  payment payments.payments,
  applications payments.application_input[],
  apply_on date,
  list_name text default null
)
  returns payments.payment_applications[]
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_now timestamptz := tenancy.now();
  v_today date := tenancy.today_of(payment.legal_entity_id);
  v_applied payments.payment_applications[];
begin
  perform payments.lock_payable_invoices(
    array(select a.invoice_id from unnest(applications) as a), payment.currency);
  perform payments.check_applications(payment, applications, list_name);

  with wanted as (
    select i as invoice, i.id, i.status = 'uncollectible' as is_recovery, a.place,
      greatest(apply_on, i.issue_date, given_up.day) as applied_on,
      greatest(least(a.amount, billing.payable_amount(i)), 0) as amount
    from unnest(applications) with ordinality as a (invoice_id, amount, place)
    join billing.invoices as i on i.tenant_id = payment.tenant_id and i.id = a.invoice_id
    cross join lateral (
      select max(w.written_off_on) as day
      from billing.write_offs as w
      where i.status = 'uncollectible' and w.tenant_id = i.tenant_id and w.invoice_id = i.id
    ) as given_up
  ),
  allotted as (
    select w.invoice, w.id, w.applied_on, w.is_recovery, w.place,
      least(w.amount, payment.unapplied_amount
        - coalesce(sum(w.amount) over (order by w.place rows between unbounded preceding
            and 1 preceding), 0)) as amount
    from wanted as w
  ),
  applied as (
    insert into payments.payment_applications (tenant_id, payment_id, invoice_id, amount, tax,
      is_recovery, applied_on, created_at)
    select payment.tenant_id, payment.id, a.id,
      kernel.round_amount(a.amount, payment.currency),
      kernel.round_amount(
        case when a.is_recovery then billing.recovery_tax(a.invoice, a.amount) else 0 end,
        payment.currency),
      a.is_recovery,
      case when a.applied_on < v_today and not a.is_recovery and a.amount > ledger.lowest_balance(
          payment.legal_entity_id, 'receivable', payment.currency, a.id, a.applied_on)
        then v_today else a.applied_on end, v_now
    from allotted as a
    where a.amount > 0
    order by a.place
    returning *
  )
  select coalesce(array_agg(a order by a.id), '{}') into v_applied from applied as a;

  perform payments.settle_applications(v_applied);
  return v_applied;
end $$;
comment on function payments.apply_to_invoices is
  'Applies a locked payment to invoices in order, in sub-ledgers and totals; the caller books it.';
