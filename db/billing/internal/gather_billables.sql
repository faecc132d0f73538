-- What is due of contracts, put to the invoices that it will stand on: one for each day on which
-- something was due; a single one for a chosen period, a day of issue or an amendment. An account
-- that pays for others gets one invoice of each legal entity for them all; the others get one a
-- contract. Who bears a part of somebody else's contract and pays for itself gets an invoice of
-- its own for that, without the contract's purchase order. Adjustments ride on the contract's
-- first invoice; what is given back goes to whom it was billed, should somebody else pay by now.
-- Of a payer on hold nothing is billed, while others are.
create or replace function billing.gather_billables(
  contract_ids uuid[],
  bill_until date,
  within daterange,
  purchase_order_number text,
  amendment_id uuid,
  issue_on date,
  parts int[],
  out invoices billing.billable_invoice[],
  out billables billing.billable[],
  out held billing.billing_outcome[],
  out billed_ids uuid[],
  out billed_until date[]
)
  language sql stable security definer set search_path to ''
as $$
  with sellers as materialized (
    select e.id, tenancy.today(e.time_zone) as today
    from tenancy.legal_entities as e
    where e.tenant_id = (select tenancy.current_tenant_id())
  ),
  contracts as materialized (
    select
      c.id, c.account_id, c.legal_entity_id, c.contract_number, c.currency, s.next_bill_on,
        paying.id as payer_id,
      settings.time_zone, clock.today,
      coalesce(upper(within) - 1, gather_billables.bill_until, clock.today) as until,
      coalesce(gather_billables.purchase_order_number, c.purchase_order_number) as po_number,
      a.requires_purchase_order or paying.requires_purchase_order as requires_purchase_order,
      case when own.is_alone and issue_on is null then c.id end as alone_id,
      case when own.is_alone then coalesce(c.payment_terms_days, settings.payment_terms_days)
        else settings.payment_terms_days end as days,
      case when paying.id <> a.id then a.account_name end as section,
      a.credit_hold or paying.credit_hold as is_held, c.payment_terms_days
    from billing.billing_schedules as s
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    join sellers as clock on clock.id = c.legal_entity_id
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.payer_of(a) as paying
    cross join lateral customers.settings_of(paying) as settings
    cross join lateral (
      select paying.id = a.id and not exists (
        select from customers.accounts as child
        where child.tenant_id = a.tenant_id and child.parent_account_id = a.id
          and child.payer = 'parent') as is_alone
    ) as own
    where s.tenant_id = (select tenancy.current_tenant_id()) and s.contract_id = any(contract_ids)
      and c.status <> 'draft'
      and (within is not null or amendment_id is not null or s.next_bill_on is not null)
  ),
  batch as materialized (
    select array_agg(c.id) as ids,
      case when within is null then min(c.next_bill_on) end as bill_from,
      case when within is null then max(c.until) end as bill_until
    from contracts as c
  ),
  dated as materialized (
    select charge.*
    from batch
    cross join lateral sales.line_charges(batch.ids, batch.bill_from, batch.bill_until) as charge
    join contracts as c on c.id = charge.contract_id
    where amendment_id is null
      and case when within is null then charge.bill_on between c.next_bill_on and c.until
        -- What is charged once belongs to the period in which it begins, however long it serves.
        else case when charge.price_interval = 'one_time' then lower(charge.line_period) <@ within
            else charge.line_period <@ within end
          and charge.bill_on <= coalesce(gather_billables.bill_until, 'infinity')
          and (charge.pricing_model <> 'minimum' or charge.bill_on <= c.today) end
  ),
  -- Few lines, or none, of which accounts bear parts.
  parted_lines as materialized (
    select distinct b.line_id
    from dated
    join billing.billed_periods as b on b.tenant_id = (select tenancy.current_tenant_id())
      and b.line_id = dated.line_id and b.part > 0
    where exists (
      select from billing.billed_periods as b
      where b.tenant_id = (select tenancy.current_tenant_id()) and b.part > 0)
  ),
  scheduled as materialized (
    select dated.*
    from dated
    where not exists (
        select from billing.billed_periods as b
        where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = dated.line_id
          and b.period && dated.period)
      or dated.line_id in (select l.line_id from parted_lines as l)
        and exists (
          select from billing.missing_parts(dated.line_id, dated.period, dated.quantity))
  ),
  charges as materialized (
    select due.*, row_number() over () as charge_id
    from (
      select null::uuid as adjustment_id, charge.*,
        case when charge.price_interval = 'one_time' then 'one_time' else 'recurring' end as kind,
        null::uuid as credited_item_id, null::uuid as billed_to, null::numeric as tax,
        null::numeric as fresh, 0::smallint as part, null::billing.bearer[] as shares
      from scheduled as charge
      where charge.pricing_model <> 'minimum'
      union all
      select null, missing.*, 'true_up', null, null, null, null, 0, null
      from billing.shortfalls(array(
        select (charge.*)::sales.line_charge
        from scheduled as charge
        where charge.pricing_model = 'minimum')) as missing
      union all
      select a.adjustment_id, a.contract_id, a.line_id, a.terms_id, a.account_id, a.product_id,
        a."position", a.description, a.pricing_model, a.price_interval, a.whole_period, a.period,
        a.period, a.bill_on, a.quantity, a.unit_price, a.intervals, a.rated, a.amount, a.discount,
        case when a.price_interval = 'one_time' then 'one_time' else 'proration' end,
        a.credited_item_id, a.payer_id, a.tax, a.fresh, a.part, a.shares
      from batch
      cross join lateral billing.pending_adjustments(batch.ids) as a
      join contracts as c on c.id = a.contract_id
      where case when gather_billables.amendment_id is null then a.bill_on <= c.until
        else a.adjustment_id = any (billing.adjustments_with(gather_billables.amendment_id)) end
    ) as due
  ),
  shared as materialized (
    select distinct s.contract_id
    from batch
    cross join lateral sales.shares_of(batch.ids) as s
  ),
  -- Parts as they were billed before, the rest of such, and what accounts share from now on.
  parted as materialized (
    select charge.charge_id, charge.part, charge.shares, charge.amount, charge.discount
    from charges as charge
    where charge.part > 0
    union all
    select charge.charge_id, missing.part, missing.shares, part.net + part.discount, part.discount
    from charges as charge
    cross join lateral (
      select m.part, m.shares
      from billing.missing_parts(charge.line_id, charge.period, charge.quantity) as m
      where charge.line_id in (select l.line_id from parted_lines as l)
      union all
      select s.place, fresh.shares
      from (
        select billing.bearers_of(charge.line_id, charge.quantity) as shares
        where charge.contract_id in (select s.contract_id from shared as s)
          and not (charge.line_id in (select l.line_id from parted_lines as l) and exists (
            select from billing.billed_periods as b
            where b.tenant_id = (select tenancy.current_tenant_id())
              and b.line_id = charge.line_id and b.period && charge.period))
      ) as fresh
      cross join lateral unnest(fresh.shares) with ordinality
        as s (account_id, weight, is_rest, place)
      where s.weight > 0
    ) as missing
    cross join lateral (
      select billing.part_of(charge.amount - charge.discount, missing.shares, missing.part::int,
          c.currency) as net,
        billing.part_of(charge.discount, missing.shares, missing.part::int, c.currency) as discount
      from contracts as c where c.id = charge.contract_id
    ) as part
    where charge.part = 0 and charge.adjustment_id is null
      and (charge.line_id in (select l.line_id from parted_lines as l)
        or charge.contract_id in (select s.contract_id from shared as s))
  ),
  served as materialized (
    select a.id, a.account_name, a.credit_hold, a.hold_reason, a.requires_purchase_order,
      paying.id as payer_id
    from (select distinct (p.shares[p.part]).account_id as id from parted as p) as of
    join customers.accounts as a
      on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = of.id
    cross join lateral customers.payer_of(a) as paying
  ),
  payers as materialized (
    select a.id, a.account_name, a.credit_hold, a.hold_reason, a.requires_purchase_order,
      settings.time_zone, settings.payment_terms_days
    from (
      select s.payer_id as id from served as s
      union
      select charge.billed_to from charges as charge where charge.billed_to is not null
    ) as of
    join customers.accounts as a
      on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = of.id
    cross join lateral customers.settings_of(a) as settings
  ),
  owed as materialized (
    select charge.adjustment_id, charge.contract_id, charge.line_id, charge.terms_id,
      charge.product_id, charge."position", charge.description, charge.pricing_model,
      charge.whole_period, charge.line_period, charge.period, charge.bill_on, charge.quantity,
      charge.unit_price, charge.intervals, charge.rated, charge.kind, charge.credited_item_id,
      charge.tax, charge.fresh, row_number() over () as charge_id,
      coalesce(charge.billed_to, served.payer_id, c.payer_id) as payer_id, c.legal_entity_id,
      c.today, c.currency,
      coalesce(served.id, charge.account_id) as account_id, served.account_name,
      coalesce(parted.part, 0)::smallint as part, parted.shares,
      coalesce(parted.amount, charge.amount) as amount,
      coalesce(parted.discount, charge.discount) as discount,
      other.id is not null as is_apart, c.contract_number, c.section,
      case when other.id is null then c.po_number end as po_number,
      case when other.id is null then c.alone_id else c.id end as alone_id,
      case when other.id is null then c.days
        else coalesce(c.payment_terms_days, other.payment_terms_days) end as days,
      coalesce(other.time_zone, c.time_zone) as time_zone,
      case when other.id is null then c.requires_purchase_order
        else other.requires_purchase_order or coalesce(served.requires_purchase_order, false) end
        as requires_purchase_order,
      case when other.id is null then c.is_held
        else other.credit_hold or coalesce(served.credit_hold, false) end as is_held,
      case when other.credit_hold then other.account_name else served.account_name end
        as held_name,
      case when other.credit_hold then other.hold_reason else served.hold_reason end
        as hold_reason
    from charges as charge
    join contracts as c on c.id = charge.contract_id
    left join parted on parted.charge_id = charge.charge_id
    left join served on served.id = (parted.shares[parted.part]).account_id
    left join payers as other
      on other.id = coalesce(charge.billed_to, served.payer_id) and other.id <> c.payer_id
    where gather_billables.parts is null or parted.part = any (gather_billables.parts)
  ),
  placed as materialized (
    select o.*,
      -- An order that is named is meant for the contract's own payer, if that is billed something.
      case when o.is_apart and bool_and(o.is_apart) over each_contract
        then gather_billables.purchase_order_number else o.po_number end as order_number,
      case when within is null and issue_on is null then coalesce(
        case when o.adjustment_id is null then o.bill_on end,
        min(o.bill_on) filter (where o.adjustment_id is null) over each_contract,
        max(o.bill_on) over each_contract) end as due_day
    from owed as o
    where not o.is_held
    window each_contract as (partition by o.contract_id)
  ),
  weighed as materialized (
    select p.charge_id, of.weight, trim_scale(kernel.round_quotient(p.quantity * of.weight, (
        select nullif(sum(s.weight), 0) from unnest(p.shares) as s), 6)) as quantity
    from placed as p
    cross join lateral (select (p.shares[p.part]).weight) as of
    where p.part > 0 and p.credited_item_id is null
  ),
  -- Made in order, so that ids tell it also of drafts without a number.
  drafts as materialized (
    select uuidv7() as id, grouped.*
    from (
      select
        p.payer_id, p.legal_entity_id, p.today, p.currency, p.order_number, p.alone_id, p.due_day,
        p.is_apart,
        coalesce(issue_on, min(p.bill_on) filter (where p.adjustment_id is null), max(p.bill_on))
          as issue_date,
        case when count(distinct p.contract_id) = 1 then (array_agg(p.contract_id))[1] end
          as contract_id,
        min(p.contract_number) as first_contract_number, min(p.days) as days,
        min(p.time_zone) as time_zone,
        bool_or(p.requires_purchase_order) as requires_purchase_order,
        daterange(min(lower(p.period)), max(upper(p.period))) as service_period,
        case when bool_and(p.adjustment_id is not null) then 'adjustment'
          when bool_and(p.kind = 'one_time') then 'one_time'
          else 'recurring' end as billing_type
      from placed as p
      group by p.payer_id, p.legal_entity_id, p.today, p.currency, p.order_number, p.alone_id,
        p.due_day, p.is_apart
      order by issue_date, first_contract_number, p.currency, p.is_apart, p.payer_id
    ) as grouped
  )
  select
    (select array_agg((
        d.id, d.contract_id, d.payer_id, d.legal_entity_id, d.currency, d.issue_date,
        d.issue_date + d.days,
        d.time_zone, d.service_period, d.billing_type, d.order_number,
        d.order_number is not null or d.requires_purchase_order or limits.account_id is not null,
        d.issue_date = d.today
      )::billing.billable_invoice
        order by d.issue_date, d.first_contract_number, d.currency, d.is_apart, d.payer_id)
      from drafts as d
      left join (
        select distinct h.account_id
        from billing.credit_holders(array(select distinct p.payer_id from placed as p)) as h
      ) as limits on limits.account_id = d.payer_id),
    (select array_agg((
        p.invoice_id, uuidv7(), p.adjustment_id, p.credited_item_id, p.contract_id, p.line_id,
        p.terms_id, p.account_id, p.product_id, p.place, p.kind, p.description, p.whole_period,
        p.period, p.part_quantity, p.unit_price, p.intervals, p.rated, p.weight, p.part, p.shares,
        p.amount, p.discount, p.tax, p.fresh, p.first_day, p.quantity, p.turn_id
      )::billing.billable order by p.invoice_id, p.place)
      from (
        select p.*, d.id as invoice_id, weighed.weight,
          coalesce(weighed.quantity, p.quantity) as part_quantity,
          case when p.adjustment_id is null then lower(p.line_period) else lower(p.period) end
            as first_day,
          first_value(d.id) over (partition by p.contract_id, p.due_day order by d.is_apart, d.id)
            as turn_id,
          row_number() over (
            partition by d.id
            order by
              case when p.account_id <> p.payer_id
                then coalesce(p.account_name, credited.account_name, p.section) end nulls first,
              p.contract_number, p.adjustment_id is not null, p."position", lower(p.period),
              p.amount, p.adjustment_id) as place
        from placed as p
        left join weighed on weighed.charge_id = p.charge_id
        -- Looked for by nothing where nothing is credited, which costs nothing.
        left join customers.accounts as credited
          on credited.tenant_id = (select tenancy.current_tenant_id())
          and credited.id = case when p.credited_item_id is not null then p.account_id end
        join drafts as d
          on d.payer_id = p.payer_id and d.legal_entity_id = p.legal_entity_id
          and d.currency = p.currency
          and d.order_number is not distinct from p.order_number
          and d.alone_id is not distinct from p.alone_id
          and d.due_day is not distinct from p.due_day and d.is_apart = p.is_apart
      ) as p),
    (select array_agg((h.contract_id, null, 'CRHLD', format('%s is on hold: %s', h.held_name,
        coalesce(h.hold_reason, 'no reason given')), h.payer_id)::billing.billing_outcome)
      from (
        select distinct o.contract_id, o.held_name, o.hold_reason, o.payer_id
        from owed as o where o.is_held and o.is_apart
      ) as h),
    (select array_agg(c.id) from contracts as c
      where not c.is_held and c.id not in (select o.contract_id from owed as o where o.is_held)),
    (select array_agg(c.until) from contracts as c
      where not c.is_held and c.id not in (select o.contract_id from owed as o where o.is_held))
$$;
comment on function billing.gather_billables is
  'What is due of contracts until a day, by default today, or of a period or an '
  'amendment, or of some parts of it, with the invoices it makes; whom a hold kept from being '
  'billed a part of others'' contracts; which contracts could be billed, and until when.';
