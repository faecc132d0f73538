-- Whoever bills a period of which an amount is open ends it, once, on the day of the invoice. What
-- accounts share is ended with the first part: the next end of a month finds the others.
create or replace function billing.end_unbilled(invoices billing.invoices[])
  returns void
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_ended billing.unbilled_receivables[];
begin
  with billed as materialized (
    select distinct on (u.id) u.id, i.id as invoice_id, greatest(i.issue_date, u.accrued_on) as day
    from unnest(invoices) as i
    join billing.invoice_items as item
      on item.tenant_id = v_tenant_id and item.invoice_id = i.id
    join billing.unbilled_receivables as u
      on u.tenant_id = v_tenant_id and u.line_id = item.contract_line_id
      and u.whole_period = item.whole_period and u.ended_on is null
    where item.adjustment_id is null
    order by u.id, i.issue_date, i.id
  ),
  locked as materialized (
    select u.id
    from billing.unbilled_receivables as u
    where u.tenant_id = v_tenant_id and u.id in (select b.id from billed as b)
      and u.ended_on is null
    order by u.id
    for update
  ),
  ended as (
    update billing.unbilled_receivables as u
    set ended_on = b.day, invoice_id = b.invoice_id
    from billed as b
    join locked as l on l.id = b.id
    where u.tenant_id = v_tenant_id and u.id = b.id
    returning u.*
  )
  select array_agg(e::billing.unbilled_receivables) into v_ended from ended as e;
  perform ledger.post(billing.unbilled_postings(v_ended)) where v_ended is not null;
end $$;
comment on function billing.end_unbilled is
  'Takes out of the unbilled receivables what invoices bill.';
