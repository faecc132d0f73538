-- Hardly ever is one new, so that sellers are looked for only then.
create or replace function billing.open_tax_codes_of(
  taxes billing.levied_tax[],
  billables billing.billable[],
  invoices billing.billable_invoice[]
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_new_ids uuid[] := array(
    select t.tax_code_id from unnest(taxes) as t where t.treatment <> 'not_registered'
    except
    select c.id from tax.tax_codes as c where c.tenant_id = tenancy.current_tenant_id());
begin
  if v_new_ids <> '{}' then
    perform tax.open_tax_codes(array(
      select distinct (null, t.tax_code_id, i.legal_entity_id, t.registration_id, null,
        t.jurisdiction, t.kind, t.rate, t.treatment, null)::tax.tax_codes
      from unnest(taxes) as t
      join unnest(billables) as b on b.item_id = t.item_id
      join unnest(invoices) as i on i.id = b.invoice_id
      where t.tax_code_id = any (v_new_ids)));
  end if;
end $$;
comment on function billing.open_tax_codes_of is
  'Writes down the tax codes of items on their way to invoices that are not known yet.';
