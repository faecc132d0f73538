-- In proportion to what credit notes and amendments left of the items. What an item bills from the
-- day on is not earned yet. Tax of another country than the seller's comes back by that one's law,
-- and sales tax of a Canadian province by that one's, not by this; what is payable only as it is
-- paid needs no law to come back. Deductions lower the parts, never below zero.
create or replace function billing.returnable_parts(
  invoice billing.invoices, day date,
  out rest numeric, out deferred numeric, out unearned numeric, out home_tax numeric
)
  language sql stable security definer set search_path to ''
as $$
  select greatest(sum(i.net_left + i.tax_left), 0),
    greatest(sum(i.net_left) filter (where i.is_deferred), 0),
    greatest(sum(kernel.round_quotient(
        i.net_left * (upper(i.service_period) - greatest(lower(i.service_period), least(
          returnable_parts.day, upper(i.service_period)))),
        upper(i.service_period) - lower(i.service_period), 12))
      filter (where i.is_deferred), 0),
    greatest(sum(kernel.round_quotient(i.tax_left * i.home_tax, i.tax, 12))
      filter (where i.tax <> 0), 0)
  from (
    select own.service_period, own.tax, r.net_left, r.tax_left,
      billing.income_code((invoice).billing_type, own.deducts_item_id, own.service_period,
        (invoice).issue_date)
        = 'deferred_revenue' as is_deferred, (
        select coalesce(sum(t.amount), 0)
        from billing.item_taxes as t
        where t.tenant_id = own.tenant_id and t.invoice_item_id = own.id
          and case (invoice).tax_basis
            when 'cash' then billing.is_suspended('cash', t.amount, t.tax_code_id)
            else split_part(t.jurisdiction, '-', 1) = e.country
              and t.kind is distinct from 'pst' end) as home_tax
    from billing.invoice_items as own
    join tenancy.legal_entities as e
      on e.tenant_id = own.tenant_id and e.id = (invoice).legal_entity_id
    cross join lateral billing.item_rests(array[own.id]) as r
    where own.tenant_id = (invoice).tenant_id and own.invoice_id = (invoice).id
  ) as i
$$;
comment on function billing.returnable_parts is
  'What credit notes and amendments left of an invoice, and how much of that is deferred, not '
  'earned on a day, and tax that comes back: of the seller''s own country, or suspended.';
