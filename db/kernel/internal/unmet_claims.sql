-- First come, first served; who gets nothing leaves the room to those behind. That is a running
-- sum over what is met, which no window knows. So it goes in rounds: what stands before the first
-- claim of a family that does not fit is met for certain, and of the rest falls at once whatever is
-- larger than the room that is left then. Rounds are few: each leaves only smaller claims.
create or replace function kernel.unmet_claims(claims kernel.claim[])
  returns int[]
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_open kernel.claim[] := claims;
  v_unmet int[] := '{}';
  v_fallen int[];
begin
  loop
    with running as (
      select c.*, sum(c.amount) over (partition by c.pot order by c.place) as so_far
      from unnest(v_open) as c
    ),
    first_unmet as (
      select r.family, min(r.place) as place
      from running as r
      where r.amount > 0 and r.so_far > r.room
      group by r.family
    ),
    left_over as (
      select r.pot, f.place,
        max(r.room) - coalesce(sum(r.amount) filter (where r.place < f.place), 0) as room
      from running as r
      join first_unmet as f on f.family = r.family
      group by r.pot, f.place
    ),
    unmet as (
      select r.place, r.claimant
      from running as r
      join left_over as l on l.pot = r.pot
      where r.place >= l.place and r.amount > 0 and r.amount > l.room
    )
    select array_agg(distinct c.place)
    into v_fallen
    from unnest(v_open) as c
    left join (
      select u.claimant, min(u.place) as place from unmet as u group by u.claimant
    ) as theirs on theirs.claimant = c.claimant
    where c.place > theirs.place or c.place in (select u.place from unmet as u);

    exit when v_fallen is null;
    v_unmet := v_unmet || v_fallen;
    v_open := array(select c from unnest(v_open) as c where c.place <> all (v_fallen));
  end loop;
  return v_unmet;
end $$;
comment on function kernel.unmet_claims is
  'The places of claims that their pots cannot meet, first come, first served.';
