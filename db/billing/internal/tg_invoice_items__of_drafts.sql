-- After the statement: items of drafts alone may change, and the header must follow. Of an invoice
-- that is issued as it is made, the items come first.
create or replace function billing.tg_invoice_items__of_drafts()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_status text;
begin
  select i.status into v_status
  from (select distinct c.tenant_id, c.invoice_id from changed_rows as c) as touched
  join billing.invoices as i on i.tenant_id = touched.tenant_id and i.id = touched.invoice_id
  where i.status <> 'draft'
  limit 1;
  if found then
    perform kernel.fail('TRANS',
      format('The invoice is %s; only a draft can be edited.', v_status));
  end if;
  return null;
end $$;
comment on function billing.tg_invoice_items__of_drafts is
  'Refuses to change items of an invoice that is no draft.';
