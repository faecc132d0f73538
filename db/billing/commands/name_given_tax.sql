create or replace function billing.name_given_tax(
  invoice_id uuid, item_id uuid, registration_id uuid
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft}');
  v_item billing.invoice_items;
begin
  select * into v_item
  from billing.invoice_items as item
  where item.tenant_id = v_invoice.tenant_id and item.invoice_id = v_invoice.id
    and item.id = item_id;
  if not found then
    perform kernel.fail('NOTFD', 'No item of this invoice has this id.', 'item_id');
  elsif not v_item.is_tax_fixed then
    perform kernel.fail('TRANS', 'The tax of this item is reckoned, which says whose it is.',
      'item_id');
  elsif not exists (
    select from tax.tax_registrations as r
    where r.tenant_id = v_invoice.tenant_id and r.id = registration_id
      and r.legal_entity_id = v_invoice.legal_entity_id
      and daterange(r.valid_from, r.valid_to, '[]') @> billing.tax_point(
        v_item.kind, v_item.service_period, v_item.supplied_on, v_invoice.issue_date)
  ) then
    perform kernel.fail('INPUT', 'Who issues the invoice has no such registration on that day.',
      'registration_id');
  end if;
  update billing.invoice_items as item
  set tax_registration_id = registration_id
  where item.tenant_id = v_invoice.tenant_id and item.id = v_item.id;
  perform billing.put_given_taxes(array[v_invoice.id]);
  return v_invoice;
end $$;
comment on function billing.name_given_tax is
  'Says on whose return the tax of an item of a draft stands that was given by hand: that of a '
  'registration of who issues it, valid on the day of the supply. Codes: not_found, '
  'illegal_transition (no draft, or tax that is reckoned), invalid_input.';
grant execute on function billing.name_given_tax to tenor_finance;
