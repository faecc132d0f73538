-- By tax category, as the provider takes no item below zero and a draft may credit what another
-- item charges. Asked for again until it is answered.
create or replace function billing.begin_tax_calculations(
  after uuid default null, at_most int default 10
)
  returns setof billing.tax_question
  language sql volatile security definer set search_path to ''
as $$
  with wanted as materialized (
    select c.*
    from billing.tax_calculations as c
    join billing.invoices as i on i.tenant_id = c.tenant_id and i.id = c.invoice_id
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.status = 'wanted'
      and i.status = 'draft' and (after is null or c.id > after)
    order by c.id
    limit at_most
  ),
  sold as (
    select item.invoice_id, item.account_id, item.category, item.currency, item.issue_date,
      item.is_inclusive, sum(item.asked) as amount
    from billing.taxable_items(array(select w.invoice_id from wanted as w)) as item
    group by item.invoice_id, item.account_id, item.category, item.currency, item.issue_date,
      item.is_inclusive
  ),
  lines as (
    select s.invoice_id, s.account_id, s.currency, s.issue_date, s.is_inclusive,
      jsonb_agg(jsonb_build_object('category', s.category, 'amount', s.amount::text)
        order by s.category) as lines
    from sold as s
    group by s.invoice_id, s.account_id, s.currency, s.issue_date, s.is_inclusive
  )
  select w.id, w.provider, l.currency, l.issue_date, l.is_inclusive, d.line1, d.line2, d.city,
    d.state, d.postal_code, d.country,
    (select t.number from tax.tax_id_of(a) as t
      where t.country is not null and coalesce(t.is_valid, not s.needs_tax_id_check)),
    tax.exemption_note(a, d.country, d.state, l.issue_date), l.lines
  from wanted as w
  join lines as l on l.invoice_id = w.invoice_id and l.account_id = w.account_id
  join tax.tax_settings as s on s.tenant_id = w.tenant_id
  join customers.accounts as a on a.tenant_id = w.tenant_id and a.id = w.account_id
  left join lateral customers.shipping_address_of(a) as d on true
  order by w.id
$$;
comment on function billing.begin_tax_calculations is
  'What outside tax providers are to be asked about drafts, page by page.';
grant execute on function billing.begin_tax_calculations to tenor_worker;
