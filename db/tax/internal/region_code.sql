-- Addresses write a state as its code or its name.
create or replace function tax.region_code(country text, state text)
  returns text
  language sql stable parallel safe security invoker set search_path to ''
as $$
  select j.code
  from tax.jurisdictions as j
  where j.parent_code = region_code.country
    and upper(btrim(region_code.state)) in (right(j.code, -3), j.code, upper(j.name))
  order by right(j.code, -3) <> upper(btrim(region_code.state))
  limit 1
$$;
comment on function tax.region_code is 'The state of an address by ISO 3166-2; null if unknown.';
