create or replace function billing.preflight(invoice_id uuid)
  returns setof billing.missing_content
  language plpgsql stable security definer rows 5 set search_path to ''
as $$
begin
  perform from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = preflight.invoice_id;
  if not found then
    perform kernel.fail('NOTFD', 'No invoice has this id.', 'invoice_id');
  end if;
  return query
    select l.code, l.message, l.pointer, l.law
    from billing.missing_of(array(select i from billing.issuables(array[invoice_id]) as i)) as l
    order by l.code;
end $$;
comment on function billing.preflight is
  'What keeps an invoice from being issued by the law of its seller''s country; of an issued one, '
  'what it lacks. Nothing where nothing is missing. Codes: not_found.';
grant execute on function billing.preflight to tenor_viewer;
