-- In proportion to what credit notes and amendments left of the items. What an item bills from the
-- day of the write-off on was never earned. Tax of another country than the seller's comes back by
-- that one's law, and sales tax of a Canadian province by that one's, not by this. Deductions lower
-- the parts, never below zero; what is owed beyond the items is bad debt, and so is the cent by
-- which rounding would take more of a part than there is.
create or replace function billing.write_off_parts(
  invoice billing.invoices, amount numeric, day date, relief_due_on date
)
  returns billing.write_off_part
  language sql stable security definer set search_path to ''
as $$
  with item as (
    select i.net_left + i.tax_left as rest,
      case billing.income_code(i.service_period, (invoice).issue_date)
        when 'deferred_revenue' then i.net_left else 0 end as deferred,
      case billing.income_code(i.service_period, (invoice).issue_date)
        when 'deferred_revenue' then kernel.round_quotient(
          i.net_left * (upper(i.service_period) - greatest(lower(i.service_period), least(
            write_off_parts.day, upper(i.service_period)))),
          upper(i.service_period) - lower(i.service_period), 12)
        else 0 end as unearned,
      case when i.tax <> 0 then kernel.round_quotient(i.tax_left * i.home_tax, i.tax, 12)
        else 0 end as home_tax
    from (
      select own.service_period, own.tax, r.net_left, r.tax_left, (
        select coalesce(sum(t.amount), 0)
        from billing.item_taxes as t
        where t.tenant_id = own.tenant_id and t.invoice_item_id = own.id
          and split_part(t.jurisdiction, '-', 1) = e.country
          and t.kind is distinct from 'pst') as home_tax
      from billing.invoice_items as own
      join tenancy.legal_entities as e
        on e.tenant_id = own.tenant_id and e.id = (invoice).legal_entity_id
      cross join lateral billing.item_rests(array[own.id]) as r
      where own.tenant_id = (invoice).tenant_id and own.invoice_id = (invoice).id
    ) as i
  ),
  total as (
    select greatest(sum(rest), 0) as rest, greatest(sum(deferred), 0) as deferred,
      greatest(sum(unearned), 0) as unearned,
      case when write_off_parts.relief_due_on is null then 0
        else greatest(sum(home_tax), 0) end as tax
    from item
  ),
  part as (
    select t.deferred, t.rest, least(t.unearned, t.rest) as unearned,
      least(t.tax, t.rest - least(t.unearned, t.rest)) as tax
    from total as t
  ),
  share as (
    select p.deferred, kernel.round_amount(p.tax, (invoice).currency) as tax,
      kernel.split_amount(write_off_parts.amount, array[
        p.unearned, p.tax, greatest(p.rest, (invoice).balance) - p.unearned - p.tax],
        (invoice).currency) as amounts
    from part as p
  )
  select least(s.amounts[1], greatest(s.deferred - so_far.unearned, 0)), taken.tax,
    case when write_off_parts.relief_due_on <= write_off_parts.day then taken.tax else 0 end
  from share as s
  cross join billing.written_off_of(invoice) as so_far
  cross join lateral (
    select least(s.amounts[2], greatest(s.tax - so_far.relief, 0))) as taken (tax)
$$;
comment on function billing.write_off_parts is
  'What is no bad debt of an amount that is given up on a day.';
