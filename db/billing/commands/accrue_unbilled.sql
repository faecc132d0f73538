-- Before the new month bills anything. What was open and came to something else since, or to
-- nothing, ends; what is new, or came to something else, begins. Locks in statements of their own:
-- of two at once the second finds that all was looked at, and whoever issues a draft meanwhile
-- waits, and ends what was booked of it.
create or replace function billing.accrue_unbilled(contract_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_contract_ids uuid[];
  v_unbilled billing.unbilled_receivables[];
  v_ended billing.unbilled_receivables[];
  v_begun billing.unbilled_receivables[];
begin
  perform from billing.billing_schedules as s
  where s.tenant_id = v_tenant_id and s.contract_id = any (contract_ids)
  order by s.contract_id
  for update;
  v_contract_ids := array(select c from billing.contracts_to_accrue(contract_ids) as c);
  perform from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.status = 'draft' and i.id in (
    select item.invoice_id
    from sales.contract_lines as l
    join billing.invoice_items as item
      on item.tenant_id = l.tenant_id and item.contract_line_id = l.id
    where l.tenant_id = v_tenant_id and l.contract_id = any (v_contract_ids))
  order by i.id
  for share;
  v_unbilled := array(select u from billing.unbilled_of(v_contract_ids) as u);

  with ended as (
    update billing.unbilled_receivables as u
    set ended_on = m.day
    from billing.month_ends() as m
    where u.tenant_id = v_tenant_id and u.contract_id = any (v_contract_ids)
      and u.ended_on is null and m.legal_entity_id = u.legal_entity_id
      and not exists (
        select from unnest(v_unbilled) as now
        where now.line_id = u.line_id and now.whole_period = u.whole_period
          and now.amount = u.amount)
    returning u.*
  )
  select array_agg(e::billing.unbilled_receivables order by e.id) into v_ended from ended as e;

  with begun as (
    insert into billing.unbilled_receivables as u
    select b.*
    from unnest(v_unbilled) as b
    where not exists (
      select from billing.unbilled_receivables as open
      where open.tenant_id = v_tenant_id and open.line_id = b.line_id
        and open.whole_period = b.whole_period and open.ended_on is null)
    returning u.*
  )
  select array_agg(b::billing.unbilled_receivables order by b.id) into v_begun from begun as b;
  perform ledger.post(billing.unbilled_postings(v_ended || v_begun));

  update billing.billing_schedules as s
  set accrued_until = m.day
  from sales.contracts as c
  join billing.month_ends() as m on m.legal_entity_id = c.legal_entity_id
  where s.tenant_id = v_tenant_id and s.contract_id = any (v_contract_ids)
    and c.tenant_id = s.tenant_id and c.id = s.contract_id;
  return jsonb_build_object('unbilled_accrued', coalesce(cardinality(v_begun), 0));
end $$;
comment on function billing.accrue_unbilled is
  'Books what contracts delivered by the last end of a month and nobody billed.';
select tenancy.register_duty('unbilled', 60, 'billing.accrue_unbilled',
  'billing.contracts_to_accrue', 'contract');
