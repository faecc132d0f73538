-- What is not said is as the law's rate there, or as such places do: a locality's tax comes on top
-- of its state's and is collected by the state. A rate without an end gives way to the next one.
create or replace function tax.add_tax_rate(
  jurisdiction text,
  rate kernel.percentage,
  category text default 'standard',
  kind text default null,
  name text default null,
  treatment text default null,
  is_stacked boolean default null,
  authority text default null,
  note text default null,
  valid_from date default null,
  valid_to date default null
)
  returns tax.tax_rates
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_code text := tax.known_jurisdiction(jurisdiction);
  v_region text := split_part(v_code, '/', 1);
  v_from date := coalesce(valid_from, tenancy.today());
  v_rate tax.tax_rates;
begin
  if authority is not null then
    perform tax.known_jurisdiction(authority, 'authority');
  end if;
  update tax.tax_rates as r
  set valid_to = v_from - 1
  where r.tenant_id = v_tenant_id and r.jurisdiction = v_code
    and r.category = add_tax_rate.category and r.valid_from < v_from and r.valid_to is null;

  insert into tax.tax_rates (jurisdiction, category, kind, name, rate, treatment, is_stacked,
    authority, note, valid_from, valid_to)
  select v_code, add_tax_rate.category,
    coalesce(add_tax_rate.kind, law.kind, j.tax_kind),
    coalesce(add_tax_rate.name, (
      select l.name from tax.localities as l
      where l.tenant_id = v_tenant_id and l.code = v_code)),
    add_tax_rate.rate,
    coalesce(add_tax_rate.treatment, case when add_tax_rate.rate = 0 then 'zero_rated' end,
      'standard'),
    coalesce(add_tax_rate.is_stacked, law.is_stacked, true),
    coalesce(add_tax_rate.authority, law.authority, v_region), add_tax_rate.note, v_from,
    add_tax_rate.valid_to
  from tax.jurisdictions as j
  left join lateral (
    select l.kind, l.is_stacked, l.authority
    from tax.statutory_rates as l
    where l.jurisdiction = v_code and l.category = 'standard'
    order by l.valid_from desc
    limit 1
  ) as law on true
  where j.code = v_region
  returning * into v_rate;
  return v_rate;
end $$;
comment on function tax.add_tax_rate is
  'Adds a rate of the tenant''s own from a day on (today); it goes before the law''s there.';
grant execute on function tax.add_tax_rate to tenor_tax;
