-- Compares what moves by the terms as they are now with what was recorded, and adds the difference:
-- the first time that is everything, after an amendment what it changed, and asked again nothing.
-- A line that continues one of the contract before moves by the difference to it. A contract in
-- force that nothing follows has no end yet: it may renew.
create or replace function sales.record_movements(
  contract_ids uuid[], source text, amendment_id uuid default null
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
begin
  with contracts as materialized (
    select c.*, exists (
      select from sales.contracts as next
      where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id
    ) as is_renewed
    from sales.contracts as c
    where c.tenant_id = v_tenant_id and c.activated_at is not null
      and (c.id = any(contract_ids) or c.predecessor_contract_id = any(contract_ids))
  ),
  prices as materialized (
    select price.*
    from (
      select array_agg(c.id) || array_agg(c.predecessor_contract_id) as ids from contracts as c
    ) as batch
    cross join lateral sales.line_prices(batch.ids) as price
  ),
  lines as materialized (
    select l.id, l.contract_id, c.account_id, c.currency, l.end_date,
      coalesce(before.mrr, 0) as mrr_before,
      (l.end_date < c.end_date or c.status in ('expired', 'cancelled') or c.is_renewed)
        and not exists (
          select from sales.contract_lines as next
          where next.tenant_id = v_tenant_id and next.predecessor_line_id = l.id
            and next.start_date = l.end_date + 1
        ) as is_over
    from contracts as c
    join sales.contract_lines as l on l.tenant_id = v_tenant_id and l.contract_id = c.id
    left join prices as before
      on before.line_id = l.predecessor_line_id and upper(before.valid) = l.start_date
  ),
  levels as (
    select l.id as line_id, lower(p.valid) as day, p.mrr
    from lines as l
    join prices as p on p.line_id = l.id
    union all
    select l.id, l.end_date + 1, 0
    from lines as l
    where l.is_over and exists (select from prices as p where p.line_id = l.id)
  ),
  steps as materialized (
    select l.account_id, l.currency, l.contract_id, l.id as line_id, level.day,
      level.mrr - coalesce(
        lag(level.mrr) over (partition by l.id order by level.day), l.mrr_before) as amount
    from lines as l
    join levels as level on level.line_id = l.id
  ),
  days as materialized (
    select s.account_id, s.currency, s.day, s.amount,
      sum(s.amount) over day_by_day as amount_so_far,
      row_number() over day_by_day > 1 as is_known
    from (
      select e.account_id, e.currency, e.day, sum(e.amount) as amount
      from steps as e
      where e.amount <> 0
      group by e.account_id, e.currency, e.day
    ) as s
    window day_by_day as (partition by s.account_id, s.currency order by s.day)
  ),
  accounts as (
    select d.account_id, d.currency, d.day,
      others.before + d.amount_so_far - d.amount = 0 as had_none,
      others.after + d.amount_so_far = 0 as has_none,
      d.is_known or others.is_known as is_known
    from days as d
    cross join lateral (
      select
        coalesce(sum(m.amount) filter (where m.effective_date < d.day), 0) as before,
        coalesce(sum(m.amount), 0) as after,
        coalesce(bool_or(m.effective_date < d.day), false) as is_known
      from sales.mrr_movements as m
      where m.tenant_id = v_tenant_id and m.account_id = d.account_id
        and m.currency = d.currency and m.effective_date <= d.day
        and m.contract_id <> all(array(select c.id from contracts as c))
    ) as others
  ),
  moves as (
    select s.account_id, s.currency, s.contract_id, s.line_id, s.day, s.amount,
      case
        when s.amount > 0 and a.had_none and a.is_known then 'reactivation'
        when s.amount > 0 and a.had_none then 'new'
        when s.amount > 0 then 'expansion'
        when a.has_none then 'churn'
        else 'contraction'
      end as kind
    from steps as s
    join accounts as a
      on a.account_id = s.account_id and a.currency = s.currency and a.day = s.day
    union all
    select m.account_id, m.currency, m.contract_id, m.line_id, m.effective_date, -m.amount, m.kind
    from sales.mrr_movements as m
    where m.tenant_id = v_tenant_id and m.contract_id in (select c.id from contracts as c)
  )
  insert into sales.mrr_movements (tenant_id, account_id, contract_id, line_id, amendment_id,
    effective_date, kind, source, amount, currency, created_at)
  select v_tenant_id, m.account_id, m.contract_id, m.line_id, record_movements.amendment_id, m.day,
    m.kind, record_movements.source, sum(m.amount), m.currency, v_now
  from moves as m
  group by m.account_id, m.contract_id, m.line_id, m.day, m.kind, m.currency
  having sum(m.amount) <> 0
  order by m.day, m.line_id;
end $$;
comment on function sales.record_movements is
  'Records how the recurring revenue of contracts moves, as far as it is not recorded yet.';
