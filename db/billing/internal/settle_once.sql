-- What days no longer have of amounts given once goes back to what is left of these, and what they
-- have more of them is taken.
create or replace function billing.settle_once(
  pieces billing.redone_pieces[], adjustments billing.adjustments[]
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform sales.settle_discounts(array(
    select (d.id, sum(change.amount), d.is_used)::sales.discount_use
    from (
      select g.contract_discount_id, -g.amount as amount
      from unnest(pieces) as p
      cross join lateral unnest(p.granted) as g
      union all
      select g.contract_discount_id, g.amount
      from unnest(pieces) as p
      cross join lateral unnest(p.used_granted) as g
      where p.invoice_id is not null
      union all
      select g.contract_discount_id, g.amount
      from unnest(adjustments) as a
      cross join lateral unnest(a.granted) as g
    ) as change
    join sales.contract_discounts as d
      on d.tenant_id = tenancy.current_tenant_id() and d.id = change.contract_discount_id
    where d.remaining_amount is not null
    group by d.id, d.is_used
    having sum(change.amount) <> 0));
end $$;
comment on function billing.settle_once is
  'Settles amounts given once after pieces were redone.';
