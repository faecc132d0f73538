-- After the statement: what was issued is owed, what was voided no longer. Credited in full, an
-- invoice is void by its notes, which are reported each.
create or replace function billing.tg_invoices__report_tax()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice_ids uuid[];
begin
  if not exists (
    select from billing.tax_calculations as c
    where c.tenant_id = (select tenancy.current_tenant_id())
  ) then
    return null;
  end if;
  with reported as (
    insert into billing.tax_reports (tenant_id, invoice_id, calculation_id, kind)
    select n.tenant_id, n.id, c.id, case when n.status = 'void' then 'void' else 'commit' end
    from new_rows as n
    join old_rows as o on o.tenant_id = n.tenant_id and o.id = n.id
    join billing.tax_calculations as c on c.tenant_id = n.tenant_id and c.invoice_id = n.id
    where c.status = 'assessed'
      and case when n.status = 'void'
        then o.status not in ('draft', 'void') and n.credited_amount = 0
        else o.status = 'draft' and n.status <> 'draft' end
    order by c.id
    returning invoice_id
  )
  select array_agg(distinct r.invoice_id) into v_invoice_ids from reported as r;
  perform billing.queue_tax_reports(v_invoice_ids);
  return null;
end $$;
comment on function billing.tg_invoices__report_tax is
  'Has the outside tax provider told of invoices that were issued or voided.';
