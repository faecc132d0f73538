-- The terms as they were are cut on the day of the change, which belongs to the new ones. A line
-- that ends keeps the days before; one that has not begun is left without any terms.
create or replace function sales.apply_amendment(
  contract sales.contracts,
  effective_date date,
  changes sales.contract_change_input[],
  reason text,
  source text default 'amendment'
)
  returns sales.amendments
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_fault record;
  v_value numeric := sales.value_of(contract.id);
  v_before jsonb := sales.lines_from(contract.id, effective_date);
  v_amendment sales.amendments;
  v_changed sales.contract_line_terms[];
  v_ended_ids uuid[] := array(select c.line_id from unnest(changes) as c where c."end");
  v_renews boolean := v_ended_ids <> '{}' and sales.can_renew(contract);
begin
  if effective_date is null or effective_date not between contract.start_date and contract.end_date
  then
    perform kernel.fail('INPUT', format('The contract runs from %s to %s.', contract.start_date,
      contract.end_date), 'effective_date');
  elsif coalesce(cardinality(changes), 0) not between 1 and 500 then
    perform kernel.fail('INPUT', 'An amendment has 1 to 500 changes.', 'changes');
  end if;
  select * into v_fault from sales.find_change_fault(contract, effective_date, changes);
  if found then
    perform kernel.fail(v_fault.code, v_fault.message, v_fault.pointer);
  end if;
  v_changed := array(select t from sales.changed_terms(effective_date, changes) as t);

  insert into sales.amendments as a (contract_id, amendment_number, effective_date, reason,
    changes, currency, mrr_before, mrr_after)
  select contract.id, count(*) + 1, apply_amendment.effective_date, apply_amendment.reason,
    jsonb_strip_nulls(to_jsonb(apply_amendment.changes)), contract.currency,
    sales.mrr_of(contract.id, apply_amendment.effective_date), 0
  from sales.amendments as earlier
  where earlier.tenant_id = contract.tenant_id and earlier.contract_id = contract.id
  returning a.* into v_amendment;

  with gone as (
    delete from sales.contract_line_terms as t
    where t.tenant_id = contract.tenant_id and lower(t.valid) >= v_amendment.effective_date
      and (t.id in (select c.id from unnest(v_changed) as c) or t.line_id = any(v_ended_ids))
    returning t.*
  )
  insert into sales.retired_terms (tenant_id, terms_id, line_id, valid, quantity,
    committed_quantity, minimum_quantity, unit_price, tiers, package_size, free_units,
    discount_percent, amendment_id, retired_by_amendment_id)
  select g.tenant_id, g.id, g.line_id, g.valid, g.quantity, g.committed_quantity,
    g.minimum_quantity, g.unit_price, g.tiers, g.package_size, g.free_units, g.discount_percent,
    g.amendment_id, v_amendment.id
  from gone as g;
  update sales.contract_line_terms as t
  set valid = daterange(lower(t.valid), v_amendment.effective_date)
  where t.tenant_id = contract.tenant_id and t.valid @> v_amendment.effective_date
    and (t.id in (select c.id from unnest(v_changed) as c) or t.line_id = any(v_ended_ids));
  insert into sales.contract_line_terms (tenant_id, line_id, valid, quantity, committed_quantity,
    minimum_quantity, unit_price, tiers, package_size, free_units, discount_percent, amendment_id)
  select c.tenant_id, c.line_id, c.valid, c.quantity, c.committed_quantity, c.minimum_quantity,
    c.unit_price, c.tiers, c.package_size, c.free_units, c.discount_percent, v_amendment.id
  from unnest(v_changed) as c;
  update sales.contract_lines as l
  set end_date = greatest(l.start_date, v_amendment.effective_date - 1)
  where l.tenant_id = contract.tenant_id and l.id = any(v_ended_ids);
  perform sales.add_lines(contract, added.lines, added.pointers, v_amendment.id)
  from (
    select array_agg(sales.starting_from(c."add", v_amendment.effective_date) order by c.place)
        as lines,
      array_agg(format('changes/%s/add', c.place - 1) order by c.place) as pointers
    from unnest(changes) with ordinality as c (line_id, quantity, committed_quantity, unit_price,
      "end", "add", place)
    where not (c."add" is null)
    having count(*) > 0
  ) as added;

  if v_renews and source = 'amendment' and effective_date > tenancy.today()
    and not sales.can_renew(contract) then
    perform sales.check_notice(contract, 'effective_date');
  end if;

  update sales.contracts as c
  set contract_value = greatest(0, c.contract_value + sales.value_of(c.id) - v_value)
  where c.tenant_id = contract.tenant_id and c.id = contract.id;
  perform sales.record_movements(array[contract.id], source, v_amendment.id);
  update sales.amendments as a
  set mrr_after = sales.mrr_of(contract.id, v_amendment.effective_date),
    changed_lines = sales.changed_lines(v_before,
      sales.lines_from(contract.id, v_amendment.effective_date))
  where a.tenant_id = v_amendment.tenant_id and a.id = v_amendment.id
  returning * into v_amendment;
  return v_amendment;
end $$;
comment on function sales.apply_amendment is
  'Changes the terms of a locked contract from a day on; refuses with the first wrong change.';
