create or replace function catalog.tier_faults(tiers catalog.tier[])
  returns table (place int, problem text)
  language sql immutable parallel safe security invoker set search_path to ''
as $$
  select 1, 'Tiers are a list of 1 to 100 tiers.'
  where coalesce(array_ndims(tiers) <> 1 or array_lower(tiers, 1) <> 1 or cardinality(tiers) > 100,
    true)
  union all
  select t.place::int, f.problem
  from unnest(tiers) with ordinality as t (up_to, unit_price, flat_fee, place)
  cross join lateral (
    select case
      when t.up_to is null and t.place < cardinality(tiers)
        then format('Only the last tier may be open; tier %s is not the last.', t.place)
      when t.up_to <= coalesce(tiers[t.place::int - 1].up_to, 0)
        then format('Tier %s must end above %s.', t.place,
          coalesce(trim_scale(tiers[t.place::int - 1].up_to), 0))
      when coalesce(t.unit_price, t.flat_fee) is null
        then format('Tier %s has no price.', t.place)
      when t.flat_fee < 0
        then format('The flat fee of tier %s is negative.', t.place)
    end
  ) as f (problem)
  where f.problem is not null and cardinality(tiers) <= 100
  order by 1
$$;
comment on function catalog.tier_faults is 'What is wrong with tiers: the tier and a sentence.';
