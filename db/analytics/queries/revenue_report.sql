-- As the books have it: what was invoiced, voided, credited and collected counts on the day on
-- which it was booked, so that what is said of a closed month stays. What a payment was for is
-- known to its applications, which are booked by themselves or with their payment. Of a product
-- only the items are known, which no posting names: they count with their invoice.
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
    with facts (day, invoice_id, issued, net, tax, credited, collected) as (
      select l.posted_on, l.invoice_id, (l.kind = 'issued')::int, l.net, l.tax, 0, 0
      from analytics.invoice_journal_lines as l
      where v_group <> 'product' and l.posted_on between v_from and v_to
      union all
      select l.posted_on, l.invoice_id, 0, 0, 0, l.total, 0
      from analytics.credit_note_journal_lines as l
      where v_group <> 'product' and l.posted_on between v_from and v_to
      union all
      select j.posted_on, a.invoice_id, 0, 0, 0, 0, a.amount
      from payments.payment_applications as a
      join lateral (
        select j.posted_on
        from ledger.journals as j
        where j.tenant_id = v_tenant_id and (
          j.source_type = 'payments.payment_application' and j.source_id = a.id
          or j.source_type = 'payments.payment' and j.source_id = a.payment_id
            and j.kind = case when a.amount > 0 then 'received' else 'reversed' end)
        order by j.source_type desc
        limit 1
      ) as j on j.posted_on between v_from and v_to
      where v_group <> 'product' and a.tenant_id = v_tenant_id and a.applied_on <= v_to
    ),
    belonging (day, invoice_id, subject_id, currency, issued, net, tax, credited, collected) as (
      select f.day, f.invoice_id,
        case v_group when 'account' then i.account_id when 'contract' then i.contract_id end,
        i.currency, f.issued, f.net, f.tax, f.credited, f.collected
      from facts as f
      join billing.invoices as i on i.tenant_id = v_tenant_id and i.id = f.invoice_id
      union all
      select l.posted_on, l.invoice_id, item.product_id, l.currency, (l.kind = 'issued')::int,
        side.sign * (item.amount - item.discount), side.sign * item.tax, null, null
      from analytics.invoice_journal_lines as l
      cross join lateral (select case l.kind when 'issued' then 1 else -1 end) as side (sign)
      join billing.invoice_items as item
        on item.tenant_id = v_tenant_id and item.invoice_id = l.invoice_id
      where v_group = 'product' and l.posted_on between v_from and v_to
    ),
    grouped as (
      select
        case when v_is_period then date_trunc(v_group, b.day::timestamp)::date end as period,
        b.subject_id, b.currency,
        (count(distinct b.invoice_id) filter (where b.issued = 1))::int as invoices,
        sum(b.net) as net, sum(b.tax) as tax, sum(b.credited) as credited,
        sum(b.collected) as collected
      from belonging as b
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
  'Invoiced (less voided), credited and collected, as it was booked, by month, quarter, year, '
  'account, contract or product.';
grant execute on function analytics.revenue_report to tenor_viewer, tenor_analyst;
