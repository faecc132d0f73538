create or replace function tax.tax_returns_hash_now(tax_return tax.tax_returns)
  returns text
  language sql stable security definer set search_path to ''
as $$
  select tax.digest_of_lines(array(
    select l from tax.tax_return_lines as l
    where l.tenant_id = (select tenancy.current_tenant_id())
      and l.tenant_id = tax_return.tenant_id and l.tax_return_id = tax_return.id))
$$;
comment on function tax.tax_returns_hash_now is
  'SHA-256 of its lines as they are now; another than its hash if one was altered.';
grant execute on function tax.tax_returns_hash_now to tenor_viewer;
