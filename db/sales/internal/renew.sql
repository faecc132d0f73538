-- Any number of contracts at once: the same terms for as long again, at the prices of the last day
-- with the agreed uplift. Periods go on being counted from the anchor where the term ends with one.
-- What is charged once is not charged again, and a purchase order is for what was signed with it.
create or replace function sales.renew(contract_ids uuid[], uplift_percent numeric default null)
  returns setof sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_ids uuid[];
  v_renewed sales.contracts[];
begin
  with added as (
    insert into sales.contracts (tenant_id, contract_number, account_id, legal_entity_id, status,
      start_date,
      end_date, contract_value, currency, billing_frequency, billing_cycle_id, billing_months,
      billing_in_advance, billing_alignment, billing_day, billing_anchor, payment_terms,
      payment_terms_days, auto_renew, renewal_notice_days, renewal_uplift_percent,
      predecessor_contract_id, coterm_with_contract_id, metadata, created_at, updated_at)
    select c.tenant_id, numbered.number, c.account_id, c.legal_entity_id, 'draft', lower(term.days),
      upper(term.days) - 1, 0, c.currency, c.billing_frequency, c.billing_cycle_id,
      c.billing_months, c.billing_in_advance, c.billing_alignment, c.billing_day,
      case when c.billing_alignment = 'calendar' or c.billing_anchor <> c.start_date
          or lower(term.days) in (
            select lower(p.whole) from kernel.periods(c.billing_anchor, c.billing_months,
              term.days) as p)
        then c.billing_anchor else c.end_date + 1 end,
      c.payment_terms, c.payment_terms_days, c.auto_renew, c.renewal_notice_days,
      coalesce(renew.uplift_percent, c.renewal_uplift_percent), c.id, c.coterm_with_contract_id,
      c.metadata, v_now, v_now
    from sales.renewal_numbers(contract_ids) as numbered
    join sales.contracts as c on c.id = numbered.contract_id
    cross join lateral (select sales.renewal_term(c)) as term (days)
    where c.tenant_id = v_tenant_id
    returning id
  )
  select array_agg(a.id) into v_ids from added as a;

  with lines as (
    insert into sales.contract_lines (tenant_id, contract_id, account_id, product_id, "position",
      description, pricing_model, price_interval, start_date, end_date, predecessor_line_id,
      created_at, updated_at)
    select v_tenant_id, n.id, l.account_id, l.product_id, l."position", l.description,
      l.pricing_model, l.price_interval, n.start_date, n.end_date, l.id, v_now, v_now
    from sales.contracts as n
    join sales.contracts as c on c.tenant_id = n.tenant_id and c.id = n.predecessor_contract_id
    join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
    where n.tenant_id = v_tenant_id and n.id = any(v_ids)
      and l.price_interval <> 'one_time' and l.end_date = c.end_date
      and exists (
        select from sales.contract_line_terms as t
        where t.tenant_id = l.tenant_id and t.line_id = l.id and t.valid @> c.end_date)
    returning id, contract_id, start_date, end_date, predecessor_line_id
  )
  insert into sales.contract_line_terms (tenant_id, line_id, valid, quantity, committed_quantity,
    minimum_quantity, unit_price, tiers, package_size, free_units, discount_percent, created_at,
    updated_at)
  select v_tenant_id, l.id, daterange(l.start_date, l.end_date + 1), t.quantity,
    t.committed_quantity, t.minimum_quantity, trim_scale(round(t.unit_price * uplift.factor, 8)),
    (select array_agg((tier.up_to, trim_scale(round(tier.unit_price * uplift.factor, 8)),
        trim_scale(round(tier.flat_fee * uplift.factor, 8)))::catalog.tier
        order by tier.place)
      from unnest(t.tiers) with ordinality as tier (up_to, unit_price, flat_fee, place)),
    t.package_size, t.free_units, t.discount_percent, v_now, v_now
  from lines as l
  join sales.contracts as n on n.tenant_id = v_tenant_id and n.id = l.contract_id
  join sales.contract_line_terms as t
    on t.tenant_id = v_tenant_id and t.line_id = l.predecessor_line_id
    and t.valid @> l.start_date - 1
  cross join lateral (select 1 + n.renewal_uplift_percent * 0.01) as uplift (factor);

  insert into sales.contract_shares (tenant_id, contract_id, account_id, basis, weight, "position",
    created_at)
  select v_tenant_id, n.id, s.account_id, s.basis, s.weight, s."position", v_now
  from sales.contracts as n
  join sales.contract_shares as s
    on s.tenant_id = n.tenant_id and s.contract_id = n.predecessor_contract_id
  where n.tenant_id = v_tenant_id and n.id = any(v_ids);

  perform sales.carry_discounts(v_ids);

  with worth as (
    select charge.contract_id, sum(charge.amount - charge.discount) as amount
    from sales.line_charges(v_ids) as charge
    where charge.pricing_model <> 'minimum'
    group by charge.contract_id
  ),
  renewed as (
    update sales.contracts as n
    set status = 'active', activated_at = v_now,
      contract_value = kernel.round_amount(coalesce(w.amount, 0), n.currency)
    from unnest(v_ids) as added (id)
    left join worth as w on w.contract_id = added.id
    where n.tenant_id = v_tenant_id and n.id = added.id
    returning n.*
  )
  select array_agg(r order by r.contract_number) into v_renewed from renewed as r;
  perform sales.record_movements(v_ids || contract_ids, 'renewal');
  perform events.publish_many(array(
    select (kind.type, 'contract', r.id, to_jsonb(r), null)::events.new_event
    from unnest(v_renewed) with ordinality as r
    cross join (values ('contract.created', 1), ('contract.activated', 2), ('contract.renewed', 3))
      as kind (type, place)
    order by r.contract_number, kind.place));
  return query select * from unnest(v_renewed);
end $$;
comment on function sales.renew is
  'The contracts that renew the given ones, in force from the day after their end.';
