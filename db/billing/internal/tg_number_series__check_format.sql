-- A format that would some day make a number that there is, be it of the other kind of document, or
-- one that the law forbids, would stop billing then. So it is refused now: numbers are tried with
-- six digits, which nobody fills in a period, and the same format may go on where its years or
-- months do.
create or replace function billing.tg_number_series__check_format()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_form tax.number_forms := (
    select f from tax.number_forms as f
    join tenancy.legal_entities as e on e.country = f.country
    where e.tenant_id = new.tenant_id and e.id = new.legal_entity_id);
  v_longest text := billing.format_number(billing.stamp_format(new.format, 2099, 12), 999999);
  v_other text := (
    select o.format from billing.number_series as o
    where o.tenant_id = new.tenant_id and o.legal_entity_id = new.legal_entity_id
      and o.id <> new.id and billing.formats_collide(o.format, new.format)
      and not (
        o.kind = new.kind
        and regexp_replace(o.format, ':\d\}', '}') = regexp_replace(new.format, ':\d\}', '}')
        and new.format like '%{YY%'
        and case when o.valid_from < new.valid_from
          then billing.stamp_of(o, new.valid_from - 1) < billing.stamp_of(new, new.valid_from)
          else billing.stamp_of(new, o.valid_from - 1) < billing.stamp_of(o, o.valid_from) end)
    limit 1);
begin
  if v_longest !~ v_form.form then
    perform kernel.fail('INPUT', format('A number has %s (%s); %s is none.', v_form.rule,
      v_form.law, v_longest), 'format');
  elsif v_other is not null then
    perform kernel.fail('CNFLT', format(
      'Numbers of the series %s could be the same as some of this one.', v_other), 'format');
  end if;
  return new;
end $$;
comment on function billing.tg_number_series__check_format is
  'Refuses a format that the law of the country forbids, or that could repeat a number.';
