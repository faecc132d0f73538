-- In parts: how they are put together is a matter of the country, how that is called of the reader.
create or replace function billing.document_address(
  line1 text, line2 text, city text, state text, postal_code text, country text
)
  returns jsonb
  language sql immutable security invoker set search_path to ''
as $$
  select jsonb_build_object('line1', line1, 'line2', line2, 'city', city, 'state', state,
    'postal_code', postal_code, 'country', country)
$$;
comment on function billing.document_address is 'An address as documents tell it.';
