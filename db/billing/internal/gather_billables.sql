-- What is due of contracts, put to the invoices that it will stand on: one for each day on which
-- something was due; a single one for a chosen period, a day of issue or an amendment. An account
-- that pays for others gets one invoice for them all; the others get one a contract. Adjustments
-- ride on the contract's first invoice; what is given back goes to whom it was billed, should
-- somebody else pay by now.
create or replace function billing.gather_billables(
  contract_ids uuid[],
  bill_until date,
  within daterange,
  purchase_order_number text,
  amendment_id uuid,
  issue_on date,
  out invoices billing.billable_invoice[],
  out billables billing.billable[],
  out billed_ids uuid[],
  out billed_until date[]
)
  language sql stable security definer set search_path to ''
as $$
  with contracts as materialized (
    select
      c.id, c.account_id, c.contract_number, c.currency, s.next_bill_on, paying.id as payer_id,
      settings.time_zone, clock.today,
      coalesce(upper(within) - 1, gather_billables.bill_until, clock.today) as until,
      coalesce(gather_billables.purchase_order_number, c.purchase_order_number) as po_number,
      a.requires_purchase_order or paying.requires_purchase_order as requires_purchase_order,
      case when own.is_alone and issue_on is null then c.id end as alone_id,
      case when own.is_alone then coalesce(c.payment_terms_days, settings.payment_terms_days)
        else settings.payment_terms_days end as days,
      case when paying.id <> a.id then a.account_name end as section
    from (select tenancy.today() offset 0) as clock (today)
    join billing.billing_schedules as s on s.tenant_id = (select tenancy.current_tenant_id())
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.payer_of(a) as paying
    cross join lateral customers.settings_of(paying) as settings
    cross join lateral (
      select paying.id = a.id and not exists (
        select from customers.accounts as child
        where child.tenant_id = a.tenant_id and child.parent_account_id = a.id
          and child.payer = 'parent') as is_alone
    ) as own
    where s.contract_id = any(contract_ids)
      and c.status <> 'draft'
      and not a.credit_hold and not paying.credit_hold
      and (within is not null or amendment_id is not null or s.next_bill_on is not null)
  ),
  batch as materialized (
    select array_agg(c.id) as ids, array_agg(distinct c.payer_id) as payer_ids,
      case when within is null then min(c.next_bill_on) end as bill_from,
      case when within is null then max(c.until) end as bill_until
    from contracts as c
  ),
  scheduled as materialized (
    select charge.*
    from batch
    cross join lateral sales.line_charges(batch.ids, batch.bill_from, batch.bill_until) as charge
    join contracts as c on c.id = charge.contract_id
    where amendment_id is null
      and case when within is null then charge.bill_on between c.next_bill_on and c.until
        else charge.line_period <@ within
          and charge.bill_on <= coalesce(gather_billables.bill_until, 'infinity')
          and (charge.pricing_model <> 'minimum' or charge.bill_on <= c.today) end
      and not exists (
        select from billing.billed_periods as b
        where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = charge.line_id
          and b.period && charge.period)
  ),
  charges as (
    select null::uuid as adjustment_id, charge.*,
      case when charge.price_interval = 'one_time' then 'one_time' else 'recurring' end as kind,
      null::uuid as credited_item_id, null::uuid as billed_to, null::numeric as tax,
      null::numeric as fresh
    from scheduled as charge
    where charge.pricing_model <> 'minimum'
    union all
    select null, missing.*, 'true_up', null, null, null, null
    from billing.shortfalls(array(
      select (charge.*)::sales.line_charge
      from scheduled as charge
      where charge.pricing_model = 'minimum')) as missing
    union all
    select a.adjustment_id, a.contract_id, a.line_id, a.terms_id, a.account_id, a.product_id,
      a."position", a.description, a.pricing_model, a.price_interval, a.whole_period, a.period,
      a.period, a.bill_on, a.quantity, a.unit_price, a.intervals, a.rated, a.amount, a.discount,
      case when a.price_interval = 'one_time' then 'one_time' else 'proration' end,
      a.credited_item_id, a.payer_id, a.tax, a.fresh
    from batch
    cross join lateral billing.pending_adjustments(batch.ids) as a
    join contracts as c on c.id = a.contract_id
    where case when gather_billables.amendment_id is null then a.bill_on <= c.until
      else a.adjustment_id = any (billing.adjustments_with(gather_billables.amendment_id)) end
  ),
  placed as materialized (
    select charge.*, row_number() over () as charge_id, c.account_id as holder_id,
      coalesce(charge.billed_to, c.payer_id) as payer_id,
      c.currency, c.po_number, c.alone_id, c.contract_number, c.days, c.time_zone,
      c.requires_purchase_order, c.section,
      case when within is null and issue_on is null then coalesce(
        case when charge.adjustment_id is null then charge.bill_on end,
        min(charge.bill_on) filter (where charge.adjustment_id is null) over each_contract,
        max(charge.bill_on) over each_contract) end as due_day
    from charges as charge
    join contracts as c on c.id = charge.contract_id
    window each_contract as (partition by charge.contract_id)
  ),
  shares as materialized (
    select s.*, a.account_name
    from batch
    cross join lateral sales.shares_of(batch.ids) as s
    join customers.accounts as a
      on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = s.account_id
  ),
  shared as materialized (
    select p.charge_id, part.account_id, part.account_name, part.weight, part.net, part.discount,
      part.fresh, part.place,
      trim_scale(kernel.round_quotient(p.quantity * part.weight, weighed.total, 6)) as quantity
    from (select distinct s.contract_id from shares as s) as of
    join placed as p on p.contract_id = of.contract_id and p.account_id = p.holder_id
      and p.credited_item_id is null
    cross join lateral (
      -- In the order in which they stand on the invoice, which decides ties for good.
      select array_agg(w.account_id order by w.section nulls first, w."position") as account_ids,
        array_agg(w.account_name order by w.section nulls first, w."position") as account_names,
        array_agg(w.weight order by w.section nulls first, w."position") as weights,
        sum(w.weight) as total
      from (
        select s.account_id, s.account_name, s."position",
          case when s.account_id <> p.payer_id then s.account_name end as section,
          case when p.pricing_model in ('flat', 'package', 'minimum') or p.kind = 'one_time'
            then s.usual_weight
            else coalesce(s.weight, greatest(p.quantity - sum(s.weight) over (), 0)) end as weight
        from shares as s
        where s.contract_id = p.contract_id
      ) as w
      where w.weight > 0
    ) as weighed
    cross join lateral unnest(weighed.account_ids, weighed.account_names, weighed.weights,
      kernel.split_amount(p.amount - p.discount, weighed.weights, p.currency),
      kernel.split_amount(p.discount, weighed.weights, p.currency),
      case when p.fresh is not null then
        kernel.split_amount(p.fresh, weighed.weights, p.currency) end
    ) with ordinality as part (account_id, account_name, weight, net, discount, fresh, place)
  ),
  drafts as materialized (
    select
      uuidv7() as id, p.payer_id, p.currency, p.po_number, p.alone_id, p.due_day,
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
    group by p.payer_id, p.currency, p.po_number, p.alone_id, p.due_day
  )
  select
    (select array_agg((
        d.id, d.contract_id, d.payer_id, d.currency, d.issue_date, d.issue_date + d.days,
        d.time_zone, d.service_period, d.billing_type, d.po_number,
        d.po_number is not null or d.requires_purchase_order or limits.account_id is not null
      )::billing.billable_invoice order by d.issue_date, d.first_contract_number, d.currency)
      from drafts as d
      left join (
        select distinct h.account_id
        from batch
        cross join lateral billing.credit_holders(batch.payer_ids) as h
      ) as limits on limits.account_id = d.payer_id),
    (select array_agg((
        p.invoice_id, uuidv7(), p.adjustment_id, p.credited_item_id, p.contract_id, p.line_id,
        p.terms_id, p.served_id, p.product_id, p.place, p.kind, p.description, p.whole_period,
        p.period, p.part_quantity, p.unit_price, p.intervals, p.rated, p.weight, p.part_amount,
        p.part_discount, p.tax, p.part_fresh, p.first_day,
        case when p.is_first then p.quantity end,
        case when p.is_first then p.amount end, case when p.is_first then p.discount end
      )::billing.billable order by p.invoice_id, p.place)
      from (
        select p.*, d.id as invoice_id, part.weight,
          coalesce(part.account_id, p.account_id) as served_id,
          coalesce(part.quantity, p.quantity) as part_quantity,
          coalesce(part.net + part.discount, p.amount) as part_amount,
          coalesce(part.discount, p.discount) as part_discount,
          coalesce(part.fresh, p.fresh) as part_fresh,
          case when p.adjustment_id is null then lower(p.line_period) else lower(p.period) end
            as first_day,
          coalesce(part.place, 1) = 1 as is_first,
          row_number() over (
            partition by d.id
            order by
              case when coalesce(part.account_id, p.account_id) <> p.payer_id
                then coalesce(part.account_name, served.account_name, p.section) end nulls first,
              p.contract_number, p.adjustment_id is not null, p."position", lower(p.period),
              p.amount, p.adjustment_id, part.place) as place
        from placed as p
        left join shared as part on part.charge_id = p.charge_id
        left join customers.accounts as served
          on p.credited_item_id is not null
          and served.tenant_id = (select tenancy.current_tenant_id()) and served.id = p.account_id
        join drafts as d
          on d.payer_id = p.payer_id and d.currency = p.currency
          and d.po_number is not distinct from p.po_number
          and d.alone_id is not distinct from p.alone_id
          and d.due_day is not distinct from p.due_day
      ) as p),
    (select array_agg(c.id) from contracts as c),
    (select array_agg(c.until) from contracts as c)
$$;
comment on function billing.gather_billables is
  'What is due of contracts until a day, by default today, or of a period or an '
  'amendment, with the invoices it makes; which contracts could be billed, and until when.';
