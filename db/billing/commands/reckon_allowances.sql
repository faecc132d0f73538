-- Receivables are those of the books at the end of the day, so that the allowance is of the same
-- balance sheet; what is owed back to a customer lowers nobody else's. Only the change is booked.
-- Locks in a statement of its own: of two at once the second finds that all is reckoned.
create or replace function billing.reckon_allowances(legal_entity_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_due uuid[];
  v_allowances billing.allowances[];
begin
  perform from billing.allowance_matrices as a
  where a.tenant_id = v_tenant_id and a.legal_entity_id = any (legal_entity_ids)
  order by a.legal_entity_id
  for update;
  v_due := array(select d from billing.allowances_due(legal_entity_ids) as d);

  with matrix as (
    select a.legal_entity_id, m.day,
      array[a.not_due, a.days_1_30, a.days_31_60, a.days_61_90, a.days_over_90]::numeric[]
        as percents
    from billing.allowance_matrices as a
    join billing.month_ends() as m on m.legal_entity_id = a.legal_entity_id
    where a.tenant_id = v_tenant_id and a.legal_entity_id = any (v_due)
  ),
  side as (
    select m.legal_entity_id, m.day, l.currency, s.invoice_id, s.amount
    from matrix as m
    join ledger.ledger_accounts as l on l.tenant_id = v_tenant_id
      and l.legal_entity_id = m.legal_entity_id and l.code = 'receivable'
    cross join lateral (
      select t.debit_subject_id as invoice_id, t.amount
      from ledger.transfers as t
      where t.tenant_id = v_tenant_id and t.debit_account_id = l.id and t.posted_on <= m.day
      union all
      select t.credit_subject_id, -t.amount
      from ledger.transfers as t
      where t.tenant_id = v_tenant_id and t.credit_account_id = l.id and t.posted_on <= m.day
    ) as s
  ),
  owed as (
    select s.legal_entity_id, s.currency, s.day - i.due_date as age, sum(s.amount) as balance
    from side as s
    join billing.invoices as i on i.tenant_id = v_tenant_id and i.id = s.invoice_id
    group by s.legal_entity_id, s.currency, s.day, i.id, i.due_date
    having sum(s.amount) > 0
  ),
  aged as (
    select o.legal_entity_id, o.currency,
      coalesce(sum(o.balance) filter (where o.age <= 0), 0) as not_due,
      coalesce(sum(o.balance) filter (where o.age between 1 and 30), 0) as days_1_30,
      coalesce(sum(o.balance) filter (where o.age between 31 and 60), 0) as days_31_60,
      coalesce(sum(o.balance) filter (where o.age between 61 and 90), 0) as days_61_90,
      coalesce(sum(o.balance) filter (where o.age > 90), 0) as days_over_90
    from owed as o
    group by o.legal_entity_id, o.currency
  ),
  before as (
    select a.legal_entity_id, a.currency, sum(a.change)::numeric as amount
    from billing.allowances as a
    where a.tenant_id = v_tenant_id and a.legal_entity_id = any (v_due)
    group by a.legal_entity_id, a.currency
  ),
  reckoned as (
    select m.legal_entity_id, a.currency, m.day, m.percents, a.not_due, a.days_1_30, a.days_31_60,
      a.days_61_90, a.days_over_90, kernel.round_quotient(
        a.not_due * m.percents[1] + a.days_1_30 * m.percents[2] + a.days_31_60 * m.percents[3]
          + a.days_61_90 * m.percents[4] + a.days_over_90 * m.percents[5],
        100, kernel.minor_unit(a.currency)) as amount
    from (
      select a.* from aged as a
      union all
      select b.legal_entity_id, b.currency, 0, 0, 0, 0, 0
      from before as b
      where b.amount <> 0 and not exists (
        select from aged as a
        where a.legal_entity_id = b.legal_entity_id and a.currency = b.currency)
    ) as a
    join matrix as m on m.legal_entity_id = a.legal_entity_id
  ),
  added as (
    insert into billing.allowances as a (legal_entity_id, currency, reckoned_on, not_due,
      days_1_30, days_31_60, days_61_90, days_over_90, percents, amount, change)
    select r.legal_entity_id, r.currency, r.day, r.not_due, r.days_1_30, r.days_31_60,
      r.days_61_90, r.days_over_90, r.percents, r.amount, r.amount - coalesce(b.amount, 0)
    from reckoned as r
    left join before as b on b.legal_entity_id = r.legal_entity_id and b.currency = r.currency
    order by r.legal_entity_id, r.currency
    returning a.*
  )
  select array_agg(a::billing.allowances order by a.id) into v_allowances from added as a;

  perform ledger.post(array(
    select (a.legal_entity_id, 'billing.allowance', a.id, 'reckoned',
      'Allowance for doubtful accounts', null, a.reckoned_on, a.currency,
      case when a.change > 0 then 'bad_debt' else 'allowance' end, a.legal_entity_id,
      case when a.change > 0 then 'allowance' else 'bad_debt' end, a.legal_entity_id,
      abs(a.change))::ledger.posting
    from unnest(v_allowances) as a));
  update billing.allowance_matrices as a
  set reckoned_until = m.day
  from billing.month_ends() as m
  where a.tenant_id = v_tenant_id and a.legal_entity_id = any (v_due)
    and m.legal_entity_id = a.legal_entity_id;
  return jsonb_build_object('allowances_reckoned', coalesce(cardinality(v_allowances), 0));
end $$;
comment on function billing.reckon_allowances is
  'Books what the aging matrices of legal entities give at the last end of a month.';
select tenancy.register_duty('allowances', 65, 'billing.reckon_allowances',
  'billing.allowances_due', 'legal_entity');
