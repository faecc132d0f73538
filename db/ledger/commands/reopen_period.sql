-- The last closed month alone, by somebody else than who closed it wherever there is somebody else.
create or replace function ledger.reopen_period(
  period text, reason text, scope text default 'all', legal_entity_id uuid default null
)
  returns ledger.periods
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_entity tenancy.legal_entities := ledger.find_legal_entity(legal_entity_id);
  v_month daterange := ledger.month_of(period);
  v_scope text := coalesce(scope, 'all');
  v_before date;
  v_period ledger.periods;
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  end if;
  perform ledger.lock_closings();
  select * into v_period from ledger.periods as p
  where p.tenant_id = v_entity.tenant_id and p.legal_entity_id = v_entity.id
    and p.period = reopen_period.period and p.scope = v_scope and p.status = 'closed'
  for update;
  if not found then
    perform kernel.fail('TRANS', case
      when exists (
          select from ledger.closings as c
          where c.tenant_id = v_entity.tenant_id and c.legal_entity_id = v_entity.id
            and c.scope = v_scope and c.closed_until >= upper(v_month) - 1)
        then format('%s was closed together with a later month; reopen that one.', period)
      else format('%s was not closed for %s.', period, v_scope) end, 'period');
  elsif exists (
    select from ledger.closings as c
    where c.tenant_id = v_entity.tenant_id and c.legal_entity_id = v_entity.id
      and c.scope = v_scope and c.closed_until >= upper(v_month)
  ) then
    perform kernel.fail('TRANS', 'A later month is closed; reopen that one first.', 'period');
  end if;

  delete from ledger.closings as c
  where c.tenant_id = v_entity.tenant_id and c.legal_entity_id = v_entity.id
    and c.scope = v_scope;
  insert into ledger.closings (legal_entity_id, scope, closed_until)
  select v_entity.id, v_scope, max(upper(ledger.month_of(p.period)) - 1)
  from ledger.periods as p
  where p.tenant_id = v_entity.tenant_id and p.legal_entity_id = v_entity.id
    and p.scope = v_scope and p.status = 'closed' and p.id <> v_period.id
  having count(*) > 0;
  update ledger.periods as p
  set status = 'reopened', reopened_at = tenancy.now(),
    reopened_by = nullif(current_setting('tenor.subject', true), ''),
    reopen_reason = reason
  where p.tenant_id = v_period.tenant_id and p.id = v_period.id
  returning p.* into v_period;
  perform events.publish('period.reopened', 'period', v_period.id,
    to_jsonb(v_period) - 'trial_balance');
  perform controls.require('period_reopen', 'period', array[v_period.id], array[v_period.id]);
  return v_period;
end $$;
comment on function ledger.reopen_period is
  'Opens the last closed month again, with the reason. Codes: not_found, invalid_input, '
  'illegal_transition (not closed, or a later one is), duties_conflict (by who closed it).';
grant execute on function ledger.reopen_period to tenor_finance;
select controls.register_door('period_reopen', 'ledger.reopen_period');
