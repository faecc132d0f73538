-- What an amendment gives back of an invoice that was given up takes back what was given up of it
-- and never came, as a credit note does: who did not pay has nothing to his credit. What the
-- invoice itself charges uses the credit first; then the original stays given up, and what was not
-- earned of it, and its tax, are no more than what is left of its items.
create or replace function billing.credit_written_off(invoice billing.invoices)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_reason text := 'Credited by ' || invoice.invoice_number;
  v_today date := tenancy.today_of(invoice.legal_entity_id);
  v_postings ledger.posting[];
  v_credited_ids uuid[];
begin
  perform from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.written_off_amount > 0 and i.id in (
    select c.invoice_id from billing.credits_on(invoice) as c)
  order by i.id
  for update;

  with given_up as (
    select i, least(c.amount, i.written_off_amount - i.recovered_amount) as amount
    from billing.credits_on(invoice) as c
    join billing.invoices as i on i.tenant_id = v_tenant_id and i.id = c.invoice_id
    where i.written_off_amount > 0
  ),
  allotted as (
    select g.i, least(g.amount, greatest(-invoice.total - coalesce(sum(g.amount) over (
        order by (g.i).id rows between unbounded preceding and 1 preceding), 0), 0)) as amount
    from given_up as g
  ),
  reinstated as materialized (
    select (a.i).id, kernel.round_amount(a.amount, invoice.currency) as amount,
      billing.reinstate(a.i, a.amount, v_reason, v_today)
    from allotted as a
    order by (a.i).id
  ),
  applied as (
    insert into billing.balance_applications (account_id, invoice_id, amount, applied_on)
    select invoice.account_id, r.id, r.amount, v_today from reinstated as r where r.amount > 0
    returning id, invoice_id, amount
  ),
  used as (
    update billing.account_balances as b
    set balance = b.balance - taken.amount
    from (select sum(a.amount) as amount from applied as a) as taken
    where b.tenant_id = v_tenant_id and b.account_id = invoice.account_id
      and b.legal_entity_id = invoice.legal_entity_id and b.currency = invoice.currency
      and taken.amount > 0
  ),
  credited as (
    update billing.invoices as i
    set credited_amount = i.credited_amount + a.amount,
      written_off_amount = i.written_off_amount - a.amount,
      written_off_at = case when i.written_off_amount > a.amount then i.written_off_at end,
      write_off_reason = case when i.written_off_amount > a.amount then i.write_off_reason end,
      status = case when i.written_off_amount = a.amount and i.status = 'uncollectible'
        then 'paid' else i.status end,
      paid_date = case when i.written_off_amount = a.amount and i.status = 'uncollectible'
        then v_today else i.paid_date end
    from applied as a
    where i.tenant_id = v_tenant_id and i.id = a.invoice_id
    returning i.*
  ),
  published as (
    select events.publish('invoice.paid', 'invoice', c.id, to_jsonb(c))
    from credited as c
    where c.status = 'paid' and c.written_off_amount = 0
  )
  select array_agg((
      c.legal_entity_id, 'billing.balance_application', a.id, 'applied',
      'Balance to ' || c.invoice_number, c.invoice_number, v_today, c.currency,
      'customer_balance', invoice.account_id, 'receivable', c.id, a.amount
    )::ledger.posting), array_agg(c.id)
  into v_postings, v_credited_ids
  from applied as a
  join credited as c on c.id = a.invoice_id
  cross join (select count(*) from published) as told;
  perform ledger.post(v_postings);
  perform billing.release_taxes(v_credited_ids);
end $$;
comment on function billing.credit_written_off is
  'Takes back what was given up of invoices of which an issued invoice gives something back.';
