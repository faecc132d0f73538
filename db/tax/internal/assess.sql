-- The heart. Lines fall into cases (account, day, category), cases into situations (places, day,
-- category): what the law says is asked once a situation, what is known of the customer once an
-- account, and lines are joined to both. Where several rates of a place fit, one is taken: of the
-- line's category before standard, the tenant's own before the law's, the latest. A rate that does
-- not stack replaces those of the places above. Every line needs its account and its day.
-- One plan serves one line and a run, and is kept: no scan of a table that is small today, and no
-- compiling, which would take longer than one line. The wall alone says whose rows these are: said
-- again at each table, it would take a sixth of the time of one line.
create or replace function tax.assess(lines tax.assessable[])
  returns setof tax.assessment
  language sql stable security invoker rows 1000
  set search_path to '' set plan_cache_mode to force_generic_plan set enable_seqscan to off
  set jit to off
as $$
  with settings as materialized (
    select
      coalesce(max(s.default_category), 'standard') as default_category,
      coalesce(bool_or(s.prices_include_tax), false) as prices_include_tax,
      coalesce(bool_or(s.needs_tax_id_check), false) as needs_tax_id_check,
      -- In order, so that the index answers, not a scan over other tenants' rows.
      exists (
        select from tax.localities as l
        order by l.tenant_id, l.region, l.code
        limit 1) as has_localities
    from tax.tax_settings as s
  ),
  asked as materialized (
    select line.line_key, line.invoice_key, line.legal_entity_id, line.account_id, line.amount,
      line.currency,
      line.tax_date, coalesce(line.is_inclusive, s.prices_include_tax) as is_inclusive,
      coalesce(line.tax_category, p.tax_category, s.default_category) as category
    from tax.lines_of(lines) as line
    cross join settings as s
    left join lateral (
      select p.tax_category from catalog.products as p where p.id = line.product_id limit 1
    ) as p on line.tax_category is null
  ),
  wanted as materialized (
    select line.legal_entity_id, line.account_id, line.tax_date, line.category
    from asked as line
    group by line.legal_entity_id, line.account_id, line.tax_date, line.category
  ),
  addresses as materialized (
    select served.account_id, found.account, d.city, d.postal_code, upper(btrim(d.state)) as state,
      d.country
    from (select distinct w.account_id from wanted as w) as served
    cross join lateral (
      select a as account
      from customers.accounts as a
      where a.id = served.account_id
      limit 1
    ) as found
    left join lateral customers.shipping_address_of(found.account) as d on true
  ),
  -- A state is written as its code or its name.
  regions as materialized (
    select d.*, coalesce(
        (select s.code from tax.jurisdictions as s where s.code = d.country || '-' || d.state),
        (select s.code from tax.jurisdictions as s
          where s.parent_code = d.country and d.state in (s.code, upper(s.name)))) as region
    from addresses as d
  ),
  buyers as materialized (
    select d.account_id, d.account, d.region, j.code as country, j.eu_from, j.eu_to,
      j.is_taxed_by_states,
      case when j.code is null or j.is_taxed_by_states and d.region is null then '{}'
        else array_remove(array[j.code, d.region], null) || case
          when s.has_localities then array(
            select distinct within.code
            from tax.locality_places as p
            cross join lateral unnest(p.path) as within (code)
            where p.region = coalesce(d.region, j.code)
              and p.place in (tax.place_key(d.city, j.code), tax.place_key(d.postal_code, j.code))
            order by within.code)
          else '{}' end
      end as places,
      case when j.eu_from is not null then (
        select t.number from tax.tax_id_of(d.account) as t
        where t.country = j.code and coalesce(t.is_valid, not s.needs_tax_id_check)
      ) end as tax_id,
      case
        when d.country is null then 'The account has no address with a country.'
        else format('The address names no state of %s.', j.name)
      end as fault
    from regions as d
    cross join settings as s
    left join lateral (
      select j.*
      from tax.jurisdictions as j
      where j.code = d.country
      limit 1
    ) as j on true
  ),
  -- With what the seller's registrations mean there: with whom they are, what the EU makes of them.
  -- Directive 2006/112/EC: who has no valid number of another member state is charged by the law of
  -- that state under the One Stop Shop (Article 58), else of where the seller is established
  -- (Articles 45, 59c).
  situations as materialized (
    select row_number() over () as id, s.*, g.authorities, g.registration_ids, g.union_id,
      g.oss_id, g.seat_id, g.seat, g.is_seat_in_eu, g.is_registered,
      s.is_in_eu and g.has_oss as has_oss,
      g.seat <> s.country and not g.is_in_country
        and (s.is_in_eu and g.is_seat_in_eu) is not true as is_abroad,
      s.is_in_eu and g.is_in_eu and not g.is_established as may_reverse,
      case when s.is_in_eu and not s.has_tax_id and not g.has_oss and g.home is not null
          and s.country <> all (g.authorities) then array[g.home]
        else s.places end as taxed_at
    from (
      select w.legal_entity_id, b.places, b.tax_id is not null as has_tax_id, w.tax_date,
        w.category, min(b.country) as country,
        bool_and(b.is_taxed_by_states) as is_taxed_by_states,
        bool_and(w.tax_date between b.eu_from and coalesce(b.eu_to, 'infinity')) as is_in_eu
      from wanted as w
      join buyers as b on b.account_id = w.account_id
      group by w.legal_entity_id, b.places, b.tax_id is not null, w.tax_date, w.category
    ) as s
    cross join lateral (
      select
        count(*) > 0 as is_registered,
        array_agg(g.jurisdiction) filter (where g.scheme = 'standard') as authorities,
        array_agg(g.id) filter (where g.scheme = 'standard') as registration_ids,
        (array_agg(g.id) filter (where g.scheme = 'oss'))[1] as oss_id,
        -- Who tells of sales within the Union: where the seller is established, else registered.
        (array_agg(g.id order by g.scheme = 'oss', not g.is_established, g.valid_from,
          g.jurisdiction) filter (where at.is_in_eu))[1] as union_id,
        (array_agg(g.id order by at.seat) filter (where at.seat is not null))[1] as seat_id,
        (array_agg(g.jurisdiction order by at.seat) filter (where at.seat is not null))[1] as seat,
        (array_agg(at.is_in_eu is true order by at.seat) filter (where at.seat is not null))[1]
          as is_seat_in_eu,
        bool_or(left(g.jurisdiction, 2) = s.country) as is_in_country,
        bool_or(g.scheme = 'oss') as has_oss,
        bool_or(g.jurisdiction = s.country and g.scheme = 'standard' and g.is_established)
          as is_established,
        bool_or(at.is_in_eu) as is_in_eu,
        (array_agg(g.jurisdiction order by g.valid_from, g.jurisdiction) filter (
          where g.scheme = 'standard' and g.is_established and at.is_in_eu))[1] as home
      from tax.tax_registrations as g
      join tenancy.legal_entities as e on e.id = g.legal_entity_id
      left join tax.jurisdictions as j on j.code = g.jurisdiction
      cross join lateral (
        select s.tax_date between j.eu_from and coalesce(j.eu_to, 'infinity') as is_in_eu,
          -- Of several countries that of the legal entity, else of the first registration.
          case when g.scheme = 'standard' and g.is_established and j.level = 'country'
              and not j.is_taxed_by_states
            then (g.jurisdiction is distinct from e.country, g.valid_from, g.jurisdiction)
          end as seat
      ) as at
      where g.legal_entity_id = s.legal_entity_id
        and g.valid_from <= s.tax_date and (g.valid_to is null or g.valid_to >= s.tax_date)
    ) as g
  ),
  rates as materialized (
    select s.id as situation_id, step.place, step.code, r.kind, r.authority, r.note,
      coalesce(r.name, (
        select j.name from tax.jurisdictions as j where j.code = step.code)) as name,
      max(step.place) filter (where not r.is_stacked) over (partition by s.id) as replaced,
      case when s.category in ('zero', 'exempt') then 0 else r.rate end as rate,
      case
        when s.category = 'exempt' then 'exempt'
        when s.category = 'zero' or r.rate = 0 and r.treatment = 'standard' then 'zero_rated'
        else r.treatment
      end as treatment
    from situations as s
    cross join lateral unnest(s.taxed_at) with ordinality as step (code, place)
    cross join lateral (
      select offer.*
      from (
        select t.category, t.kind, t.name, t.rate::numeric, t.treatment, t.is_stacked, t.authority,
          t.note, t.valid_from, 1 as origin
        from tax.tax_rates as t
        where t.jurisdiction = step.code and t.category in (s.category, 'standard')
          and t.valid_from <= s.tax_date and (t.valid_to is null or t.valid_to >= s.tax_date)
        union all
        select l.category, l.kind, null, l.rate, 'standard', l.is_stacked, l.authority, null,
          l.valid_from, 2
        from tax.statutory_rates as l
        where l.jurisdiction = step.code and l.category in (s.category, 'standard')
          and l.valid_from <= s.tax_date
      ) as offer
      order by offer.category <> s.category, offer.origin, offer.valid_from desc
      limit 1
    ) as r
  ),
  verdicts as materialized (
    select w.legal_entity_id, w.account_id, w.tax_date, w.category, coalesce(r.place,
      1)::int as place,
      coalesce(r.code, b.region, s.taxed_at[1], b.country) as jurisdiction, r.kind, r.rate,
      coalesce(r.name, (
        select j.name from tax.jurisdictions as j
        where j.code = coalesce(b.region, s.taxed_at[1], b.country))) as name,
      r.note as rate_note, e.reason, e.certificate_number, b.fault, b.tax_id, s.union_id,
      s.seat_id, s.seat, s.is_seat_in_eu, coalesce(
        s.registration_ids[array_position(s.authorities, coalesce(r.authority, (
          select p from unnest(s.taxed_at) as p where p = any (s.authorities) limit 1)))],
        case when s.has_oss then s.oss_id end) as registration_id,
      case
        when s.id is null or s.is_registered and s.places = '{}' then 'no_address'
        when r.treatment = 'exempt' and (r.authority = any (s.authorities) or s.has_oss)
          then 'exempt'
        when s.may_reverse and b.tax_id is not null and coalesce(r.kind, 'vat') = 'vat'
          then 'reverse_charge'
        when r.place is null and (s.taxed_at && s.authorities or s.has_oss) then 'no_rate'
        when (r.authority = any (s.authorities) or s.has_oss) is not true
          then case when s.is_abroad then 'outside_scope' else 'not_registered' end
        when e.reason is not null then 'exempt'
        when r.treatment = 'domestic_reverse_charge' and b.tax_id is null
          then case r.rate when 0 then 'zero_rated' else 'standard' end
        else r.treatment
      end as treatment
    from wanted as w
    left join buyers as b on b.account_id = w.account_id
    left join situations as s
      on s.legal_entity_id = w.legal_entity_id and s.places = b.places
        and s.has_tax_id = (b.tax_id is not null) and s.tax_date = w.tax_date
      and s.category = w.category
    left join rates as r on r.situation_id = s.id and r.place >= coalesce(r.replaced, 0)
    left join lateral (
      select e.reason, e.certificate_number
      from tax.tax_exemptions as e
      where e.account_id = any ((b.account).path)
        and (e.covers_subsidiaries or e.account_id = w.account_id)
        and e.valid_from <= w.tax_date and (e.valid_to is null or e.valid_to >= w.tax_date)
        and (e.jurisdiction is null or e.jurisdiction in (r.authority, r.code)
          or s.is_taxed_by_states and e.jurisdiction = s.country)
      order by e.account_id = w.account_id desc, e.valid_from desc, e.id
      limit 1
    ) as e on true
  ),
  -- Of a service to a customer abroad the return of where the seller has his seat tells the net.
  outcomes as materialized (
    select v.legal_entity_id, v.account_id, v.tax_date, v.category, v.place, v.jurisdiction,
      v.kind, v.name, v.treatment,
      case v.treatment
        when 'reverse_charge' then v.union_id
        when 'outside_scope' then v.seat_id
        when 'not_registered' then null
        when 'no_address' then null
        else v.registration_id
      end as registration_id,
      case when v.treatment in ('reverse_charge', 'domestic_reverse_charge') then v.tax_id end
        as tax_id,
      case when v.treatment = 'standard' then v.rate else 0 end as charged,
      sum(v.rate) filter (where v.treatment = 'standard')
        over (partition by v.legal_entity_id, v.account_id, v.tax_date, v.category) as total_rate,
      case v.treatment
        when 'no_address' then coalesce(v.fault, 'The account is unknown.')
        when 'no_rate' then format('No tax rate of %s is known for this day.', v.name)
        when 'not_registered' then 'The seller is not registered for tax'
          || coalesce(' in ' || v.name, '') || '.'
        when 'reverse_charge' then 'Reverse charge: the customer accounts for the VAT '
          '(Articles 196 and 226 (11a) of Directive 2006/112/EC).'
        when 'domestic_reverse_charge' then coalesce(v.rate_note,
          'Reverse charge: the customer accounts for the tax.')
        when 'outside_scope' then 'Outside the scope of the seller''s tax: the place of supply is '
          'where the customer is' || case
            when v.is_seat_in_eu then ' (Directive 2006/112/EC, Articles 44 and 59).'
            when v.seat = 'GB' then ' (Value Added Tax Act 1994, section 7A).'
            when v.seat = 'CH' then ' (MWSTG, Article 8 (1)).'
            else '.' end
        when 'exempt' then coalesce(
          'Exempt: ' || v.reason || coalesce(', certificate ' || v.certificate_number, '') || '.',
          v.rate_note, 'Exempt from tax.')
        when 'zero_rated' then coalesce(v.rate_note, 'Zero-rated.')
      end as note
    from verdicts as v
  ),
  coded as materialized (
    select o.*, tax.tax_code_id(o.legal_entity_id, o.registration_id, o.jurisdiction, o.kind,
      o.charged, o.treatment) as tax_code_id
    from outcomes as o
  )
  select line.line_key, line.invoice_key, o.place, o.jurisdiction, o.name, o.kind, o.charged,
    o.treatment,
    case when line.is_inclusive and o.treatment = 'standard'
      then 'Unit prices include this tax; amounts are without it.' else o.note end,
    case when line.is_inclusive
      then (line.amount * 100 + 0e-40) / (100 + coalesce(o.total_rate, 0)) else line.amount end,
    case when line.is_inclusive
      then (line.amount * o.charged + 0e-40) / (100 + coalesce(o.total_rate, 0))
      else line.amount * o.charged * 0.01 end,
    line.amount, line.is_inclusive, line.currency, o.registration_id, o.tax_id,
    o.tax_code_id
  from asked as line
  join coded as o
    on o.legal_entity_id = line.legal_entity_id and o.account_id = line.account_id
    and o.tax_date = line.tax_date
    and o.category = line.category
$$;
comment on function tax.assess is
  'The taxes of lines, exact: a row for each line and jurisdiction that applies, at least one.';
