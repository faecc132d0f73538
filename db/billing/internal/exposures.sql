-- In the account's currency alone: a limit says nothing about money of other currencies. Summed
-- when it is asked, off an index, so that it cannot differ from the invoices and the payments.
-- Planned once a connection: to plan it takes ten times as long as to run it, and the planner
-- cannot know how few accounts come, hence the invoices laterally.
create or replace function billing.exposures(account_ids uuid[])
  returns setof billing.exposure
  language plpgsql stable security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_holders uuid[];
  v_parts uuid[];
  v_currencies text[];
  v_has_subtrees boolean;
begin
  select array_agg(a.id), array_agg(a.id), array_agg(a.currency),
    bool_or(a.credit_limit_scope = 'subtree')
  into v_holders, v_parts, v_currencies, v_has_subtrees
  from customers.accounts as a
  where a.tenant_id = v_tenant_id and a.id = any (account_ids);

  if v_has_subtrees then
    select array_agg(a.id), array_agg(part.id), array_agg(a.currency)
    into v_holders, v_parts, v_currencies
    from customers.accounts as a
    cross join lateral (
      select a.id where a.credit_limit_scope = 'account'
      union all
      select s.id from customers.subtree_ids(a.id) as s (id)
      where a.credit_limit_scope = 'subtree'
    ) as part
    where a.tenant_id = v_tenant_id and a.id = any (account_ids);
  end if;

  return query
    with debts as (
      select part.holder_id, sum(own.receivables) as receivables, sum(own.drafts) as drafts,
        sum(cash.amount) as cash
      from unnest(v_holders, v_parts, v_currencies) as part (holder_id, account_id, currency)
      cross join lateral (
        select sum(i.balance) filter (where i.status <> 'draft') as receivables,
          sum(i.balance) filter (where i.status = 'draft') as drafts
        from billing.invoices as i
        where i.tenant_id = v_tenant_id and i.account_id = part.account_id
          and i.currency = part.currency
          and i.status in ('draft', 'open', 'partially_paid', 'overdue')
      ) as own
      left join billing.unapplied_cash(v_parts) as cash
        on cash.account_id = part.account_id and cash.currency = part.currency
      group by part.holder_id
    ),
    sums as materialized (
      -- Zero brings the currency's decimals along.
      select d.holder_id, zero.amount + coalesce(d.receivables, 0) as receivables,
        zero.amount + coalesce(d.drafts, 0) as drafts, zero.amount + coalesce(d.cash, 0) as cash,
        a.currency, a.credit_limit_scope, a.credit_limit
      from debts as d
      join customers.accounts as a on a.tenant_id = v_tenant_id and a.id = d.holder_id
      cross join lateral (select kernel.round_amount(0, a.currency) offset 0) as zero (amount)
    )
    select s.holder_id, s.currency, s.credit_limit_scope, s.receivables::kernel.amount,
      s.drafts::kernel.amount, s.cash::kernel.amount,
      (s.receivables + s.drafts - s.cash)::kernel.amount, s.credit_limit,
      (s.credit_limit - (s.receivables + s.drafts - s.cash))::kernel.amount
    from sums as s;
end $$;
comment on function billing.exposures is
  'What accounts, or their subtrees where the limit is theirs, owe or are about to owe.';
