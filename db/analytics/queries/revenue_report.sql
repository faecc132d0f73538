-- What was invoiced belongs to the day of issue, what was collected to the day on which the
-- invoice got it. Of a product only the items are known: no payment says what it pays for.
create or replace function analytics.revenue_report(
  "from" date, "to" date, group_by text default 'month'
)
  returns setof analytics.revenue_line
  language plpgsql stable security invoker set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_from date := revenue_report."from";
  v_to date := revenue_report."to";
  v_group text := revenue_report.group_by;
  v_is_period boolean := v_group in ('month', 'quarter', 'year');
begin
  if v_from is null or v_to is null or v_to < v_from then
    raise exception using errcode = 'INPUT', message = 'Give the first and the last day.',
      column = case when v_from is null then 'from' else 'to' end;
  elsif not coalesce(v_is_period or v_group in ('account', 'contract', 'product'), false) then
    raise exception using errcode = 'INPUT', column = 'group_by',
      message = 'Group by month, quarter, year, account, contract or product.';
  end if;
  return query
    with issued as (
      select i.*
      from billing.invoices as i
      where i.tenant_id = v_tenant_id and i.issue_date between v_from and v_to
        and i.status in ('open', 'partially_paid', 'paid', 'overdue', 'uncollectible')
    ),
    facts (day, account_id, contract_id, product_id, currency, invoice_id, net, tax, credited,
      collected) as (
      select i.issue_date, i.account_id, i.contract_id, null::uuid, i.currency, i.id,
        i.subtotal - i.discount, i.tax, coalesce(notes.credited, 0), 0
      from issued as i
      left join lateral (
        select sum(n.total) as credited
        from billing.credit_notes as n
        where n.tenant_id = i.tenant_id and n.invoice_id = i.id
      ) as notes on true
      where v_group <> 'product'
      union all
      select i.issue_date, null, null, item.product_id, i.currency, i.id,
        item.amount - item.discount, item.tax, null, null
      from issued as i
      join billing.invoice_items as item
        on item.tenant_id = i.tenant_id and item.invoice_id = i.id
      where v_group = 'product'
      union all
      select a.applied_on, i.account_id, i.contract_id, null, i.currency, null, 0, 0, 0, a.amount
      from payments.payment_applications as a
      join billing.invoices as i on i.tenant_id = a.tenant_id and i.id = a.invoice_id
      where v_group <> 'product'
        and a.tenant_id = v_tenant_id and a.applied_on between v_from and v_to
    ),
    grouped as (
      select
        case when v_is_period then date_trunc(v_group, f.day::timestamp)::date end as period,
        case v_group when 'account' then f.account_id when 'contract' then f.contract_id
          when 'product' then f.product_id end as subject_id,
        f.currency, count(distinct f.invoice_id)::int as invoices, sum(f.net) as net,
        sum(f.tax) as tax, sum(f.credited) as credited, sum(f.collected) as collected
      from facts as f
      group by 1, 2, 3
    )
    select g.period, g.subject_id,
      case v_group when 'account' then a.account_name when 'contract' then c.contract_number
        when 'product' then p.name end,
      g.currency, g.invoices,
      kernel.round_amount(g.net, g.currency)::kernel.amount,
      kernel.round_amount(g.tax, g.currency)::kernel.amount,
      kernel.round_amount(g.net + g.tax, g.currency)::kernel.amount,
      kernel.round_amount(g.credited, g.currency)::kernel.amount,
      kernel.round_amount(g.collected, g.currency)::kernel.amount
    from grouped as g
    left join customers.accounts as a
      on v_group = 'account' and a.tenant_id = v_tenant_id and a.id = g.subject_id
    left join sales.contracts as c
      on v_group = 'contract' and c.tenant_id = v_tenant_id and c.id = g.subject_id
    left join catalog.products as p
      on v_group = 'product' and p.tenant_id = v_tenant_id and p.id = g.subject_id
    order by g.currency, g.period, g.net desc, g.subject_id;
end $$;
comment on function analytics.revenue_report is
  'Invoiced, credited and collected by month, quarter, year, account, contract or product.';
grant execute on function analytics.revenue_report to tenor_viewer, tenor_analyst;
