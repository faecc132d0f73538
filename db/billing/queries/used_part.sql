-- Of what the whole gives back a part has its part; so what is used of all parts adds up to what is
-- used of the whole, and a change and its undoing come to nothing.
create or replace function billing.used_part(
  cost numeric, whole numeric, used numeric, shares billing.bearer[], part int, currency text
)
  returns numeric
  language sql immutable parallel safe set search_path to ''
as $$
  select case when shares is null or used = 0 then used
    else greatest(0, cost - billing.part_of(whole - used, shares, part, currency)) end
$$;
comment on function billing.used_part is
  E'@behavior -*\nWhat is used of one part of a shared cost; of what nobody shares, all of it.';
grant execute on function billing.used_part to tenor_viewer;
