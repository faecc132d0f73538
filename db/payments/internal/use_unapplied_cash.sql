-- The money of an account with a legal entity, in a currency, is laid beside its invoices, the
-- oldest payment first, the oldest due first: an invoice gets of a payment where the two overlap.
-- A payment that came after the lock, and that somebody else has in hand, is left to him.
create or replace function payments.use_unapplied_cash(invoice_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_applied payments.payment_applications[];
begin
  with wanted as (
    select i.id, i.account_id, i.legal_entity_id, i.currency, i.issue_date, i.due_date,
      sum(i.balance) over owed - i.balance as starts, sum(i.balance) over owed as ends
    from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (invoice_ids)
      and i.status in ('open', 'partially_paid', 'overdue')
    window owed as (partition by i.account_id, i.legal_entity_id, i.currency order by i.due_date,
      i.id)
  ),
  locked as materialized (
    select p.id, p.account_id, p.legal_entity_id, p.currency, p.received_on, p.unapplied_amount
    from payments.payments as p
    where p.tenant_id = v_tenant_id and p.unapplied_amount <> 0
      and p.account_id = any (array(select w.account_id from wanted as w))
    order by p.id
    for update skip locked
  ),
  cash as (
    select l.*, sum(l.unapplied_amount) over held - l.unapplied_amount as starts,
      sum(l.unapplied_amount) over held as ends
    from locked as l
    window held as (partition by l.account_id, l.legal_entity_id, l.currency
      order by l.received_on, l.id)
  ),
  days as materialized (
    select e.id as legal_entity_id, tenancy.today(e.time_zone) as today
    from tenancy.legal_entities as e
    where e.tenant_id = v_tenant_id
  ),
  applied as (
    insert into payments.payment_applications (tenant_id, payment_id, invoice_id, amount,
      applied_on, created_at)
    select v_tenant_id, c.id, w.id, least(c.ends, w.ends) - greatest(c.starts, w.starts),
      greatest(d.today, c.received_on, w.issue_date), v_now
    from wanted as w
    join cash as c using (account_id, legal_entity_id, currency)
    join days as d using (legal_entity_id)
    where c.starts < w.ends and w.starts < c.ends
    order by w.due_date, w.id, c.received_on, c.id
    returning *
  )
  select coalesce(array_agg(a order by a.id), '{}') into v_applied from applied as a;

  if v_applied <> '{}' then
    perform payments.settle_applications(v_applied);
    perform ledger.post(payments.application_postings(v_applied));
    perform payments.announce('payment.applied', array(
      select p from payments.payments as p
      where p.tenant_id = v_tenant_id
        and p.id = any (array(select a.payment_id from unnest(v_applied) as a))), v_applied);
  end if;
end $$;
comment on function payments.use_unapplied_cash is
  'Pays invoices that are being issued from what is left of their accounts'' payments.';
