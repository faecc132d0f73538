-- What is over may be trued up already, and that is final: a minimum joins a contract in force in a
-- commitment period that runs.
create or replace function sales.minimum_fault(
  contract sales.contracts, lines sales.contract_line_input[], place int
)
  returns table (message text, field text)
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select l.*, l.n = place as is_this,
      daterange(coalesce(l.start_date, contract.start_date),
        coalesce(l.end_date, contract.end_date) + 1) as days,
      coalesce(l.price_interval,
        sales.usual_commitment_interval(contract.start_date, contract.end_date)) as is_for
    from unnest(lines) with ordinality as l (product_id, account_id, description, pricing_model,
      quantity, committed_quantity, unit_price, tiers, package_size, free_units, price_interval,
      start_date, end_date, discount_percent, ramp, milestones, n)
    where l.pricing_model = 'minimum' and l.n <= place
  )
  select rule.message, rule.field
  from asked as a
  cross join lateral (values
    (coalesce(a.unit_price <= 0, true), 'A minimum is more than nothing.', 'unit_price'),
    (a.is_for not in ('month', 'quarter', 'year', 'term'),
      'A minimum is for a month, a quarter, a year or the term.', 'price_interval'),
    (kernel.months_of(a.is_for) < contract.billing_months, format(
      'The contract is billed every %s months; a minimum is for at least as long.',
      contract.billing_months), 'price_interval'),
    (a.product_id is not null, 'A minimum has a price and an interval alone.', 'product_id'),
    (a.quantity is not null, 'A minimum has a price and an interval alone.', 'quantity'),
    (a.committed_quantity is not null, 'A minimum has a price and an interval alone.',
      'committed_quantity'),
    (a.discount_percent is not null, 'A minimum has a price and an interval alone.',
      'discount_percent'),
    (num_nonnulls(a.tiers, a.package_size, a.free_units) > 0,
      'A minimum has a price and an interval alone.', 'tiers'),
    (exists (select from asked as other where not other.is_this and other.days && a.days)
        or exists (
          select from sales.contract_lines as l
          join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
          where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
            and l.pricing_model = 'minimum' and t.valid && a.days),
      'The contract has a minimum on these days already.', ''),
    (contract.status <> 'draft' and upper(
        sales.commitment_period(contract, a.is_for, lower(a.days)) * a.days) <= tenancy.today(),
      'The commitment period is over.', 'start_date')
  ) as rule (is_broken, message, field)
  where a.is_this and rule.is_broken
  limit 1
$$;
comment on function sales.minimum_fault is
  'The first thing wrong with a line that is a minimum; none if all is well.';
