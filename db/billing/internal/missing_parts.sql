-- Days keep the shares by which they were billed as long as a part of them stands; who has no seat
-- in a quantity has no part of it. What a person undid is missing to who bills it anew.
create or replace function billing.missing_parts(
  line_id uuid, period daterange, quantity numeric, with_undone boolean default false
)
  returns table (part smallint, shares billing.bearer[])
  language sql stable security definer rows 1 set search_path to ''
as $$
  select s.place::smallint, known.shares
  from (
    select billing.weigh(b.shares, missing_parts.quantity) as shares
    from billing.billed_periods as b
    where b.tenant_id = (select tenancy.current_tenant_id())
      and b.line_id = missing_parts.line_id and b.part > 0 and b.period && missing_parts.period
      and not (with_undone and b.is_undone)
    limit 1
  ) as known
  cross join lateral unnest(known.shares) with ordinality
    as s (account_id, weight, is_rest, place)
  where s.weight > 0 and not exists (
    select from billing.billed_periods as b
    where b.tenant_id = (select tenancy.current_tenant_id())
      and b.line_id = missing_parts.line_id and b.part = s.place
      and b.period && missing_parts.period and not (with_undone and b.is_undone))
$$;
comment on function billing.missing_parts is
  'The parts of days that are not billed yet, while others are.';
