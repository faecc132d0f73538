-- First come, first served, under the locks of the limits; what is refused leaves its room to those
-- behind. An account that was refused gets nothing more, as it goes on hold. What is in another
-- currency than a limit takes of it at the rate of the day; where one is missing the limit cannot
-- be judged, and nothing is made until finance sets the rate or lifts the limit. That is nobody's
-- debt, and puts nobody on hold.
create or replace function billing.credit_refusals(wanted billing.invoice_request[])
  returns setof billing.credit_refusal
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
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
    judged as materialized (
      select asked.*, h.root_id, h.holder_id, l.available, l.currency as limit_currency,
        l.unknown_currencies, case when asked.currency = l.currency then 1
          else currencies.exchange_rate(asked.currency, l.currency, v_today) end as rate
      from asked
      join holders as h on h.account_id = asked.account_id
      join limits as l on l.account_id = h.holder_id
      where not asked.credit_hold and asked.amount > 0
    ),
    unknown as (
      select j.place, min(missing.currency) as currency, min(j.limit_currency) as limit_currency
      from judged as j
      cross join lateral unnest(j.unknown_currencies
        || case when j.rate is null then array[j.currency] end) as missing (currency)
      group by j.place
    ),
    over as (
      select unnest(kernel.unmet_claims(array_agg(
        (j.place, j.account_id, j.root_id, j.holder_id, j.amount * j.rate, j.available
          )::kernel.claim))) as place
      from judged as j
      where j.place not in (select unknown.place from unknown)
    )
    select asked.id, asked.account_id,
      case when unknown.place is null then 'CRHLD' else 'NORAT' end,
      case
        when asked.credit_hold then format('%s is on hold; release it first.', asked.account_name)
        when unknown.place is not null then format(
          'A credit limit of %s is in %s, and no exchange rate of %s is known for this day.',
          asked.account_name, unknown.limit_currency, unknown.currency)
        else format('An invoice over %s %s brings %s over a credit limit.', asked.amount,
          asked.currency, asked.account_name)
      end,
      not asked.credit_hold and unknown.place is null
    from asked
    left join unknown on unknown.place = asked.place
    where asked.credit_hold or unknown.place is not null
      or asked.place in (select over.place from over)
    order by asked.place;
end $$;
comment on function billing.credit_refusals is
  'Which of the invoices to be made, in the order given, may not be made on credit.';
