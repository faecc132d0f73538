-- Both ways to write neighbours are taken: 1-50, 51-200 (counting seats) and 0-50, 50-200.
create or replace function catalog.tiers_of_volume(volume_tiers catalog.volume_tier_input[])
  returns catalog.tier[]
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_fault record;
begin
  select t.place, f.problem into v_fault
  from unnest(volume_tiers) with ordinality as t (min, max, price, place)
  left join unnest(volume_tiers) with ordinality as before (min, max, price, place)
    on before.place = t.place - 1
  cross join lateral (
    select case
      when t.place = 1 and t.min > 1
        then 'The first tier begins at 0 or 1.'
      when t.place > 1 and before.max is null
        then format('Only the last tier may be open; tier %s is not the last.', before.place)
      when t.place > 1 and t.min not in (before.max, before.max + 1)
        then format('Tier %s must begin right after tier %s, at %s.',
          t.place, before.place, trim_scale(before.max + 1))
      when t.min > t.max
        then format('Tier %s ends before it begins.', t.place)
      when t.price is null
        then format('Tier %s has no price.', t.place)
    end
  ) as f (problem)
  where f.problem is not null
  order by t.place
  limit 1;
  if found then
    perform kernel.fail('INPUT', v_fault.problem, 'volume_tiers/' || v_fault.place - 1);
  end if;
  return array(
    select (t.max, t.price, null)::catalog.tier
    from unnest(volume_tiers) with ordinality as t (min, max, price, place)
    order by t.place);
end $$;
comment on function catalog.tiers_of_volume is 'Tiers from {min, max, price}, without a gap.';
