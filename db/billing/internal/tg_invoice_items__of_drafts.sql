-- After the statement: items of drafts alone may change, and the header must follow. Of an invoice
-- that is issued as it is made, the items come first.
create or replace function billing.tg_invoice_items__of_drafts()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice_ids uuid[] := array(select distinct c.invoice_id from changed_rows as c);
  v_status text;
begin
  select i.status into v_status
  from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = any (v_invoice_ids)
    and i.status <> 'draft'
  limit 1;
  if found then
    perform kernel.fail('TRANS',
      format('The invoice is %s; only a draft can be edited.', v_status));
  end if;
  return null;
end $$;
comment on function billing.tg_invoice_items__of_drafts is
  'Refuses to change items of an invoice that is no draft.';
