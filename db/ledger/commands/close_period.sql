-- Months before it are closed with it. Whoever books holds the books shared until his transaction
-- ends: all that was booked before is in the trial balance, what comes later finds the month
-- closed.
create or replace function ledger.close_period(
  period text, scope text default 'all', legal_entity_id uuid default null
)
  returns ledger.periods
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_entity tenancy.legal_entities := ledger.find_legal_entity(legal_entity_id);
  v_month daterange := ledger.month_of(period);
  v_scope text := coalesce(scope, 'all');
  v_hindrance text;
  v_balance jsonb;
  v_period ledger.periods;
begin
  if v_scope <> all ('{tax,receivables,all}') then
    perform kernel.fail('INPUT', 'Books are closed for tax, receivables or all.', 'scope');
  elsif upper(v_month) > tenancy.today_of(v_entity.id) then
    perform kernel.fail('AHEAD', format('%s is not over.', period), 'period');
  end if;
  perform ledger.lock_closings();
  if exists (
    select from ledger.closings as c
    where c.tenant_id = v_entity.tenant_id and c.legal_entity_id = v_entity.id
      and c.scope in (v_scope, 'all') and c.closed_until >= upper(v_month) - 1
  ) then
    perform kernel.fail('TRANS', format('%s is closed already.', period), 'period');
  end if;
  select h.message into v_hindrance
  from ledger.period_hindrances(period, v_entity.id) as h
  where h.is_blocking
  limit 1;
  if found then
    perform kernel.fail('PHIND', v_hindrance, 'period');
  end if;

  v_balance := ledger.closed_balance(v_entity.id, v_month, v_scope);
  insert into ledger.periods (legal_entity_id, period, scope, trial_balance, hash, closed_by)
  values (v_entity.id, period, v_scope, v_balance,
    encode(sha256(convert_to(v_balance::text, 'UTF8')), 'hex'),
    nullif(current_setting('tenor.subject', true), ''))
  returning * into v_period;
  insert into ledger.closings as c (legal_entity_id, scope, closed_until)
  values (v_entity.id, v_scope, upper(v_month) - 1)
  on conflict on constraint closings_pkey do update set closed_until = excluded.closed_until;
  perform events.publish('period.closed', 'period', v_period.id,
    to_jsonb(v_period) - 'trial_balance');
  perform controls.require('period_close', 'period', array[v_period.id], array[v_period.id]);
  return v_period;
end $$;
comment on function ledger.close_period is
  'Closes a month of the books, and those before it, for tax, receivables or all: nothing is '
  'booked on its days any more. Codes: not_found, invalid_input, issue_date_ahead (it is not '
  'over), illegal_transition (closed already), period_hindered (see what hinders).';
grant execute on function ledger.close_period to tenor_finance;
select controls.register_door('period_close', 'ledger.close_period');
