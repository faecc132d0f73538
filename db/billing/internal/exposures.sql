-- In the account's currency; what is in others counts at the rate of the day. Where none is known
-- nothing is left of the limit: what cannot be counted is not let through. Summed when it is asked,
-- off an index, so that it cannot differ from the invoices and the payments. Planned once a
-- connection: to plan it takes ten times as long as to run it, and the planner cannot know how few
-- accounts come, hence the invoices laterally.
create or replace function billing.exposures(account_ids uuid[])
  returns setof billing.exposure
  language plpgsql stable security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_holders uuid[];
  v_parts uuid[];
  v_has_subtrees boolean;
begin
  select array_agg(a.id), array_agg(a.id), bool_or(a.credit_limit_scope = 'subtree')
  into v_holders, v_parts, v_has_subtrees
  from customers.accounts as a
  where a.tenant_id = v_tenant_id and a.id = any (account_ids);

  if v_has_subtrees then
    select array_agg(a.id), array_agg(part.id)
    into v_holders, v_parts
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
      select part.holder_id, own.currency, sum(own.receivables) as receivables,
        sum(own.drafts) as drafts, sum(own.cash) as cash
      from unnest(v_holders, v_parts) as part (holder_id, account_id)
      cross join lateral (
        select i.currency, case when i.status <> 'draft' then i.balance end as receivables,
          case when i.status = 'draft' then i.balance end as drafts, null::numeric as cash
        from billing.invoices as i
        where i.tenant_id = v_tenant_id and i.account_id = part.account_id
          and i.status in ('draft', 'open', 'partially_paid', 'overdue')
      ) as own
      group by part.holder_id, own.currency
      union all
      select part.holder_id, cash.currency, null, null, sum(cash.amount)
      from unnest(v_holders, v_parts) as part (holder_id, account_id)
      join billing.unapplied_cash(v_parts) as cash on cash.account_id = part.account_id
      group by part.holder_id, cash.currency
    ),
    sums as materialized (
      -- Zero brings the currency's decimals along.
      select a.id, a.currency, a.credit_limit_scope, a.credit_limit,
        zero.amount + coalesce(kernel.round_amount(sum(d.receivables * d.rate), a.currency), 0)
          as receivables,
        zero.amount + coalesce(kernel.round_amount(sum(d.drafts * d.rate), a.currency), 0)
          as drafts,
        zero.amount + coalesce(kernel.round_amount(sum(d.cash * d.rate), a.currency), 0) as cash,
        coalesce(array_agg(distinct d.currency) filter (where d.rate is null
          and coalesce(d.receivables, 0) + coalesce(d.drafts, 0) > 0), '{}') as unknown
      from customers.accounts as a
      left join lateral (
        select d.*, case when d.currency = a.currency then 1
          else currencies.exchange_rate(d.currency, a.currency, v_today) end as rate
        from debts as d
        where d.holder_id = a.id
      ) as d on true
      cross join lateral (select kernel.round_amount(0, a.currency) offset 0) as zero (amount)
      where a.tenant_id = v_tenant_id and a.id = any (v_holders)
      group by a.id, a.currency, a.credit_limit_scope, a.credit_limit, zero.amount
    )
    select s.id, s.currency, s.credit_limit_scope, s.receivables::kernel.amount,
      s.drafts::kernel.amount, s.cash::kernel.amount,
      (s.receivables + s.drafts - s.cash)::kernel.amount, s.credit_limit,
      least(s.credit_limit - (s.receivables + s.drafts - s.cash),
        case when s.unknown <> '{}' and s.credit_limit is not null then 0 end)::kernel.amount,
      s.unknown
    from sums as s;
end $$;
comment on function billing.exposures is
  'What accounts, or their subtrees where the limit is theirs, owe or are about to owe.';
