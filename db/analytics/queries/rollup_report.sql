-- Amounts of different currencies are not added: a line and a total for each. An account that has
-- to do with none yet is shown in its own.
create or replace function analytics.rollup_report(account_id uuid)
  returns analytics.rollup
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_nodes customers.hierarchy_node[] := array(
    select n from customers.hierarchy(rollup_report.account_id) as n);
  v_ids uuid[] := array(select n.account_id from unnest(v_nodes) as n);
  v_rollup analytics.rollup;
begin
  if v_ids = '{}' then
    raise exception using errcode = 'NOTFD', message = 'No account has this id.',
      column = 'account_id';
  end if;
  with facts (account_id, currency, receivables, overdue, drafts, invoiced, paid, unapplied,
    contracts, contract_value) as (
    select i.account_id, i.currency,
      sum(i.balance) filter (where i.status in ('open', 'partially_paid', 'overdue')),
      sum(i.balance) filter (where i.status in ('open', 'partially_paid', 'overdue')
        and i.due_date < (v_now at time zone i.time_zone)::date),
      sum(i.total) filter (where i.status = 'draft'),
      sum(i.total) filter (where i.status <> 'draft'),
      sum(i.paid_amount + i.recovered_amount),
      0, 0, 0
    from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.account_id = any (v_ids) and i.status <> 'void'
    group by i.account_id, i.currency
    union all
    select p.account_id, p.currency, 0, 0, 0, 0, 0, sum(p.unapplied_amount), 0, 0
    from payments.payments as p
    where p.tenant_id = v_tenant_id and p.account_id = any (v_ids)
    group by p.account_id, p.currency
    union all
    select c.account_id, c.currency, 0, 0, 0, 0, 0, 0, count(*), sum(c.contract_value)
    from sales.contracts as c
    where c.tenant_id = v_tenant_id and c.account_id = any (v_ids) and c.status = 'active'
    group by c.account_id, c.currency
    union all
    select a.id, a.currency, 0, 0, 0, 0, 0, 0, 0, 0
    from customers.accounts as a
    where a.tenant_id = v_tenant_id and a.id = any (v_ids)
  ),
  sums as (
    select f.account_id, f.currency,
      coalesce(sum(f.receivables), 0) as receivables, coalesce(sum(f.overdue), 0) as overdue,
      coalesce(sum(f.invoiced), 0) as invoiced, coalesce(sum(f.paid), 0) as paid,
      sum(f.contracts)::int as contracts, sum(f.contract_value) as contract_value,
      coalesce(sum(f.receivables), 0) + coalesce(sum(f.drafts), 0) - sum(f.unapplied) as exposure
    from facts as f
    group by f.account_id, f.currency
  ),
  lines as (
    select h.place, (
      h.account_id, h.parent_account_id, h.account_name, h.depth, s.currency,
      kernel.round_amount(s.receivables, s.currency), kernel.round_amount(s.overdue, s.currency),
      kernel.round_amount(s.invoiced, s.currency), kernel.round_amount(s.paid, s.currency),
      s.contracts, kernel.round_amount(s.contract_value, s.currency),
      kernel.round_amount(s.exposure, s.currency))::analytics.rollup_line as line
    from unnest(v_nodes) with ordinality
      as h (account_id, parent_account_id, account_name, depth, path_names, place)
    join sums as s on s.account_id = h.account_id
  ),
  totals as (
    select (
      s.currency,
      kernel.round_amount(sum(s.receivables), s.currency),
      kernel.round_amount(sum(s.overdue), s.currency),
      kernel.round_amount(sum(s.invoiced), s.currency),
      kernel.round_amount(sum(s.paid), s.currency),
      sum(s.contracts)::int,
      kernel.round_amount(sum(s.contract_value), s.currency),
      kernel.round_amount(sum(s.exposure), s.currency))::analytics.rollup_total as total
    from sums as s
    group by s.currency
  )
  select v_nodes[1].account_id, v_nodes[1].account_name, cardinality(v_nodes),
    (select array_agg(t.total order by (t.total).currency) from totals as t),
    (select array_agg(l.line order by l.place, (l.line).currency) from lines as l)
  into v_rollup;
  return v_rollup;
end $$;
comment on function analytics.rollup_report is
  'Receivables, revenue, contracts and exposure of an account and all below it.';
grant execute on function analytics.rollup_report to tenor_viewer, tenor_analyst;
