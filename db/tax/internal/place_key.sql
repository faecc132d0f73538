-- A US code of nine digits lies in the place of its first five.
create or replace function tax.place_key(place text, region text)
  returns text
  language sql immutable parallel safe
return case
    when place ~ '[0-9]' then regexp_replace(
      upper(case when starts_with(region, 'US') then split_part(place, '-', 1) else place end),
      '[^A-Z0-9]', '', 'g')
    else upper(btrim(regexp_replace(place, '\s+', ' ', 'g')))
  end;
comment on function tax.place_key is
  'A postal code or the name of a city as localities list it.';
