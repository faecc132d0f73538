-- What was answered before is forgotten: it was about another draft. New rows have new ids, so that
-- an answer on its way finds nothing to answer. The caller holds the locks of the drafts.
create or replace function billing.ask_provider(invoice_ids uuid[])
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_provider text := (select s.provider from tax.current_tax_settings() as s);
  v_asked int;
begin
  delete from billing.tax_calculations as c
  using billing.invoices as i
  where c.tenant_id = v_tenant_id and c.invoice_id = any (invoice_ids)
    and i.tenant_id = c.tenant_id and i.id = c.invoice_id and i.status = 'draft';
  if v_provider = 'builtin' then
    return 0;
  end if;
  insert into billing.tax_calculations (tenant_id, invoice_id, account_id, provider)
  select distinct v_tenant_id, i.id, item.account_id, v_provider
  from billing.invoices as i
  join billing.invoice_items as item on item.tenant_id = i.tenant_id and item.invoice_id = i.id
  where i.tenant_id = v_tenant_id and i.id = any (invoice_ids) and i.status = 'draft'
    and not item.is_tax_fixed;
  get diagnostics v_asked = row_count;
  return v_asked;
end $$;
comment on function billing.ask_provider is
  'Notes that the outside tax provider, if there is one, is to be asked about drafts; how often.';
