-- As long as the term before, in whole months where it was so. They are counted from the anchor, or
-- else the start, so that a month-end does not drift. A contract that ends with another goes on to
-- the end of that one's renewal, made already or not; where that one renews no more, it goes alone,
-- for as long as it ran.
create or replace function sales.renewal_term(contract sales.contracts)
  returns daterange
  language sql stable security invoker set search_path to ''
as $$
  with recursive terms_followed as (
    select c.*
    from sales.contracts as c
    where c.tenant_id = contract.tenant_id and c.id = contract.coterm_with_contract_id
    union all
    select n.*
    from terms_followed as f
    join sales.contracts as n on n.tenant_id = f.tenant_id and n.predecessor_contract_id = f.id
  )
  select daterange(
    contract.end_date + 1,
    coalesce(
      (select min(f.end_date) + 1 from terms_followed as f
        where f.end_date > contract.end_date and f.cancelled_on is null),
      (select upper(sales.renewal_term(f)) from sales.contracts as f
        where f.tenant_id = contract.tenant_id and f.end_date = contract.end_date
          and f.status = 'active' and f.auto_renew and f.cancelled_on is null
          and sales.can_renew(f)
          and f.id in (select t.id from terms_followed as t)
        limit 1),
      (array_agg(kernel.nth_date(base.day, 1, 2 * base.months_to_end - base.months_to_start)
        order by base.place) filter (
          where kernel.nth_date(base.day, 1, base.months_to_start) = contract.start_date
            and kernel.nth_date(base.day, 1, base.months_to_end) = contract.end_date + 1))[1],
      2 * (contract.end_date + 1 - contract.start_date) + contract.start_date))
  from (
    select b.day, b.place,
      ((extract(year from contract.start_date) - extract(year from b.day)) * 12
        + extract(month from contract.start_date) - extract(month from b.day))::int
        as months_to_start,
      ((extract(year from contract.end_date + 1) - extract(year from b.day)) * 12
        + extract(month from contract.end_date + 1) - extract(month from b.day))::int
        as months_to_end
    from (values (contract.billing_anchor, 1), (contract.start_date, 2)) as b (day, place)
  ) as base
$$;
comment on function sales.renewal_term is 'The days for which a contract renews.';
