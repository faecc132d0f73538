-- Returns of a registration are made one after the other, so that what comes late has one to stand
-- on, and the first one is not of a day before there was anything: all up to now would have to be
-- made. What is booked at this very moment on a day of the period comes late.
create or replace function tax.freeze_tax_return(
  period text, registration_id uuid default null, legal_entity_id uuid default null
)
  returns tax.tax_returns
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_days daterange := tax.days_of_period(period);
  v_registration tax.tax_registrations;
  v_entity_id uuid := coalesce(legal_entity_id, tenancy.default_legal_entity_id());
  v_frozen_until date;
  v_return_id uuid := uuidv7();
  v_lines tax.tax_return_lines[];
  v_return tax.tax_returns;
begin
  if registration_id is not null then
    select * into v_registration from tax.tax_registrations as g
    where g.tenant_id = v_tenant_id and g.id = registration_id
    for no key update;
    if not found then
      perform kernel.fail('NOTFD', 'No registration has this id.', 'registration_id');
    elsif tax.period_of(v_registration.return_interval, lower(v_days)) <> period then
      perform kernel.fail('INPUT', format('Returns of this registration are made by the %s.',
        v_registration.return_interval), 'period');
    end if;
    v_entity_id := v_registration.legal_entity_id;
  end if;
  select max(r.ends_on) into v_frozen_until from tax.tax_returns as r
  where r.tenant_id = v_tenant_id and r.legal_entity_id = v_entity_id
    and r.registration_id is not distinct from v_registration.id;
  if upper(v_days) > tenancy.today_of(v_entity_id) then
    perform kernel.fail('AHEAD', format('%s is not over.', period), 'period');
  elsif upper(v_days) <= v_registration.valid_from then
    perform kernel.fail('INPUT', format('The registration holds from %s.',
      v_registration.valid_from), 'period');
  elsif v_frozen_until is null and not exists (
    select from ledger.journals as j
    where j.tenant_id = v_tenant_id and j.legal_entity_id = v_entity_id
      and j.posted_on < upper(v_days)
  ) then
    perform kernel.fail('INPUT', 'Nothing was booked by then.', 'period');
  elsif v_frozen_until >= lower(v_days) then
    perform kernel.fail('TRANS', format('Returns are frozen until %s.', v_frozen_until), 'period');
  elsif v_frozen_until + 1 < lower(v_days) then
    perform kernel.fail('TRANS', format('The return from %s comes first.', v_frozen_until + 1),
      'period');
  end if;

  v_lines := array(
    select (v_tenant_id, uuidv7(), v_return_id, e.journal_id, e.tax_code_id, e.account_id,
      e.tax_id, e.reason, e.kind, e.belongs_to, e.posted_on, e.currency,
      kernel.round_amount(e.taxable, e.currency),
      kernel.round_amount(e.amount, e.currency))::tax.tax_return_lines
    from tax.entries_of_return(period, v_entity_id, v_registration.id) as e
    where e.registration_id is not distinct from v_registration.id);
  insert into tax.tax_returns (id, legal_entity_id, registration_id, period, starts_on, ends_on,
    hash, frozen_by)
  values (v_return_id, v_entity_id, v_registration.id, period, lower(v_days), upper(v_days) - 1,
    tax.digest_of_lines(v_lines), nullif(current_setting('tenor.subject', true), ''))
  returning * into v_return;
  insert into tax.tax_return_lines select l.* from unnest(v_lines) as l;
  perform events.publish('tax_return.frozen', 'tax_return', v_return.id, to_jsonb(v_return));
  return v_return;
end $$;
comment on function tax.freeze_tax_return is
  'Freezes the return of a registration for a period that is over, or without one of the taxes '
  'that stand on none: what comes later is a correction on a later return. Codes: not_found, '
  'invalid_input, issue_date_ahead (it is not over), illegal_transition (frozen already, or '
  'another comes first).';
grant execute on function tax.freeze_tax_return to tenor_tax;
