-- What people entered of sellers and payers is looked at once for each of them, not for each
-- invoice; of those that have it all nothing is left to join. Where a total decides and cannot be
-- converted, the law is taken to ask. Planned anew for each call, of one invoice or a batch, and
-- not at all where nobody is asked.
create or replace function billing.missing_of(issuables billing.issuable[])
  returns table (invoice_id uuid, code text, message text, pointer text, law text)
  language plpgsql stable security definer
  set search_path to '' set plan_cache_mode to force_custom_plan
as $$
#variable_conflict use_column
begin
  if cardinality(issuables) = 0 then
    return;
  end if;
  return query
    with sellers as materialized (
      select s.*, brand.footer, numbers.entered, numbers.is_registered, concat_ws(' ',
        s.legal_name, s.legal_form) as full_name, d.issue_date
      from (
        select distinct i.legal_entity_id, i.issue_date from unnest(issuables) as i
      ) as d
      join billing.sellers_asked() as s on s.id = d.legal_entity_id
      left join tenancy.brands as brand
        on brand.tenant_id = s.tenant_id and brand.legal_entity_id = s.id
      cross join lateral (
        select array_agg(tax.plain_tax_id(n.number)) as entered,
          coalesce(bool_or(n.is_registration), false) as is_registered
        from (
          select g.number, true as is_registration
          from tax.tax_registrations as g
          where g.tenant_id = s.tenant_id and g.legal_entity_id = s.id
            and g.jurisdiction = s.country and g.scheme = 'standard'
            and g.valid_from <= d.issue_date and (g.valid_to is null or g.valid_to >= d.issue_date)
          union all
          select own.number, false
          from (values (s.tax_id), (s.register_number)) as own (number)
          where own.number is not null
        ) as n
      ) as numbers
    ),
    asked as materialized (
      select s.id as legal_entity_id, s.issue_date, r.content, r.source, r.from_total, r.currency,
        r.form
      from sellers as s
      join tax.required_content as r
        on r.country = s.country and r.is_from_data and (s.is_registered or not r.is_of_registered)
      where (r.company_forms is null or s.full_name ~ r.company_forms)
        and (r.footer_words is null or (s.footer ~* r.footer_words) is not true)
    ),
    of_sellers as materialized (
      select r.*, format('%s needs %s.', s.legal_name, said.what) as message,
        format(said.path, s.id, s.country) as pointer
      from asked as r
      join sellers as s on s.id = r.legal_entity_id and s.issue_date = r.issue_date
      cross join lateral (
        select not exists (select from unnest(s.entered) as n where n ~ r.form) as is_unnumbered
      ) as found
      cross join lateral (values
        ('seller_address', 'a street and a city', 'legal-entities/%1$s/line1',
          s.line1 is null or s.city is null),
        ('seller_place', 'a city', 'legal-entities/%1$s/city', s.city is null),
        ('seller_tax_number', 'a tax number as its country writes it',
          case when s.is_registered then 'tax/registrations/%2$s'
            else 'legal-entities/%1$s/tax_id' end, found.is_unnumbered),
        ('seller_siren', 'its SIREN', 'legal-entities/%1$s/tax_id', found.is_unnumbered),
        ('seller_register', 'its register and number there',
          'legal-entities/%1$s/register_number', s.register_number is null),
        ('seller_capital', 'its share capital', 'legal-entities/%1$s/share_capital',
          s.share_capital is null),
        ('seller_directors', 'its directors', 'legal-entities/%1$s/directors', s.directors = '{}')
      ) as said (content, what, path, is_missing)
      where said.content = r.content and said.is_missing
    ),
    payers as materialized (
      select i.account_id, i.is_reverse_charged, a.account_name, d.line1, d.city,
        case when i.is_reverse_charged then billing.printed_tax_id(a) end as tax_id
      from (
        select i.account_id, bool_or(i.is_reverse_charged) as is_reverse_charged
        from unnest(issuables) as i
        where exists (select from asked as r where r.content like 'customer%')
        group by i.account_id
      ) as i
      join customers.accounts as a
        on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = i.account_id
      left join lateral customers.billing_address_of(a) as d on true
    ),
    of_payers as materialized (
      select p.account_id, said.content, said.message, said.pointer
      from payers as p
      cross join lateral (values
        ('customer_address', '%s needs a billing address with a street and a city.',
          'accounts/%s/billing_address', p.line1 is null or p.city is null),
        ('customer_place', '%s needs a billing address with a city.',
          'accounts/%s/billing_address', p.city is null),
        ('customer_tax_id', '%s accounts for the tax, and needs a tax id.', 'accounts/%s/tax_id',
          p.is_reverse_charged and p.tax_id is null)
      ) as law (content, message, pointer, is_missing)
      cross join lateral (
        select law.content, format(law.message, p.account_name) as message,
          format(law.pointer, p.account_id) as pointer
      ) as said
      where law.is_missing
    ),
    days as materialized (
      select distinct i.currency as base, r.currency as quote, point.day
      from unnest(issuables) as i
      cross join lateral unnest(i.tax_points) as point (day)
      join asked as r
        on r.legal_entity_id = i.legal_entity_id and r.issue_date = i.issue_date
        and r.content = 'tax_in_local_currency' and r.currency <> i.currency
    ),
    of_taxes as materialized (
      select pair.*, format('No exchange rate from %s to %s is known for %s.', pair.base,
        pair.quote, pair.day) as message
      from days as pair
      where currencies.exchange_rate(pair.base, pair.quote, pair.day) is null
    ),
    missing as materialized (
      select i.invoice_id, i.currency, i.issue_date, i.total, m.content, m.message, m.pointer,
        m.source, m.from_total, m.currency as asked_in
      from unnest(issuables) as i
      join of_sellers as m
        on m.legal_entity_id = i.legal_entity_id and m.issue_date = i.issue_date
      union all
      select i.invoice_id, i.currency, i.issue_date, i.total, m.content, m.message, m.pointer,
        r.source, r.from_total, r.currency
      from of_payers as m
      join unnest(issuables) as i on i.account_id = m.account_id
      join asked as r
        on r.legal_entity_id = i.legal_entity_id and r.issue_date = i.issue_date
        and r.content = m.content
      where m.content <> 'customer_tax_id' or i.is_reverse_charged
      union all
      select distinct on (i.invoice_id) i.invoice_id, i.currency, i.issue_date, i.total, r.content,
        m.message, 'exchange-rates', r.source, r.from_total, r.currency
      from of_taxes as m
      join unnest(issuables) as i on i.currency = m.base and m.day = any (i.tax_points)
      join asked as r
        on r.legal_entity_id = i.legal_entity_id and r.issue_date = i.issue_date
        and r.content = 'tax_in_local_currency' and r.currency = m.quote
    )
    select m.invoice_id, m.content, m.message, m.pointer, m.source
    from missing as m
    where m.from_total is null or coalesce(abs(m.total)
      * currencies.exchange_rate(m.currency, m.asked_in, m.issue_date) >= m.from_total, true);
end $$;
comment on function billing.missing_of is
  'What the law of the seller''s country asks of invoices, and cannot be said.';
