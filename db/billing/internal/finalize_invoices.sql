-- Drafts become receivables, any number at once. An invoice over nothing, or less, is paid as it
-- stands. What waits for an outside tax provider waits.
create or replace function billing.finalize_invoices(invoice_ids uuid[])
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_waiting uuid[] := array(select w.invoice_id from billing.awaiting_tax(invoice_ids) as w);
  v_finalized billing.invoices[];
begin
  with finalized as (
    update billing.invoices as i
    set status = case when i.balance <= 0 then 'paid' else 'open' end,
      paid_date = case when i.balance <= 0 then i.issue_date end,
      credited_amount = i.credited_amount + least(i.balance, 0),
      finalized_at = tenancy.now(),
      delivery = case when i.total >= 0 and billing.is_received(i.account_id) then 'queued'
        else 'unsent' end
    where i.tenant_id = v_tenant_id and i.id = any(invoice_ids) and i.status = 'draft'
      and i.id <> all (v_waiting)
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
  'Finalises those of the invoices that are drafts, and answers with them.';
