-- A convenience for those who do not number contracts themselves; gaps do no harm here.
create or replace function sales.next_contract_number(start_date date)
  returns text
  language sql volatile security definer set search_path to ''
as $$
  select format('CTR-%s-%s', extract(year from start_date), upper(right(uuidv4()::text, 12)))
$$;
comment on function sales.next_contract_number is 'A contract number for one that came without.';
