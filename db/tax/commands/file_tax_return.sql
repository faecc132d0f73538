create or replace function tax.file_tax_return(
  tax_return_id uuid, reference text, filed_on date default null
)
  returns tax.tax_returns
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_return tax.tax_returns;
  v_today date;
begin
  select * into v_return from tax.tax_returns as r
  where r.tenant_id = tenancy.current_tenant_id() and r.id = tax_return_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No tax return has this id.', 'tax_return_id');
  elsif v_return.status = 'filed' then
    perform kernel.fail('TRANS', format('It was filed on %s.', v_return.filed_on),
      'tax_return_id');
  end if;
  v_today := tenancy.today_of(v_return.legal_entity_id);
  if coalesce(btrim(reference), '') = '' then
    perform kernel.fail('INPUT', 'Say what the authority calls it.', 'reference');
  elsif filed_on > v_today then
    perform kernel.fail('AHEAD', format('%s has not come.', filed_on), 'filed_on');
  elsif filed_on <= v_return.ends_on then
    perform kernel.fail('INPUT', 'A return is filed after its period.', 'filed_on');
  end if;
  update tax.tax_returns as r
  set status = 'filed', reference = reference, filed_on = coalesce(filed_on, v_today),
    filed_at = tenancy.now(), filed_by = nullif(current_setting('tenor.subject', true), '')
  where r.tenant_id = v_return.tenant_id and r.id = v_return.id
  returning r.* into v_return;
  perform events.publish('tax_return.filed', 'tax_return', v_return.id, to_jsonb(v_return));
  return v_return;
end $$;
comment on function tax.file_tax_return is
  'Records that a frozen return was filed, on a day, by default today, and what the authority '
  'calls it. Codes: not_found, invalid_input, issue_date_ahead, illegal_transition (filed).';
grant execute on function tax.file_tax_return to tenor_tax;
