-- The heart: everything due of many contracts becomes invoices, set by set. Limits and schedules
-- are locked first, in statements of their own, so that the next one sees what a rival committed;
-- billed_days forbids what would still slip through. A draft contract, or one of an
-- account on hold, is left out; what ended is still billed to its end. What credit or purchase
-- order refuse is answered with the reason. Numbers are taken last, as their series is locked from
-- then to the commit: items come first, and their invoices follow. One plan serves one contract and
-- a batch, here and in what it calls: making it takes as long as ten invoices, and the planner
-- cannot know how many of anything come.
create or replace function billing.bill(
  contract_ids uuid[],
  bill_until date default null,
  within daterange default null,
  purchase_order_number text default null,
  amendment_id uuid default null,
  issue_on date default null,
  issue boolean default false,
  takes_turns boolean default false,
  parts int[] default null
)
  returns setof billing.billing_outcome
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_settings tax.tax_settings := (
    select s from tax.tax_settings as s where s.tenant_id = tenancy.current_tenant_id());
  v_now timestamptz := tenancy.now();
  v_invoices billing.billable_invoice[];
  v_billables billing.billable[];
  v_held billing.billing_outcome[];
  v_billed_ids uuid[];
  v_billed_until date[];
  v_discounts billing.item_discount[] := '{}';
  v_taxes billing.levied_tax[];
  v_sums billing.item_sum[];
  v_admitted billing.invoice_admission[] := '{}';
  v_refused_ids uuid[];
  v_untaxed_ids uuid[];
  v_incomplete_ids uuid[] := '{}';
  v_received_ids uuid[] := '{}';
  v_numbering_ids uuid[] := array(
    select e.id from tenancy.legal_entities as e
    where e.tenant_id = tenancy.current_tenant_id()
      and tenancy.legal_entities_effective_numbering(e) = 'creation');
begin
  -- Limits before schedules, as everybody who makes an invoice larger takes them.
  perform billing.lock_credit(billing.payers_of(contract_ids));
  perform from billing.billing_schedules as s
  where s.tenant_id = v_tenant_id and s.contract_id = any(contract_ids)
  order by s.contract_id
  for update;
  select g.invoices, g.billables, g.held, g.billed_ids, g.billed_until
  into v_invoices, v_billables, v_held, v_billed_ids, v_billed_until
  from billing.gather_billables(
    contract_ids, bill_until, within, purchase_order_number, amendment_id, issue_on, parts) as g;
  if exists (
    select from sales.contract_discounts as d
    where d.tenant_id = v_tenant_id and d.contract_id = any (contract_ids)
  ) then
    v_discounts := array(select d from billing.discount_items(array(
      select (b.item_id, b.turn_id, b.contract_id, b.product_id,
        coalesce(b.fresh, b.amount - b.discount), b.currency, b.turn_day, b.first_day,
        case when b.kind in ('recurring', 'proration') then b.whole_period end,
        case when b.is_parted then array(
          select g.contract_discount_id
          from billing.billed_periods as other cross join lateral unnest(other.granted) as g
          where other.tenant_id = v_tenant_id and other.line_id = b.line_id and other.part > 0
            and other.period && b.period and not other.is_undone and b.adjustment_id is null
            and g.contract_discount_id is not null) end
      )::billing.discountable
      from (
        select b.*, i.currency, min(i.issue_date) over (partition by b.turn_id) as turn_day,
          bool_or(b.part > 0) over (partition by b.contract_id) as is_parted
        from unnest(v_billables) with ordinality as b
        join unnest(v_invoices) as i on i.id = b.invoice_id
      ) as b
      order by case when b.is_parted then b.line_id end,
        case when b.is_parted then lower(b.period) end, case when b.is_parted then b.part end,
        b.ordinality)) as d);
  end if;
  select a.taxes, a.sums into v_taxes, v_sums
  from billing.assess_items(v_invoices, v_billables, v_discounts, v_settings) as a;
  if exists (select from unnest(v_invoices) as i where i.is_limited) then
    v_admitted := array(select a from billing.admit_invoices(array(
      select (i.id, i.account_id, i.contract_id, i.purchase_order_number, i.currency,
        greatest(sum(s.amount - s.discount + s.tax), 0), i.issue_date)::billing.invoice_request
      from unnest(v_invoices) with ordinality as i
      join unnest(v_sums) as s on s.invoice_id = i.id
      where i.is_limited
      group by i.id, i.account_id, i.contract_id, i.purchase_order_number, i.currency,
        i.issue_date, i.ordinality
      order by i.ordinality)) as a);
  end if;

  -- What hardly ever is, is asked before the items are looked through for it.
  v_untaxed_ids := array(
    select t.item_id from unnest(v_taxes) as t where tax.is_unresolved(t.treatment, t.taxable));
  if v_untaxed_ids <> '{}' then
    v_untaxed_ids := array(
      select b.invoice_id from unnest(v_billables) as b where b.item_id = any (v_untaxed_ids));
  end if;
  if v_taxes <> '{}' then
    perform billing.open_tax_codes_of(v_taxes, v_billables, v_invoices);
  end if;
  v_refused_ids := array(select a.id from unnest(v_admitted) as a where a.code is not null);
  with billed as materialized (
    select b.*, s.amount as net_amount, s.discount as net_discount, s.tax as item_tax
    from unnest(v_billables) as b
    join unnest(v_sums) as s on s.item_id = b.item_id
    where b.invoice_id <> all (v_refused_ids)
  ),
  -- What discounts took off all parts of a piece, and how far they go.
  granted as (
    select g.line_id, g.part, g.period, g.adjustment_id,
      array_agg((g.contract_discount_id, d.name, d.percent, 0, g.reach, g.amount, g.amount
        )::billing.granted_discount order by g."position") as discounts,
      sum(g.amount) as amount
    from (
      select b.line_id, b.part, b.period, b.adjustment_id, d.contract_discount_id, d."position",
        sum(d.reach) as reach, sum(d.amount) as amount
      from unnest(v_discounts) as d
      join billed as b on b.item_id = d.item_id
      group by b.line_id, b.part, b.period, b.adjustment_id, d.contract_discount_id, d."position"
    ) as g
    join sales.contract_discounts as d
      on d.tenant_id = v_tenant_id and d.id = g.contract_discount_id
    group by g.line_id, g.part, g.period, g.adjustment_id
  ),
  items as (
    insert into billing.invoice_items (tenant_id, id, invoice_id, "position", account_id,
      contract_line_id, contract_line_terms_id, product_id, adjustment_id, kind, description,
      service_period, whole_period, quantity, unit_price, intervals, rated, share_weight, part,
      shares, amount, discount, tax, created_at)
    select v_tenant_id, b.item_id, b.invoice_id, b."position", b.account_id, b.line_id,
      b.terms_id, b.product_id, b.adjustment_id, b.kind, b.description, b.period,
      b.whole_period, b.quantity, b.unit_price, b.intervals, b.rated, b.share_weight, b.part,
      b.shares, b.net_amount, b.net_discount, b.item_tax, v_now
    from billed as b
  ),
  taxes as (
    insert into billing.item_taxes (tenant_id, invoice_item_id, place, invoice_id, jurisdiction,
      name, kind, rate, treatment, note, taxable, amount, tax_id, tax_code_id)
    select v_tenant_id, t.item_id, t.place, b.invoice_id, t.jurisdiction, t.name, t.kind, t.rate,
      t.treatment, t.note, t.taxable, t.amount, t.tax_id, t.tax_code_id
    from unnest(v_taxes) as t
    join billed as b on b.item_id = t.item_id
    where t.treatment <> 'not_registered'
  ),
  periods as (
    insert into billing.billed_periods (tenant_id, line_id, part, period, whole_period, quantity,
      unit_price, rated, amount, discount, granted, shares, invoice_id)
    select v_tenant_id, b.line_id, b.part, b.period, b.whole_period, b.whole_quantity,
      b.unit_price, b.rated, b.amount, b.discount + coalesce(g.amount, 0), g.discounts,
      b.shares, b.invoice_id
    from billed as b
    left join granted as g
      on g.line_id = b.line_id and g.part = b.part and g.period = b.period
      and g.adjustment_id is null
    where b.adjustment_id is null
  ),
  -- Few, or none: looked for once, not beside every billed day.
  adjusted as materialized (
    select b.* from billed as b where b.adjustment_id is not null
  ),
  -- The discounts that a charge of an amendment asked for are its days' too.
  extended as (
    update billing.billed_periods as p
    set discount = p.discount + coalesce(g.amount, 0),
      granted = billing.join_discounts(p.granted, g.discounts, p.extent),
      extent = greatest(p.extent, p.amount - p.discount + billing.taken_by(p.granted))
    from adjusted as b
    left join granted as g on g.adjustment_id = b.adjustment_id
    where p.tenant_id = v_tenant_id and p.adjustment_id = b.adjustment_id
      and b.credited_item_id is null
  )
  update billing.adjustments as a
  set invoice_id = b.invoice_id
  from adjusted as b
  where a.tenant_id = v_tenant_id and a.id = b.adjustment_id;
  if exists (
    select from sales.contract_lines as l
    where l.tenant_id = v_tenant_id and l.contract_id = any (contract_ids)
      and l.pricing_model = 'minimum'
  ) then
    perform billing.keep_true_ups(array(
      select b from unnest(v_billables) as b
      where b.kind = 'true_up' and b.invoice_id <> all (v_refused_ids)));
  end if;
  if v_discounts <> '{}' then
    perform billing.use_discounts(array(
      select d
      from unnest(v_discounts) as d
      join unnest(v_billables) as b on b.item_id = d.item_id
      where b.invoice_id <> all (v_refused_ids)));
  end if;
  if within is null and amendment_id is null then
    -- A contract of which something was refused stays due; the others move on to their next day.
    perform billing.advance_schedules(array_agg(b.contract_id), array_agg(b.until))
    from unnest(v_billed_ids, v_billed_until) as b (contract_id, until)
    where v_refused_ids = '{}' or b.contract_id not in (
      select r.contract_id from unnest(v_billables) as r where r.invoice_id = any (v_refused_ids))
    having count(*) > 0;
  end if;

  if issue then
    v_received_ids := array(select r from billing.received_among(array(
      select distinct i.account_id from unnest(v_invoices) as i)) as r);
    if exists (select from billing.sellers_asked()) then
      v_incomplete_ids := array(select l.invoice_id from billing.missing_of(array(
        select (i.id, i.legal_entity_id, i.account_id, i.currency, i.issue_date, s.total,
          s.tax_points, s.is_reverse_charged)::billing.issuable
        from unnest(v_invoices) as i
        join (
          select b.invoice_id, sum(s.amount - s.discount + s.tax) as total,
            coalesce(array_agg(distinct billing.tax_point(b.kind, b.period, null, i.issue_date))
              filter (where s.tax <> 0), '{}') as tax_points,
            bool_or(t.item_id is not null) as is_reverse_charged
          from unnest(v_billables) as b
          join unnest(v_invoices) as i on i.id = b.invoice_id
          join unnest(v_sums) as s on s.item_id = b.item_id
          left join (
            select distinct t.item_id from unnest(v_taxes) as t
            where t.treatment in ('reverse_charge', 'domestic_reverse_charge')
          ) as t on t.item_id = b.item_id
          group by b.invoice_id
        ) as s on s.invoice_id = i.id)) as l);
    end if;
  end if;

  -- Who makes a single invoice waits for one batch at most, not for all that stand in line.
  if takes_turns then
    perform pg_advisory_xact_lock(hashtextextended('billing.number_series:' || v_tenant_id, 0));
  end if;
  with admitted as materialized (
    select i.*, a.purchase_order_id, coalesce(a.drawn_amount, 0) as drawn_amount, s.subtotal,
      s.discount, s.tax, s.subtotal - s.discount + s.tax as total,
      case when s.subtotal - s.discount + s.tax < 0 then 'credit_note' else 'invoice' end
        as document_type,
      kernel.round_amount(0, i.currency) as zero,
      issue and i.is_due and i.id <> all (v_untaxed_ids) and i.id <> all (v_incomplete_ids)
        as is_issued
    from unnest(v_invoices) with ordinality as i
    join (
      select s.invoice_id, sum(s.amount) as subtotal, sum(s.discount) as discount,
        sum(s.tax) as tax
      from unnest(v_sums) as s
      group by s.invoice_id
    ) as s on s.invoice_id = i.id
    left join unnest(v_admitted) as a on a.id = i.id
    where i.id <> all (v_refused_ids)
  ),
  numbered as (
    select listed.id, listed.number
    from (
      select array_agg(d.id order by d.ordinality) as ids,
        billing.take_numbers(array_agg(d.issue_date order by d.ordinality),
          array_agg(d.legal_entity_id order by d.ordinality), d.document_type) as numbers
      from admitted as d
      where d.is_issued or d.legal_entity_id = any (v_numbering_ids) and d.total >= 0
      group by d.document_type
      order by d.document_type
    ) as batch
    cross join unnest(batch.ids, batch.numbers) as listed (id, number)
  )
  insert into billing.invoices (tenant_id, id, legal_entity_id, invoice_number, account_id,
    contract_id,
    purchase_order_number, purchase_order_id, drawn_amount, status, billing_type, currency,
    issue_date, due_date, time_zone, service_period, subtotal, discount, tax, paid_amount,
    credited_amount, written_off_amount, recovered_amount, paid_date, finalized_at, delivery,
    is_tax_included, is_tax_by_line, tax_basis, created_at, updated_at)
  select v_tenant_id, d.id, d.legal_entity_id, coalesce(n.number, billing.draft_name(d.id)),
    d.account_id, d.contract_id,
    d.purchase_order_number,
    d.purchase_order_id, d.drawn_amount,
    case when not d.is_issued then 'draft' when d.total > 0 then 'open' else 'paid' end,
    d.billing_type, d.currency, d.issue_date,
    case when d.is_issued and d.total < 0 then d.issue_date else d.due_date end, d.time_zone,
    d.service_period,
    d.subtotal, d.discount, d.tax, d.zero,
    case when d.is_issued then least(d.total, d.zero) else d.zero end, d.zero, d.zero,
    case when d.is_issued and d.total <= 0 then d.issue_date end,
    case when d.is_issued then v_now end,
    case when d.is_issued and received.account_id is not null then 'queued' else 'unsent' end,
    nullif(v_settings.prices_include_tax, false),
    nullif(v_settings.rounding_mode = 'line', false),
    case when d.is_issued then seller.tax_basis end, v_now, v_now
  from admitted as d
  join tenancy.legal_entities as seller
    on seller.tenant_id = v_tenant_id and seller.id = d.legal_entity_id
  left join numbered as n on n.id = d.id
  left join unnest(v_received_ids) as received (account_id)
    on received.account_id = d.account_id
  order by d.ordinality;
  return query
    select b.contract_id, case when a.code is null then i.id end, a.code, a.message, i.account_id
    from unnest(v_invoices) with ordinality as i
    join (
      select distinct b.invoice_id, b.contract_id from unnest(v_billables) as b
    ) as b on b.invoice_id = i.id
    left join unnest(v_admitted) as a on a.id = i.id
    order by i.ordinality, b.contract_id;
  return query select h.* from unnest(v_held) as h;
end $$;
comment on function billing.bill is
  'Makes invoices of what is due until a day, by default today, of one period or of an amendment: '
  'drafts; with issue, those of today that nothing keeps back are issued, and the caller brings '
  'about their effects. With issue_on, all on one invoice of that day. With takes_turns, one '
  'caller at a time comes to the numbers. With parts, of what accounts share, those alone. '
  'Running it again makes no more.';
