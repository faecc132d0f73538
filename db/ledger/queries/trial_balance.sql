-- Every ledger account, also those at zero: in each currency debits and credits add up alike, and
-- so do the balances of both sides. Income and expenses begin each fiscal year at zero; what came
-- of the years before is retained earnings, which no transfer books. Of several legal entities the
-- sum, each by its own fiscal year, unless one is named.
create or replace function ledger.trial_balance(
  as_of date default null, "from" date default null, legal_entity_id uuid default null
)
  returns setof ledger.trial_balance_line
  language plpgsql stable security invoker set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_from date := trial_balance."from";
  v_entity_id uuid := trial_balance.legal_entity_id;
  v_entities record;
begin
  select array_agg(e.id) as ids, array_agg(day.last) as last_days,
    array_agg(year.start) as year_starts, max(year.start) as latest_start, max(day.last) as last_day
  into v_entities
  from tenancy.legal_entities as e
  cross join lateral (select coalesce(trial_balance.as_of, tenancy.today_of(e.id))) as day (last)
  cross join lateral (
    select ledger.first_day_of_fiscal_year(e.fiscal_year_start, day.last)
  ) as year (start)
  where e.tenant_id = v_tenant_id and (v_entity_id is null or e.id = v_entity_id);
  if v_from > v_entities.last_day then
    raise exception using errcode = 'INPUT', column = 'from',
      message = 'The first day lies after the last.';
  elsif v_from < v_entities.latest_start then
    raise exception using errcode = 'INPUT', column = 'from', message = format(
      'A trial balance lies in one fiscal year: that of its last day began on %s.',
      v_entities.latest_start);
  end if;
  return query
    with total as (
      select a.code, a.currency, a.name, a.kind,
        case a.normal_side when 'debit' then 1 else -1 end as direction,
        sum(t.retained) as retained, sum(t.opening) as opening, sum(t.debit) as debit,
        sum(t.credit) as credit
      from unnest(v_entities.ids, v_entities.last_days, v_entities.year_starts)
        as e (id, last_day, year_start)
      cross join lateral ledger.account_totals(
        e.id, e.last_day, coalesce(v_from, e.year_start), e.year_start) as t
      join ledger.ledger_accounts as a
        on a.tenant_id = v_tenant_id and a.id = t.ledger_account_id
      group by a.code, a.currency, a.name, a.kind, a.normal_side
    ),
    line as (
      select t.code, t.currency, t.name, t.kind, t.direction, t.opening, t.debit, t.credit
      from total as t
      union all
      select 'retained_earnings', t.currency, 'Retained earnings', 'equity', -1, sum(t.retained),
        0, 0
      from total as t
      group by t.currency
    )
    select l.code, l.currency, l.name, l.kind,
      kernel.round_amount(l.direction * l.opening, l.currency)::kernel.amount,
      kernel.round_amount(l.debit, l.currency)::kernel.amount,
      kernel.round_amount(l.credit, l.currency)::kernel.amount,
      kernel.round_amount(l.direction * (l.opening + l.debit - l.credit), l.currency)::kernel.amount
    from line as l
    order by l.currency, l.code;
end $$;
comment on function ledger.trial_balance is
  'All ledger accounts with their totals at the end of a day, today by default: what they opened '
  'with on the first day asked for, by default that of the fiscal year, debits and credits since, '
  'and their balance; of one legal entity, or of all. Codes: invalid_input (from lies in another '
  'fiscal year than the last day, or after it).';
grant execute on function ledger.trial_balance to tenor_viewer, tenor_analyst;
