-- Any number of lines with the versions of their terms, in one statement. They stand behind the
-- lines that are there. Pointers say where each line was said: lines/0, changes/2/add.
create or replace function sales.add_lines(
  contract sales.contracts,
  lines sales.contract_line_input[],
  pointers text[],
  amendment_id uuid default null
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_agreed sales.agreed_line[] := array(select l from sales.agree_lines(contract, lines) as l);
  v_wrong sales.agreed_line;
begin
  select * into v_wrong from unnest(v_agreed) as l
  where l.problem_code is not null order by l."position" limit 1;
  if found then
    perform kernel.fail(v_wrong.problem_code, v_wrong.problem,
      sales.pointer_to(v_wrong.pointer, pointers[v_wrong."position"]));
  end if;

  v_agreed := array(select l from sales.explode_milestones(v_agreed, contract.currency) as l);
  if cardinality(v_agreed) > 500 then
    perform kernel.fail('INPUT', 'At most 500 lines come at once; each milestone is one.',
      split_part(pointers[1], '/', 1));
  end if;
  with last as (
    select coalesce(max(l."position"), 0) as "position"
    from sales.contract_lines as l
    where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
  ),
  added as (
    insert into sales.contract_lines (tenant_id, id, contract_id, account_id, product_id,
      "position", description, pricing_model, price_interval, start_date, end_date)
    select contract.tenant_id, l.line_id, contract.id, l.account_id, l.product_id,
      last."position" + l."position", l.description, l.pricing_model, l.price_interval,
      l.start_date, l.end_date
    from unnest(v_agreed) as l
    cross join last
    returning id
  ),
  steps as (
    select l.line_id, l.start_date as from_day, l.end_date, l.quantity, l.unit_price
    from unnest(v_agreed) as l
    union all
    select l.line_id, step."from", l.end_date, step.quantity, step.unit_price
    from unnest(v_agreed) as l
    cross join unnest(l.ramp) as step
  ),
  versions as (
    select s.line_id, s.from_day,
      coalesce(lead(s.from_day) over next_step, s.end_date + 1) as to_day,
      -- What a step leaves out stays as it was.
      (array_agg(s.quantity) filter (where s.quantity is not null) over so_far) as quantities,
      (array_agg(s.unit_price) filter (where s.unit_price is not null) over so_far) as prices
    from steps as s
    window
      next_step as (partition by s.line_id order by s.from_day),
      so_far as (partition by s.line_id order by s.from_day)
  )
  insert into sales.contract_line_terms (tenant_id, line_id, valid, quantity, committed_quantity,
    minimum_quantity, unit_price, tiers, package_size, free_units, discount_percent,
    amendment_id)
  select contract.tenant_id, l.line_id, daterange(v.from_day, v.to_day),
    v.quantities[cardinality(v.quantities)], l.committed_quantity, l.minimum_quantity,
    v.prices[cardinality(v.prices)], l.tiers, l.package_size, l.free_units, l.discount_percent,
    add_lines.amendment_id
  from unnest(v_agreed) as l
  join versions as v on v.line_id = l.line_id;
end $$;
comment on function sales.add_lines is
  'Adds lines to a contract; refuses with the first wrong one before anything is written.';
