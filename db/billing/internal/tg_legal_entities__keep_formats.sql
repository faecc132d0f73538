-- The law of another country may forbid the numbers of the series that number from now on.
create or replace function billing.tg_legal_entities__keep_formats()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_form tax.number_forms := (select f from tax.number_forms as f where f.country = new.country);
  v_wrong text := (
    select said.longest
    from billing.number_series as s
    cross join lateral (
      select billing.format_number(billing.stamp_format(s.format, 2099, 12), 999999) as longest
    ) as said
    where s.tenant_id = new.tenant_id and s.legal_entity_id = new.id and said.longest !~ v_form.form
      and not exists (
        select from billing.number_series as later
        where later.tenant_id = s.tenant_id and later.legal_entity_id = s.legal_entity_id
          and later.kind = s.kind and later.valid_from > s.valid_from
          and later.valid_from <= tenancy.today_of(new.id))
    limit 1);
begin
  if v_wrong is not null then
    perform kernel.fail('CNFLT', format(
      'A number has %s (%s); %s is none: begin another series first.', v_form.rule, v_form.law,
      v_wrong), 'country');
  end if;
  return new;
end $$;
comment on function billing.tg_legal_entities__keep_formats is
  'Refuses a country whose law forbids the numbers that the legal entity gives.';
