create or replace function billing.given_taxes(
  invoice_ids uuid[], dated_today boolean default false
)
  returns setof billing.given_tax
  language sql stable security definer rows 10 set search_path to ''
as $$
  with given as materialized (
    select item.id, i.id as invoice_id, i.legal_entity_id, item.account_id, item.product_id,
      item.amount - item.discount as net, item.tax, i.currency, item.tax_registration_id,
      billing.tax_point(item.kind, item.service_period, item.supplied_on, issued.day) as taxed_on,
      row_number() over () as place
    from billing.invoices as i
    cross join lateral (
      select case when dated_today then tenancy.today_of(i.legal_entity_id) else i.issue_date end
    ) as issued (day)
    join billing.invoice_items as item on item.tenant_id = i.tenant_id and item.invoice_id = i.id
    where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = any (invoice_ids)
      and i.status = 'draft' and item.is_tax_fixed
  ),
  lawful as (
    select a.line_key, min(a.registration_id::text)::uuid as registration_id,
      (array_agg(a.jurisdiction order by a.place))[1] as jurisdiction
    from tax.assess(array(
      select (g.place, g.invoice_id, g.legal_entity_id, g.account_id, g.product_id, null, g.net,
        g.currency, g.taxed_on, false)::tax.assessable
      from given as g)) as a
    where a.treatment in ('standard', 'zero_rated', 'exempt', 'no_rate')
      and a.registration_id is not null
    group by a.line_key
    having count(distinct a.registration_id) = 1
  )
  select g.id, g.invoice_id, g.legal_entity_id, owed.registration_id, owed.jurisdiction, g.net,
    g.tax, tax.tax_code_id(g.legal_entity_id, owed.registration_id, owed.jurisdiction, null, 0,
      'by_hand')
  from given as g
  left join lawful as l on l.line_key = g.place
  left join tax.tax_registrations as said
    on said.tenant_id = (select tenancy.current_tenant_id()) and said.id = g.tax_registration_id
  cross join lateral (
    select coalesce(said.id, l.registration_id) as registration_id,
      coalesce(said.jurisdiction, l.jurisdiction) as jurisdiction
  ) as owed
$$;
comment on function billing.given_taxes is
  'The taxes of drafts that were given by hand, and on whose returns they stand.';
