-- On the net after discounts, by the account that each item serves and its tax point. A credit
-- gives back the tax of the item that it credits, whatever the law says by now, split over its
-- jurisdictions by what they took (in the EU, Article 90 of Directive 2006/112/EC). A seller who is
-- registered nowhere charges nothing and is not asked. Of a price that includes its tax, the item
-- shows the net, also of what was taken off it: the discount without tax of the same rates,
-- rounded.
create or replace function billing.assess_items(
  invoices billing.billable_invoice[],
  billables billing.billable[],
  discounts billing.item_discount[],
  settings tax.tax_settings,
  out taxes billing.levied_tax[],
  out sums billing.item_sum[]
)
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_lines tax.assessable[];
  v_item_ids uuid[];
begin
  if exists (
    select from tax.tax_registrations as r where r.tenant_id = v_tenant_id
  ) then
    select array_agg((b.place, b.invoice_id, i.legal_entity_id, b.account_id, b.product_id,
        null, b.amount - b.discount - coalesce(d.amount, 0), i.currency,
        billing.tax_point(b.kind, b.period, null, i.issue_date),
        settings.prices_include_tax)::tax.assessable),
      array_agg(b.item_id order by b.place)
    into v_lines, v_item_ids
    from (
      select b.*, row_number() over () as place
      from unnest(billables) as b
      where b.credited_item_id is null
    ) as b
    join unnest(invoices) as i on i.id = b.invoice_id
    left join (
      select d.item_id, sum(d.amount) as amount from unnest(discounts) as d group by d.item_id
    ) as d on d.item_id = b.item_id;

    select array_agg((v_item_ids[t.line_key], t.place, t.jurisdiction, t.name, t.kind, t.rate,
      t.treatment, t.note, t.taxable, t.amount, t.registration_id, t.tax_id, t.tax_code_id
      )::billing.levied_tax)
    into taxes
    from tax.tax_lines(v_lines, settings.rounding_mode) as t;
  end if;
  -- Where all were assessed, nothing is given back, and need not be looked for.
  if coalesce(cardinality(v_lines), 0) < cardinality(billables) and exists (
    select from unnest(billables) as b where b.credited_item_id is not null
  ) then
    taxes := taxes || billing.returned_taxes(billables);
  end if;

  select array_agg((b.item_id, b.invoice_id, net.amount + net.discount, net.discount,
    coalesce(b.tax, t.amount, kernel.round_amount(0, i.currency)))::billing.item_sum)
  into sums
  from unnest(billables) as b
  join unnest(invoices) as i on i.id = b.invoice_id
  left join (
    select d.item_id, sum(d.amount) as amount from unnest(discounts) as d group by d.item_id
  ) as d on d.item_id = b.item_id
  left join (
    select t.item_id, min(t.taxable) as net, sum(t.amount) as amount, sum(t.rate) as rate
    from unnest(taxes) as t
    group by t.item_id
  ) as t on t.item_id = b.item_id
  cross join lateral (
    select b.discount + coalesce(d.amount, 0) as discount
  ) as given
  cross join lateral (
    select coalesce(t.net, b.amount - given.discount) as amount,
      case when settings.prices_include_tax and b.credited_item_id is null and t.rate > 0
          and given.discount <> 0 then
        kernel.round_quotient(given.discount * 100, 100 + t.rate, kernel.minor_unit(i.currency))
        else given.discount end as discount
  ) as net;
end $$;
comment on function billing.assess_items is
  'The taxes of items on their way to invoices, and what each item comes to.';
