-- What people entered of sellers and payers is looked at once for each of them, not for each
-- invoice. Where a total decides and cannot be converted, the law is taken to ask.
create or replace function billing.missing_of(issuables billing.issuable[])
  returns table (invoice_id uuid, code text, message text, pointer text, law text)
  language sql stable security definer set search_path to ''
as $$
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
      lack.what, format(lack.path, s.id, s.country) as pointer, s.legal_name
    from sellers as s
    join tax.required_content as r
      on r.country = s.country and r.is_from_data and (s.is_registered or not r.is_of_registered)
    left join lateral (
      select said.what, said.path
      from (values
        ('seller_address', 'a street and a city', 'legal-entities/%1$s/line1',
          s.line1 is null or s.city is null),
        ('seller_place', 'a city', 'legal-entities/%1$s/city', s.city is null),
        ('seller_tax_number', 'a tax number as its country writes it',
          case when s.is_registered then 'tax/registrations/%2$s'
            else 'legal-entities/%1$s/tax_id' end,
          not exists (select from unnest(s.entered) as n where n ~ r.form)),
        ('seller_siren', 'its SIREN', 'legal-entities/%1$s/tax_id',
          not exists (select from unnest(s.entered) as n where n ~ r.form)),
        ('seller_register', 'its register and number there',
          'legal-entities/%1$s/register_number', s.register_number is null),
        ('seller_capital', 'its share capital', 'legal-entities/%1$s/share_capital',
          s.share_capital is null),
        ('seller_directors', 'its directors', 'legal-entities/%1$s/directors',
          s.directors = '{}')
      ) as said (content, what, path, is_missing)
      where said.content = r.content and said.is_missing
        and (r.company_forms is null or s.full_name ~ r.company_forms)
        and (r.footer_words is null or (s.footer ~* r.footer_words) is not true)
    ) as lack on true
  ),
  payers as materialized (
    select a.id, a.account_name, d.line1, d.city, billing.printed_tax_id(a) as tax_id
    from (select distinct i.account_id from unnest(issuables) as i) as p
    join customers.accounts as a
      on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = p.account_id
    left join lateral customers.accounts_billing_address(a) as d on true
    where exists (select from asked as r where r.content like 'customer%')
  ),
  rates as materialized (
    select pair.*, currencies.exchange_rate(pair.base, pair.quote, pair.day) as rate
    from (
      select i.currency as base, r.currency as quote, point.day
      from unnest(issuables) as i
      join asked as r
        on r.legal_entity_id = i.legal_entity_id and r.issue_date = i.issue_date
        and r.currency <> i.currency
      cross join lateral unnest(i.tax_points || i.issue_date) as point (day)
      group by i.currency, r.currency, point.day
    ) as pair
  )
  select i.invoice_id, r.content, case
        when r.what is not null then format('%s needs %s.', r.legal_name, r.what)
        when r.content = 'customer_tax_id' then format(
          '%s accounts for the tax, and needs a tax id.', p.account_name)
        when r.content = 'customer_place' then format(
          '%s needs a billing address with a city.', p.account_name)
        when r.content = 'customer_address' then format(
          '%s needs a billing address with a street and a city.', p.account_name)
        else format('No exchange rate from %s to %s is known for %s.', i.currency, r.currency,
          unknown.day)
      end, coalesce(r.pointer, case r.content
        when 'customer_tax_id' then format('accounts/%s/tax_id', p.id)
        when 'tax_in_local_currency' then 'exchange-rates'
        else format('accounts/%s/billing_address', p.id) end), r.source
  from unnest(issuables) as i
  join asked as r on r.legal_entity_id = i.legal_entity_id and r.issue_date = i.issue_date
  left join payers as p on p.id = i.account_id
  left join lateral (
    select min(rate.day) as day
    from rates as rate
    where rate.base = i.currency and rate.quote = r.currency and rate.day = any (i.tax_points)
      and rate.rate is null
  ) as unknown on r.content = 'tax_in_local_currency'
  where case r.content
      when 'customer_address' then p.line1 is null or p.city is null
      when 'customer_place' then p.city is null
      when 'customer_tax_id' then i.is_reverse_charged and p.tax_id is null
      when 'tax_in_local_currency' then unknown.day is not null
      else r.what is not null
    end
    and (r.from_total is null or coalesce(abs(i.total) * case
      when i.currency = r.currency then 1
      else (
        select rate.rate from rates as rate
        where rate.base = i.currency and rate.quote = r.currency and rate.day = i.issue_date)
      end >= r.from_total, true))
$$;
comment on function billing.missing_of is
  'What the law of the seller''s country asks of invoices, and cannot be said.';
