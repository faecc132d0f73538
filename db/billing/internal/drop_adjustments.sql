-- A contract that ends without credit owes nothing more, and is owed nothing, for days after its
-- end that no invoice has changed yet: what waits for them is dropped, and the days are again what
-- was billed of them. What an invoice counts on stays, and so does what begins before.
create or replace function billing.drop_adjustments(contract_id uuid, ended_on date)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with recursive adjustments as materialized (
    select a.*
    from billing.adjustments as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.contract_id = drop_adjustments.contract_id and not a.is_dropped
  ),
  kept as (
    select a.id, a.amendment_id, a.line_id, a.period, a.credited_adjustment_id
    from adjustments as a
    where a.invoice_id is not null or lower(a.period) < ended_on
    union
    select a.id, a.amendment_id, a.line_id, a.period, a.credited_adjustment_id
    from kept as k
    join adjustments as a on a.id = k.credited_adjustment_id
      or a.amendment_id = k.amendment_id and a.line_id = k.line_id and a.period = k.period
  ),
  dropped as (
    update billing.adjustments as a
    set is_dropped = true
    from adjustments as waiting
    where a.tenant_id = waiting.tenant_id and a.id = waiting.id
      and a.id not in (select k.id from kept as k)
    returning a.*
  ),
  gone as (
    delete from billing.billed_periods as b
    using dropped as d
    where b.tenant_id = d.tenant_id and b.adjustment_id = d.id
    returning b.line_id
  )
  -- Asked of what is gone, so that it goes before its days are given to another.
  insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity,
    unit_price, rated, amount, discount, invoice_id, adjustment_id)
  select d.tenant_id, d.line_id, d.period, d.whole_period, d.quantity, d.unit_price, d.rated,
    -d.amount, -d.discount,
    case when d.credited_adjustment_id is null then d.credited_invoice_id end,
    d.credited_adjustment_id
  from dropped as d
  where d.kind = 'credit'
    and (d.credited_adjustment_id is null
      or d.credited_adjustment_id not in (select other.id from dropped as other))
    and (select count(*) from gone) >= 0
$$;
comment on function billing.drop_adjustments is
  'Drops what waits to be billed for days after the end of a contract that gives no credit.';
