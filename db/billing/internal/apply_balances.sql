-- Locks invoices by id, then balances: whoever waited sees in the next statement what is left. An
-- account's invoices get it in order, the oldest due first.
create or replace function billing.apply_balances(invoice_ids uuid[])
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_account_ids uuid[];
  v_postings ledger.posting[];
  v_invoices billing.invoices[];
begin
  with locked as (
    select i.account_id from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (invoice_ids)
      and i.status in ('open', 'partially_paid', 'overdue')
    order by i.id
    for update
  )
  select array_agg(distinct locked.account_id) into v_account_ids from locked;
  perform from billing.account_balances as b
  where b.tenant_id = v_tenant_id and b.account_id = any (v_account_ids) and b.balance > 0
  order by b.account_id, b.currency, b.legal_entity_id
  for update;

  with wanted as (
    select i.id, i.account_id, i.legal_entity_id, i.balance,
      b.id as balance_id, b.balance - coalesce(sum(i.balance) over (
        partition by b.id order by i.due_date, i.id
        rows between unbounded preceding and 1 preceding), 0) as available
    from billing.invoices as i
    join billing.account_balances as b
      on b.tenant_id = i.tenant_id and b.account_id = i.account_id and b.currency = i.currency
      and b.legal_entity_id = i.legal_entity_id
    where i.tenant_id = v_tenant_id and i.id = any (invoice_ids)
      and i.status in ('open', 'partially_paid', 'overdue')
  ),
  days as materialized (
    select w.legal_entity_id, tenancy.today_of(w.legal_entity_id) as today
    from (select distinct w.legal_entity_id from wanted as w) as w
  ),
  allotted as (
    select w.id, w.account_id, w.balance_id, least(w.balance, w.available) as amount,
      days.today as applied_on
    from wanted as w
    join days on days.legal_entity_id = w.legal_entity_id
    where w.available > 0
  ),
  applied as (
    insert into billing.balance_applications (tenant_id, account_id, invoice_id, amount,
      applied_on, created_at)
    select v_tenant_id, a.account_id, a.id, a.amount, a.applied_on, v_now
    from allotted as a
    returning id, account_id, invoice_id, amount, applied_on
  ),
  used as (
    update billing.account_balances as b
    set balance = b.balance - taken.amount
    from (
      select a.balance_id, sum(a.amount) as amount from allotted as a group by a.balance_id
    ) as taken
    where b.tenant_id = v_tenant_id and b.id = taken.balance_id and b.balance >= taken.amount
  ),
  paid as (
    update billing.invoices as i
    set credited_amount = i.credited_amount + a.amount,
      status = case when i.balance = a.amount then 'paid'
        when i.status = 'overdue' then 'overdue' else 'partially_paid' end,
      paid_date = case when i.balance = a.amount then a.applied_on end
    from allotted as a
    where i.tenant_id = v_tenant_id and i.id = a.id
    returning i.*
  )
  select array_agg(p order by p.due_date, p.id), array_agg((
      p.legal_entity_id, 'billing.balance_application', a.id, 'applied',
      'Balance to ' || p.invoice_number, p.invoice_number, a.applied_on, p.currency,
        'customer_balance', a.account_id, 'receivable', p.id, a.amount
    )::ledger.posting)
  into v_invoices, v_postings
  from paid as p
  join applied as a on a.invoice_id = p.id;

  perform ledger.post(v_postings);
  perform billing.release_taxes(array(select p.id from unnest(v_invoices) as p));
  perform events.publish_many(array(
    select ('invoice.paid', 'invoice', p.id, to_jsonb(p), null)::events.new_event
    from unnest(v_invoices) as p where p.status = 'paid'));
  return query select * from unnest(v_invoices);
end $$;
comment on function billing.apply_balances is
  'Pays open invoices from their accounts'' balances as far as these reach; answers with those '
  'that got something.';
