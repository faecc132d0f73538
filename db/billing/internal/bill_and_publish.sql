-- Where the tenant wants its runs' invoices out at once they are issued as they are made, unless an
-- outside tax provider has still to speak, their tax is unresolved, or they lack what the law makes
-- them say; what was due on an earlier
-- day is issued late. What is refused, and what waits for a place or a rate, is written down for
-- the run, if there is one. A run that prepares makes drafts alone.
create or replace function billing.bill_and_publish(
  contract_ids uuid[], bill_until date default null, run_id uuid default null,
  prepare boolean default false
)
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_at_once boolean := not prepare and exists (
    select from tenancy.tenants as t
    join tax.tax_settings as s on s.tenant_id = t.id
    where t.id = v_tenant_id and t.finalize_after_days = 0 and s.provider = 'builtin');
  v_outcomes billing.billing_outcome[] := array(
    select o from billing.bill(contract_ids, bill_and_publish.bill_until, issue => v_at_once,
      takes_turns => bill_and_publish.run_id is not null) as o);
  v_invoices billing.invoices[] := array(
    select i from billing.invoices as i
    where i.tenant_id = v_tenant_id
      and i.id = any (array(select o.invoice_id from unnest(v_outcomes) as o))
    order by i.issue_date, i.id);
  v_drafts billing.invoices[] := array(
    select i from unnest(v_invoices) as i where i.status = 'draft');
begin
  if v_drafts <> '{}' then
    perform events.publish_many(array(
      select ('invoice.created', 'invoice', i.id, to_jsonb(i), null)::events.new_event
      from unnest(v_drafts) as i));
    v_outcomes := v_outcomes || array(
      select (o.contract_id, o.invoice_id, w.code, w.reason, o.payer_id)::billing.billing_outcome
      from billing.awaiting_tax(array(select d.id from unnest(v_drafts) as d)) as w
      join unnest(v_outcomes) as o on o.invoice_id = w.invoice_id
      where w.code = 'TAXUN')
      || array(
      select (o.contract_id, o.invoice_id, 'DOCIN', l.message, o.payer_id
        )::billing.billing_outcome
      from billing.missing_of(array(
        select i from billing.issuables(array(select d.id from unnest(v_drafts) as d)) as i)) as l
      join unnest(v_outcomes) as o on o.invoice_id = l.invoice_id);
  end if;
  if cardinality(v_drafts) < cardinality(v_invoices) then
    perform billing.take_effect(
      array(select i from unnest(v_invoices) as i where i.status <> 'draft'),
      '{invoice.created,invoice.finalized}');
  end if;
  if v_at_once and v_drafts <> '{}' then
    perform tenancy.perform_duty('finalize', array(
      select d.id from unnest(v_drafts) as d
      where not exists (
        select from unnest(v_outcomes) as o
        where o.invoice_id = d.id and o.code in ('TAXUN', 'DOCIN'))));
  end if;
  if bill_and_publish.run_id is not null then
    insert into billing.run_failures (tenant_id, run_id, contract_id, code, message)
    select distinct on (o.contract_id) v_tenant_id, bill_and_publish.run_id, o.contract_id,
      e.word, o.message
    from unnest(v_outcomes) as o
    join kernel.error_codes as e on e.code = o.code
    order by o.contract_id
    on conflict on constraint run_failures_once_key do nothing;
  end if;
  return cardinality(v_invoices);
end $$;
comment on function billing.bill_and_publish is
  'Bills contracts until a day, by default today, says so, and notes refusals.';
