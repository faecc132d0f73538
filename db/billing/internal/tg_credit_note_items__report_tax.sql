-- After the statement: what a note takes back of an account's items, with its tax.
create or replace function billing.tg_credit_note_items__report_tax()
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
    insert into billing.tax_reports
      (tenant_id, invoice_id, calculation_id, credit_note_id, kind, amount)
    select n.tenant_id, c.invoice_id, c.id, n.credit_note_id, 'void', sum(n.net + n.tax)
    from changed_rows as n
    join billing.invoice_items as item
      on item.tenant_id = n.tenant_id and item.id = n.invoice_item_id
    join billing.tax_calculations as c
      on c.tenant_id = item.tenant_id and c.invoice_id = item.invoice_id
      and c.account_id = item.account_id
    where c.status = 'assessed' and not item.is_tax_fixed
    group by n.tenant_id, c.invoice_id, c.id, n.credit_note_id
    having sum(n.net + n.tax) > 0
    returning invoice_id
  )
  select array_agg(distinct r.invoice_id) into v_invoice_ids from reported as r;
  perform billing.queue_tax_reports(v_invoice_ids);
  return null;
end $$;
comment on function billing.tg_credit_note_items__report_tax is
  'Has the outside tax provider told of what credit notes take back.';
