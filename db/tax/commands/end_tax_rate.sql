-- An end is the last day, and what is past stays as it was: invoices were made with it. What has
-- not begun is withdrawn whole.
create or replace function tax.end_tax_rate(tax_rate_id uuid, valid_to date default null)
  returns tax.tax_rates
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_today date := tenancy.today();
  v_last_day date := coalesce(valid_to, v_today);
  v_row tax.tax_rates;
begin
  select * into v_row from tax.tax_rates as t
  where t.tenant_id = v_tenant_id and t.id = end_tax_rate.tax_rate_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No rate has this id.', 'tax_rate_id');
  elsif v_row.valid_to < v_today or v_last_day < v_today - 1 then
    perform kernel.fail('TRANS', 'The past of a rate never changes.', 'valid_to');
  end if;

  if v_last_day < v_row.valid_from then
    delete from tax.tax_rates as t where t.tenant_id = v_tenant_id and t.id = v_row.id;
  else
    update tax.tax_rates as t set valid_to = v_last_day
    where t.tenant_id = v_tenant_id and t.id = v_row.id
    returning * into v_row;
  end if;
  return v_row;
end $$;
comment on function tax.end_tax_rate is
  'Ends a rate with a day (today); one that has not begun by then is withdrawn.';
grant execute on function tax.end_tax_rate to tenor_tax;
