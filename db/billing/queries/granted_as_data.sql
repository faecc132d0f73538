create or replace function billing.granted_as_data(granted billing.granted_discount[])
  returns jsonb
  language sql immutable parallel safe set search_path to ''
as $$
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'contract_discount_id', d.contract_discount_id, 'name', d.name, 'percent', d.percent::text,
      'beyond', nullif(d.beyond, 0)::text, 'reach', d.reach::text, 'whole', d.whole::text))
    order by d.place), '[]')
  from unnest(granted) with ordinality
    as d (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
$$;
comment on function billing.granted_as_data is
  E'@behavior -*\nGranted discounts as data, their decimals as strings.';
grant execute on function billing.granted_as_data to tenor_viewer;
