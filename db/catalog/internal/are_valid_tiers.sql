create or replace function catalog.are_valid_tiers(tiers catalog.tier[])
  returns boolean
  language sql immutable parallel safe
return not exists (select from catalog.tier_faults(tiers));
comment on function catalog.are_valid_tiers is
  'Do the tiers rise, with a price each, and only the last one open?';
