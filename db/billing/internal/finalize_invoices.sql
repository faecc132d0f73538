-- Drafts become receivables, any number at once. An invoice over nothing, or less, is paid as it
-- stands; what gives back more than it charges is a credit note by its number and paper. What waits
-- for an outside tax provider, or for its day, or for what the law of the seller's country makes it
-- say, waits. What is late is dated today where it is issued, due by the same terms and taxed as
-- of that day, unless its day is kept; an outside provider's answer counts as long as it says. They
-- are locked before their numbers are taken, so that each of these has its invoice.
create or replace function billing.finalize_invoices(
  invoice_ids uuid[], keep_date boolean default false
)
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_waiting uuid[] := array(
    select w.invoice_id from billing.awaiting_tax(invoice_ids) as w
    union
    select d from billing.over_deducted(invoice_ids) as d
    union
    select l.invoice_id from billing.missing_of(array(
      select i from billing.issuables(invoice_ids, keep_date) as i)) as l);
  v_ready uuid[] := array(
    select i.id from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (invoice_ids) and i.status = 'draft'
      and i.id <> all (v_waiting) and i.issue_date <= tenancy.today_of(i.legal_entity_id)
    order by i.id
    for update);
  v_late uuid[] := array(
    select i.id from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any (v_ready) and not coalesce(keep_date, false)
      and i.issue_date < tenancy.today_of(i.legal_entity_id)
    order by i.id);
  v_received_ids uuid[] := array(
    select r from billing.received_among(array(
      select distinct i.account_id from billing.invoices as i
      where i.tenant_id = v_tenant_id and i.id = any (invoice_ids))) as r);
  v_finalized billing.invoices[];
begin
  if v_late <> '{}' and exists (
    select from tax.tax_settings as s
    where s.tenant_id = v_tenant_id and s.provider = 'builtin'
  ) then
    perform billing.retax(v_late, dated_today => true);
  end if;
  with days as materialized (
    select e.id, e.tax_basis, tenancy.today(e.time_zone) as today
    from tenancy.legal_entities as e
    where e.tenant_id = v_tenant_id
  ),
  issued as materialized (
    select i.id, i.legal_entity_id, i.issue_date as dated, i.invoice_number, i.document_type,
      d.tax_basis, case when keep_date then i.issue_date else d.today end as issue_date
    from billing.invoices as i
    join days as d on d.id = i.legal_entity_id
    where i.tenant_id = v_tenant_id and i.id = any (v_ready)
  ),
  numbered as (
    select listed.id, listed.number
    from (
      select array_agg(n.id order by n.issue_date, n.dated, n.id) as ids,
        billing.take_numbers(array_agg(n.issue_date order by n.issue_date, n.dated, n.id),
          array_agg(n.legal_entity_id order by n.issue_date, n.dated, n.id), n.document_type)
          as numbers
      from issued as n
      where n.invoice_number = billing.draft_name(n.id)
      group by n.document_type
      order by n.document_type
    ) as batch
    cross join unnest(batch.ids, batch.numbers) as listed (id, number)
  ),
  finalized as (
    update billing.invoices as i
    set status = case when i.balance <= 0 then 'paid' else 'open' end,
      invoice_number = coalesce(n.number, i.invoice_number),
      issue_date = d.issue_date,
      tax_basis = d.tax_basis,
      due_date = case when i.total < 0 then d.issue_date
        else i.due_date + (d.issue_date - i.issue_date) end,
      paid_date = case when i.balance <= 0 then d.issue_date end,
      credited_amount = i.credited_amount + least(i.balance, 0),
      finalized_at = tenancy.now(),
      delivery = case when i.account_id = any (v_received_ids) then 'queued' else 'unsent' end
    from issued as d
    left join numbered as n on n.id = d.id
    where i.tenant_id = v_tenant_id and i.id = d.id
    returning i.*
  )
  select array_agg(f order by f.issue_date, f.invoice_number) into v_finalized
  from finalized as f;

  perform billing.take_effect(v_finalized, '{invoice.finalized}');
  return query
    select i.*
    from unnest(v_finalized) with ordinality as f
    join billing.invoices as i on i.tenant_id = v_tenant_id and i.id = f.id
    order by f.ordinality;
end $$;
comment on function billing.finalize_invoices is
  'Finalises those of the invoices that are drafts whose day has come, and answers with them.';
