create or replace function billing.address_lines(
  line1 text, line2 text, city text, state text, postal_code text, country text
)
  returns jsonb
  language sql immutable security invoker set search_path to ''
as $$
  select coalesce(jsonb_agg(line order by place) filter (where line <> ''), '[]')
  from unnest(array[
    line1, line2,
    concat_ws(', ', nullif(city, ''), nullif(concat_ws(' ', state, postal_code), '')),
    country
  ]) with ordinality as printed (line, place)
$$;
comment on function billing.address_lines is 'An address as the lines of an envelope.';
