-- What is no country, or no state of a country whose states levy taxes, would never be taxed, and
-- nobody would know why: it is refused where it is written. A state may be left out, as not every
-- address has one at hand; tax then waits for it. UK and EL are how the EU writes ISO's GB and GR.
create or replace function tax.tg_addresses__know_place()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  new.country := case new.country when 'UK' then 'GB' when 'EL' then 'GR' else new.country end;
  if new.country ~ '^[A-Z]{2}$' and not exists (
    select from tax.jurisdictions as j where j.code = new.country
  ) then
    perform kernel.fail('INPUT', format('No country has the code %s.', new.country),
      format('%s_address/country', new.kind));
  elsif new.state is not null and tax.region_code(new.country, new.state) is null and exists (
    select from tax.jurisdictions as j where j.parent_code = new.country
  ) then
    perform kernel.fail('INPUT',
      format('No state of %s is called %s.', new.country, new.state),
      format('%s_address/state', new.kind));
  end if;
  return new;
end $$;
comment on function tax.tg_addresses__know_place is
  'Refuses addresses in countries that ISO 3166 does not know, or in unknown states.';

create or replace trigger _300_know_place before insert or update of country, state
  on customers.addresses
  for each row execute function tax.tg_addresses__know_place();
