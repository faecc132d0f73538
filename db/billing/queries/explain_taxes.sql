-- A tax is rounded together with the others of its jurisdiction and rate on the invoice, or with
-- the others of its line, as far as they were reckoned together; each is its exact tax rounded down
-- or up. Credits have the tax of what they give back, and are rounded with none. What an outside
-- provider answered is for all of a category: an item bears its share. Given is what is left of the
-- item after discounts; of the others it stands in their rows.
create or replace function billing.explain_taxes(
  item billing.invoice_items, invoice billing.invoices, given numeric
)
  returns setof jsonb
  language sql stable security invoker rows 5 set search_path to ''
as $$
  with answered as materialized (
    select c.id as calculation_id, (s ->> 'item_id')::uuid as item_id,
      (s ->> 'place')::int as place,
      (s ->> 'answered')::numeric as answered, (s ->> 'whole')::numeric as whole,
      (s ->> 'asked')::numeric as asked, (s ->> 'total_rate')::numeric as total_rate
    from billing.tax_calculations as c
    cross join lateral jsonb_array_elements(c.shares) as s
    where c.tenant_id = invoice.tenant_id and c.invoice_id = invoice.id and c.status = 'assessed'
  ),
  rates as materialized (
    select t.invoice_item_id as item_id, sum(t.rate) as total
    from billing.item_taxes as t
    where t.tenant_id = invoice.tenant_id and t.invoice_id = invoice.id
    group by t.invoice_item_id
  ),
  taxes as materialized (
    select t.invoice_item_id as item_id, i."position", t.place, t.jurisdiction, t.name, t.kind,
      t.rate::numeric as rate, t.treatment, t.note, t.amount::numeric as stored, t.reckoning,
      a.calculation_id, a.answered, a.whole,
      invoice.is_tax_by_line and a.calculation_id is null and not exists (
        select from tax.rounding_rules as l where l.country = left(t.jurisdiction, 2)
      ) as is_by_line,
      case
        when i.id = item.id then explain_taxes.given
        else i.amount - i.discount + case when invoice.is_tax_included then i.tax else 0 end
      end as base,
      case when invoice.is_tax_included then 100 + r.total else 100 end as per
    from billing.item_taxes as t
    join billing.invoice_items as i on i.tenant_id = t.tenant_id and i.id = t.invoice_item_id
    join rates as r on r.item_id = i.id
    left join answered as a on a.item_id = i.id and a.place = t.place
    where t.tenant_id = invoice.tenant_id and t.invoice_id = invoice.id
      and t.treatment <> 'by_hand' and not exists (
      select from billing.adjustments as credit
      where credit.tenant_id = i.tenant_id and credit.id = i.adjustment_id
        and credit.kind = 'credit')
  ),
  exact as (
    select t.*,
      case when t.whole <> 0 then t.answered * t.base else t.base * t.rate end as numerator,
      case when t.whole <> 0 then t.whole else t.per end as denominator
    from taxes as t
  ),
  parts as (
    select own.place as of_place, e.*,
      row_number() over (partition by own.place order by e."position", e.place) as nth,
      (10::numeric ^ kernel.minor_unit(invoice.currency) * e.numerator + 0e-40) / e.denominator
        as units
    from taxes as own
    join exact as e on case
        when own.is_by_line then e.item_id = item.id
        else e.jurisdiction is not distinct from own.jurisdiction and e.rate = own.rate end
      and e.calculation_id is not distinct from own.calculation_id
      and (own.calculation_id is not null or e.reckoning = own.reckoning)
    where own.item_id = item.id
  ),
  rounded as (
    -- At thirty digits, as tax.round_tax does.
    select p.*, round(round(sum(p.units) over whole, 30)) as together,
      floor(p.units) + (
        row_number() over (whole order by round(p.units - floor(p.units), 30) desc, p.nth)
        <= round(round(sum(p.units) over whole, 30)) - sum(floor(p.units)) over whole
      )::int as whole_units
    from parts as p
    window whole as (partition by p.of_place)
  ),
  listed as (
    select r.of_place, jsonb_agg(jsonb_build_object(
        'invoice_item_id', r.item_id, 'base', r.base::text,
        'numerator', r.numerator::text, 'denominator', r.denominator::text) order by r.nth)
        as parts,
      min(r.nth) filter (where r.item_id = item.id and r.place = r.of_place) as place
    from rounded as r
    group by r.of_place
  )
  select jsonb_build_object(
    'step', 'tax',
    'formula', format('%s x %s = %s; %s in all, of which %s', own.base,
      case when own.whole <> 0 then format('%s/%s', own.answered, own.whole)
        when own.per = 100 then trim_scale(own.rate) || ' %'
        else format('%s/%s', trim_scale(own.rate), trim_scale(own.per)) end,
      round(own.units * 0.1 ^ kernel.minor_unit(invoice.currency),
        kernel.minor_unit(invoice.currency) + 4),
      tax.together, tax.value),
    'inputs', jsonb_strip_nulls(jsonb_build_object(
      'jurisdiction', own.jurisdiction, 'name', own.name, 'kind', own.kind,
      'rate', own.rate::text, 'treatment', own.treatment, 'note', own.note,
      'base', own.base::text, 'is_included', coalesce(invoice.is_tax_included, false),
      'tax_calculation_id', own.calculation_id, 'parts', l.parts, 'place', l.place)),
    'together', tax.together::text,
    'value', tax.value::text,
    'agrees', tax.value = own.stored,
    'rounding', case when own.is_by_line
      then 'the taxes of the line together, then by largest remainder'
      else 'the taxes of the invoice by jurisdiction and rate together, then by largest remainder'
      end)
  from rounded as own
  join listed as l on l.of_place = own.of_place
  cross join lateral (
    select kernel.round_amount(own.whole_units * 0.1 ^ kernel.minor_unit(invoice.currency),
        invoice.currency) as value,
      kernel.round_amount(own.together * 0.1 ^ kernel.minor_unit(invoice.currency),
        invoice.currency) as together
  ) as tax
  where own.item_id = item.id and own.place = own.of_place
  order by own.place
$$;
comment on function billing.explain_taxes is
  E'@behavior -*\nThe taxes of an item, from the country down.';
grant execute on function billing.explain_taxes to tenor_viewer;
