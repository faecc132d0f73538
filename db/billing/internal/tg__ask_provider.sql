-- After the statement: every draft waits for the provider anew once its items changed. A run writes
-- items before their invoices, people after.
create or replace function billing.tg__ask_provider()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice_ids uuid[];
begin
  if not exists (
    select from tax.tax_settings as s
    where s.tenant_id = (select tenancy.current_tenant_id()) and s.provider <> 'builtin'
  ) then
    return null;
  end if;
  if tg_table_name = 'invoices' then
    v_invoice_ids := array(select c.id from changed_rows as c);
  else
    v_invoice_ids := array(select distinct c.invoice_id from changed_rows as c);
  end if;
  if billing.ask_provider(v_invoice_ids) > 0 then
    perform events.enqueue('billing/retax_drafts', job_key => 'billing/retax_drafts');
  end if;
  return null;
end $$;
comment on function billing.tg__ask_provider is
  'Asks the outside tax provider, if there is one, about drafts that are new or changed.';
