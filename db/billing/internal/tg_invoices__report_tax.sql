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
    select c.tenant_id, c.invoice_id, c.id,
      case when moved.after = 'void' then 'void' else 'commit' end
    from (
      select r.id, any_value(r.status) filter (where not r.is_new) as before,
        any_value(r.status) filter (where r.is_new) as after,
        any_value(r.credited_amount) filter (where r.is_new) as credited_amount
      from (
        select o.id, o.status, o.credited_amount, false as is_new from old_rows as o
        union all
        select n.id, n.status, n.credited_amount, true from new_rows as n
      ) as r
      group by r.id
    ) as moved
    join billing.tax_calculations as c
      on c.tenant_id = (select tenancy.current_tenant_id()) and c.invoice_id = moved.id
    where c.status = 'assessed'
      and case when moved.after = 'void'
        then moved.before not in ('draft', 'void') and moved.credited_amount = 0
        else moved.before = 'draft' and moved.after <> 'draft' end
    order by c.id
    returning invoice_id
  )
  select array_agg(distinct r.invoice_id) into v_invoice_ids from reported as r;
  perform billing.queue_tax_reports(v_invoice_ids);
  return null;
end $$;
comment on function billing.tg_invoices__report_tax is
  'Has the outside tax provider told of invoices that were issued or voided.';
