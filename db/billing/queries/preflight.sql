-- Who is registered nowhere owes nothing, and is told nothing. Who is registered somewhere may owe
-- tax elsewhere too, in the United States above all: that is told, and is the seller's to judge.
create or replace function billing.preflight(invoice_id uuid)
  returns setof billing.preflight_finding
  language plpgsql stable security definer rows 5 set search_path to ''
as $$
declare
  v_invoice billing.invoices;
begin
  select i.* into v_invoice from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = preflight.invoice_id;
  if not found then
    perform kernel.fail('NOTFD', 'No invoice has this id.', 'invoice_id');
  end if;
  return query
    select l.code, l.message, l.pointer, l.law, true
    from billing.missing_of(array(select i from billing.issuables(array[invoice_id]) as i)) as l
    order by l.code;
  return query
    select 'tax_not_registered',
      format('No tax is charged to %s: the seller is not registered where it is.',
        a.account_name),
      'tax/registrations', null::text, false
    from billing.invoice_items as item
    join customers.accounts as a on a.tenant_id = item.tenant_id and a.id = item.account_id
    where item.tenant_id = v_invoice.tenant_id and item.invoice_id = v_invoice.id
      and item.amount <> item.discount and exists (
        select from tax.tax_registrations as r
        where r.tenant_id = v_invoice.tenant_id and r.legal_entity_id = v_invoice.legal_entity_id
          and v_invoice.issue_date between r.valid_from and coalesce(r.valid_to, 'infinity'))
      -- Whatever else became of a tax is kept with the item.
      and not exists (
        select from billing.item_taxes as t
        where t.tenant_id = item.tenant_id and t.invoice_item_id = item.id)
    group by a.id, a.account_name
    order by a.account_name;
end $$;
comment on function billing.preflight is
  'What keeps an invoice from being issued by the law of its seller''s country; of an issued one, '
  'what it lacks. Told besides, and not blocking: where no tax is charged for want of a '
  'registration. Nothing where all is well. Codes: not_found.';
grant execute on function billing.preflight to tenor_viewer;
