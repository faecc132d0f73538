-- By invoice: the exact tax of a jurisdiction and rate is added up and rounded once, half away from
-- zero, and split by largest remainder. By line: so is the tax of a line over its jurisdictions,
-- where the law leaves that to the seller.
-- Each part is its own exact tax rounded down or up, also where credits stand beside charges, which
-- shares of the sum would not give.
create or replace function tax.round_tax(assessments tax.assessment[], mode text default null)
  returns setof tax.tax_line
  language sql stable security invoker rows 1000
  set search_path to '' set plan_cache_mode to force_generic_plan
as $$
  with given as (
    select a.*, kernel.minor_unit(a.currency) + 1 as place_of_unit, (
        select coalesce(round_tax.mode, max(s.rounding_mode), 'invoice') = 'line'
        from tax.tax_settings as s
        where s.tenant_id = (select tenancy.current_tenant_id()))
      and not exists (
        select from tax.rounding_rules as r where r.country = left(a.jurisdiction, 2))
        as is_by_line
    from unnest(assessments) as a
    -- So that the unit is looked up once a row.
    offset 0
  ),
  exact as (
    select *, amount * ('{1,10,100,1000,10000}'::numeric[])[place_of_unit] as units,
      case when is_by_line then line_key end as whole_line,
      case when not is_by_line then jurisdiction end collate "C" as whole_jurisdiction,
      case when not is_by_line then rate end as whole_rate
    from given
  ),
  parts as (
    -- Quotients end after forty digits: at thirty, sixths that add up to a half are a half.
    select *, floor(units) as down,
      round(round(sum(units) over whole, 30)) - sum(floor(units)) over whole as left_over,
      row_number() over (
        whole order by round(units - floor(units), 30) desc, line_key, place) as rank
    from exact
    window whole as (
      partition by invoice_key, place_of_unit, whole_line, whole_jurisdiction, whole_rate, currency)
  ),
  rounded as (
    select *, (down + (rank <= left_over)::int)
        * ('{1,0.1,0.01,0.001,0.0001}'::numeric[])[place_of_unit] as tax
    from parts
  )
  select line_key, invoice_key, place, jurisdiction, name, kind, rate, treatment, note,
    case when is_inclusive then given - sum(tax) over (partition by line_key) else given end,
    tax, currency, registration_id, tax_id, tax_code_id
  from rounded
$$;
comment on function tax.round_tax is
  'Taxes in minor units, so that lines add up to what is printed: mode invoice or line, by default '
  'the tenant''s, where the law of the place leaves it to him.';
