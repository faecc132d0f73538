-- What the house itself put on a line is told as what it is, to be said in the reader's language;
-- what people wrote stays as they wrote it. The house's own lines have no product: seats without
-- one (sales.seat_line), a minimum (sales.minimum_line); milestones that nobody described are
-- counted (sales.explode_milestones). What serves no period is delivered on a day, that of issue
-- unless another is said; what gives something back names the invoice that it corrects (in the EU,
-- Directive 2006/112/EC, Articles 219 and 226 (7)).
create or replace function billing.document_item(item billing.invoice_items, issue_date date)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'term', wording.term,
    'description', case when wording.term is null then coalesce(part.of[1], item.description) end,
    'part', case when part.of is not null
      then jsonb_build_object('place', part.of[2]::int, 'of', part.of[3]::int) end,
    'basis', case when l.price_interval <> 'one_time' then jsonb_build_object(
      'quantity', case when l.pricing_model not in ('flat', 'minimum')
        then trim_scale(item.quantity)::text end,
      'intervals', trim_scale(item.intervals)::text,
      'interval', l.price_interval,
      'days', case when item.service_period <> item.whole_period
        then billing.days_of(item.service_period) end,
      'whole_days', case when item.service_period <> item.whole_period
        then billing.days_of(item.whole_period) end) end,
    'contract_number', c.contract_number,
    'period_start', lower(item.service_period),
    'period_end', billing.printed_until(item),
    'supplied_on', case when item.service_period is null
      then coalesce(item.supplied_on, document_item.issue_date) end,
    'taxes', (
      select jsonb_agg(jsonb_build_object('jurisdiction', t.jurisdiction,
        'treatment', t.treatment, 'rate', case when t.treatment in ('standard', 'zero_rated')
          then trim_scale(t.rate)::text end) order by t.place)
      from billing.item_taxes as t
      where t.tenant_id = item.tenant_id and t.invoice_item_id = item.id
        and t.treatment in ('standard', 'zero_rated', 'exempt', 'reverse_charge',
          'domestic_reverse_charge', 'outside_scope')),
    'corrects', corrected.invoice_number, 'corrects_on', corrected.issue_date,
    'deducts', deducted.invoice_number, 'deducts_on', deducted.issue_date)
  from (select item.contract_line_id as id) as wanted
  left join sales.contract_lines as l on l.tenant_id = item.tenant_id and l.id = wanted.id
  left join sales.contracts as c on c.tenant_id = l.tenant_id and c.id = l.contract_id
  left join lateral (
    select i.invoice_number, i.issue_date
    from billing.adjustments as a
    join billing.invoice_items as credited
      on credited.tenant_id = a.tenant_id and credited.id = a.credited_item_id
    join billing.invoices as i
      on i.tenant_id = credited.tenant_id and i.id = credited.invoice_id
    where a.tenant_id = item.tenant_id and a.id = item.adjustment_id
  ) as corrected on true
  left join lateral (
    select i.invoice_number, i.issue_date
    from billing.invoices as i
    where i.tenant_id = item.tenant_id and i.id = billing.deposit_of(item.deducts_item_id)
  ) as deducted on true
  cross join lateral (
    select case
      when item.kind = 'deposit' then 'advance_payment'
      when l.product_id is not null then null
      when l.pricing_model = 'minimum' and item.description = 'Minimum commitment'
        then 'minimum_commitment'
      when l.id is not null and item.description = 'Seats' then 'seats'
    end
  ) as wording (term)
  cross join lateral (
    select case when l.price_interval = 'one_time'
      then regexp_match(item.description, '^(.*): ([0-9]{1,4}) of ([0-9]{1,4})$') end
  ) as part (of)
$$;
comment on function billing.document_item is
  'What an item is, for how much, for when, and what tax it bears, as documents tell it.';
