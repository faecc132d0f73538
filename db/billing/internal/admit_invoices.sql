-- Asked when totals are known, before anything is inserted. Orders are judged first and drawn last,
-- so that an invoice that is refused on credit draws nothing. Who was over the limit goes on hold,
-- which stays when the caller commits what was admitted. Who bears a part of somebody else's
-- contract has orders of its own.
create or replace function billing.admit_invoices(wanted billing.invoice_request[])
  returns setof billing.invoice_admission
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_judged sales.judged_draw[];
  v_refused billing.credit_refusal[];
begin
  perform billing.lock_credit(array(select w.account_id from unnest(wanted) as w));
  v_judged := array(select j from sales.judge_draws(array(
    select (w.id, coalesce(holder.id, w.account_id), w.contract_id, null,
      w.purchase_order_number, w.amount, w.currency, w.issue_date)::sales.purchase_order_draw
    from unnest(wanted) with ordinality as w (id, account_id, contract_id, purchase_order_number,
      currency, amount, issue_date, place)
    left join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = w.contract_id
    left join customers.accounts as holder on holder.tenant_id = v_tenant_id
      and holder.id = c.account_id and w.account_id = any (holder.path)
    order by w.place)) as j);
  v_refused := array(select r from billing.credit_refusals(array(
    select (w.id, w.account_id, w.contract_id, w.purchase_order_number, w.currency, w.amount,
      w.issue_date)::billing.invoice_request
    from unnest(wanted) with ordinality as w (id, account_id, contract_id, purchase_order_number,
      currency, amount, issue_date, place)
    join unnest(v_judged) as j on j.id = w.id
    where j.code is null
    order by w.place)) as r);

  perform sales.apply_draws(array(
    select j from unnest(v_judged) as j
    where j.id not in (select r.id from unnest(v_refused) as r)));
  perform customers.hold_accounts(
    array(select r.account_id from unnest(v_refused) as r where r.is_over_limit),
    'An invoice would have brought it over its credit limit.');

  return query
    select j.id, j.purchase_order_id,
      case when j.code is null and r.id is null then j.amount else 0 end::kernel.amount,
      coalesce(r.code, j.code), coalesce(r.message, j.message)
    from unnest(v_judged) as j
    left join unnest(v_refused) as r on r.id = j.id;
end $$;
comment on function billing.admit_invoices is
  'Which invoices may be made, by credit and by purchase order; draws on the orders for them and '
  'puts accounts on hold that would be over their limit.';
