-- From a day on a line has other terms. Steps that were agreed for later keep what they change and
-- take over the rest: a ramp that only raises the price from July follows a change of quantity in
-- May. Each version comes with the id of the one it replaces.
create or replace function sales.changed_terms(
  effective_date date, changes sales.contract_change_input[]
)
  returns setof sales.contract_line_terms
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select c.line_id, c.quantity, c.committed_quantity, c.unit_price
    from unnest(changes) as c
    where c.line_id is not null and not coalesce(c."end", false)
  ),
  versions as (
    select t.*, a.quantity as new_quantity, a.committed_quantity as new_committed_quantity,
      a.unit_price as new_unit_price,
      a.quantity is not null and bool_and(t.quantity = held.quantity) over so_far
        as takes_quantity,
      a.committed_quantity is not null and bool_and(
        t.committed_quantity is not distinct from held.committed_quantity) over so_far
        as takes_commitment,
      a.unit_price is not null and bool_and(t.unit_price = held.unit_price) over so_far
        as takes_price
    from asked as a
    join sales.contract_line_terms as held
      on held.tenant_id = (select tenancy.current_tenant_id()) and held.line_id = a.line_id
      and held.valid @> effective_date
    join sales.contract_line_terms as t
      on t.tenant_id = held.tenant_id and t.line_id = a.line_id and upper(t.valid) > effective_date
    window so_far as (partition by t.line_id order by lower(t.valid))
  )
  select v.tenant_id, v.id, v.line_id,
    daterange(greatest(lower(v.valid), effective_date), upper(v.valid)),
    case when v.takes_quantity then v.new_quantity else v.quantity end,
    case when v.takes_commitment then v.new_committed_quantity else v.committed_quantity end,
    v.minimum_quantity,
    case when v.takes_price then v.new_unit_price else v.unit_price end,
    v.tiers, v.package_size, v.free_units, v.discount_percent, v.amendment_id, v.created_at,
    v.updated_at
  from versions as v
  where v.takes_quantity or v.takes_commitment or v.takes_price
$$;
comment on function sales.changed_terms is
  'The versions of terms that changes make from a day on, each with the id of what it replaces.';
