-- What is given back of an invoice is of the taxes that credit notes left of its items, each in its
-- part: where a credit took of one alone, that is of the others from then on. What a payment brings
-- is owed again of what was given back; what a payment that is taken back leaves, off what it
-- brought. The net follows as it stood beside the tax on the invoice, reckoned on all the tax so
-- far, so that where no tax is left of it there is no net. Taxes of the seller's country are meant
-- that come back by its law, or those that are payable only as they are paid, as long as there are
-- some.
create or replace function billing.keep_relieved_taxes(reliefs billing.tax_relief[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with relief as (
    select r.source_type, r.source_id, r.invoice_id, r.amount, i.currency, i.tax_basis, e.country
    from unnest(reliefs) as r
    join billing.invoices as i
      on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = r.invoice_id
    join tenancy.legal_entities as e on e.tenant_id = i.tenant_id and e.id = i.legal_entity_id
    where r.amount <> 0
  ),
  charged as (
    select r.source_id, t.tax_code_id, sum(t.taxable) as taxable, sum(t.amount) as amount,
      sum(case when item.tax <> 0
          then kernel.round_quotient(rest.tax_left * t.amount, item.tax, 12) else 0 end)
        as amount_left,
      rank() over (partition by r.source_id
        order by bool_or(case r.tax_basis
            when 'cash' then billing.is_suspended('cash', t.amount, t.tax_code_id)
            else split_part(t.jurisdiction, '-', 1) = r.country
              and t.kind is distinct from 'pst' end) is not true) as choice
    from relief as r
    join billing.invoice_items as item
      on item.tenant_id = (select tenancy.current_tenant_id()) and item.invoice_id = r.invoice_id
    cross join lateral billing.item_rests(array[item.id]) as rest
    join billing.item_taxes as t on t.tenant_id = item.tenant_id and t.invoice_item_id = item.id
    group by r.source_id, t.tax_code_id
    having sum(t.amount) <> 0
  ),
  weighed as (
    select r.*, c.tax_code_id, c.taxable as charged_net, c.amount as charged_tax, so_far.net,
      so_far.relieved,
      row_number() over (partition by r.source_id order by c.tax_code_id) as place,
      case r.source_type when 'billing.write_off' then so_far.relieved else 0 end as base,
      greatest(case
          when r.source_type = 'billing.write_off' then c.amount_left
          when r.amount < 0 then so_far.relieved
          else so_far.recovered
        end, 0) as weight
    from relief as r
    join charged as c on c.source_id = r.source_id and c.choice = 1
    cross join lateral (
      select coalesce(sum(k.amount), 0) as relieved, coalesce(sum(k.taxable), 0) as net,
        coalesce(-sum(k.amount) filter (where k.source_type <> 'billing.write_off'), 0)
          as recovered
      from billing.relieved_taxes as k
      where k.tenant_id = (select tenancy.current_tenant_id()) and k.invoice_id = r.invoice_id
        and k.tax_code_id = c.tax_code_id
    ) as so_far
  ),
  share as (
    select w.*, kernel.split_amount(w.amount + sum(w.base) over each_one,
        array_agg(w.weight) over each_one, w.currency) as amounts
    from weighed as w
    window each_one as (partition by w.source_id order by w.place
      rows between unbounded preceding and unbounded following)
  ),
  summed as (
    select s.*, s.amounts[s.place] - s.base as returned, kernel.round_quotient(
        (s.relieved + sum(s.amounts[s.place] - s.base) over each_code) * s.charged_net,
        s.charged_tax, kernel.minor_unit(s.currency)) as net_so_far
    from share as s
    window each_code as (partition by s.invoice_id, s.tax_code_id order by s.source_id)
  )
  insert into billing.relieved_taxes (source_type, source_id, invoice_id, tax_code_id, taxable,
    amount)
  select s.source_type, s.source_id, s.invoice_id, s.tax_code_id, s.net_so_far
    - coalesce(lag(s.net_so_far) over each_code, s.net), s.returned
  from summed as s
  where s.returned <> 0
  window each_code as (partition by s.invoice_id, s.tax_code_id order by s.source_id)
$$;
comment on function billing.keep_relieved_taxes is
  'Writes down which taxes of written off invoices are given back, or owed again.';
