-- First come, first served, under the locks of the limits; what is refused leaves its room to those
-- behind. An account that was refused gets nothing more, as it goes on hold. What is in another
-- currency than a limit is not counted by it.
create or replace function billing.credit_refusals(wanted billing.invoice_request[])
  returns setof billing.credit_refusal
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_account_ids uuid[] := array(select distinct w.account_id from unnest(wanted) as w);
begin
  perform billing.lock_credit(v_account_ids);

  return query
    with asked as (
      select w.id, w.account_id, w.place::int as place, w.currency, w.amount, a.account_name,
        a.credit_hold
      from unnest(wanted) with ordinality as w (id, account_id, contract_id,
        purchase_order_number, currency, amount, issue_date, place)
      join customers.accounts as a on a.tenant_id = v_tenant_id and a.id = w.account_id
    ),
    holders as materialized (
      select * from billing.credit_holders(v_account_ids)
    ),
    limits as materialized (
      select * from billing.exposures(array(select distinct h.holder_id from holders as h))
    ),
    over as (
      select unnest(kernel.unmet_claims(array_agg(
        (asked.place, asked.account_id, h.root_id, h.holder_id, greatest(asked.amount, 0),
          l.available)::kernel.claim))) as place
      from asked
      join holders as h on h.account_id = asked.account_id
      join limits as l on l.account_id = h.holder_id and l.currency = asked.currency
      where not asked.credit_hold
    )
    select asked.id, asked.account_id,
      case
        when asked.credit_hold then format('%s is on hold; release it first.', asked.account_name)
        else format('An invoice over %s %s brings %s over a credit limit.', asked.amount,
          asked.currency, asked.account_name)
      end,
      not asked.credit_hold
    from asked
    where asked.credit_hold or asked.place in (select over.place from over)
    order by asked.place;
end $$;
comment on function billing.credit_refusals is
  'Which of the invoices to be made, in the order given, may not be made on credit.';
