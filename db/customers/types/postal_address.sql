do $$
begin
  if to_regtype('customers.postal_address') is null then
    create type customers.postal_address as (
      line1 text, line2 text, city text, state text, postal_code text, country text);
  end if;
end $$;
comment on type customers.postal_address is 'An address as it is given to a command.';
comment on column customers.postal_address.line1 is 'Street and number.';
comment on column customers.postal_address.line2 is 'Suite, floor, care of.';
comment on column customers.postal_address.city is 'City.';
comment on column customers.postal_address.state is 'State or province.';
comment on column customers.postal_address.postal_code is 'Postal code.';
comment on column customers.postal_address.country is 'Country, ISO 3166-1 alpha-2.';
