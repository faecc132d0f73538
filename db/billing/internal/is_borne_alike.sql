-- The seats that one account has cost it as much as before when another's are more or less, unless
-- they have another price by then. Who had no seats of the rest comes in with a part of its own.
create or replace function billing.is_borne_alike(
  part int, shares billing.bearer[], rated numeric, new_quantity numeric, new_rated numeric
)
  returns boolean
  language sql immutable parallel safe set search_path to ''
as $$
  select part > 0
    and not exists (select from unnest(shares) as s where s.is_rest and s.weight = 0)
    and rated * (shares[part]).weight * (select sum(s.weight) from unnest(fresh.bearers) as s)
      = new_rated * (fresh.bearers[part]).weight * (select sum(s.weight) from unnest(shares) as s)
  from (select billing.weigh(shares, new_quantity)) as fresh (bearers)
$$;
comment on function billing.is_borne_alike is
  E'@behavior -*\nWhether a part of what is shared costs as much by another price of the whole.';
