-- The next return begins after the last frozen one: an interval that does not would have none.
create or replace function tax.tg_tax_registrations__keep_interval()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_next date := (
    select max(r.ends_on) + 1 from tax.tax_returns as r
    where r.tenant_id = new.tenant_id and r.registration_id = new.id);
begin
  if v_next is null then
    return new;
  elsif lower(tax.days_of_period(tax.period_of(new.return_interval, v_next))) < v_next then
    perform kernel.fail('CNFLT', format(
      'The next return begins on %s, no %s does: change it when one begins.', v_next,
      new.return_interval), 'return_interval');
  end if;
  return new;
end $$;
comment on function tax.tg_tax_registrations__keep_interval is
  'Refuses an interval that does not begin when the next return does.';
