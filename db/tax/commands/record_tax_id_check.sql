-- The number is named as it was asked about: an account may have another by now.
create or replace function tax.record_tax_id_check(
  account_id uuid,
  number text,
  is_valid boolean,
  method text default 'manual',
  registered_name text default null,
  reference text default null
)
  returns tax.tax_id_checks
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_check tax.tax_id_checks;
begin
  if method <> 'manual' and current_setting('role') <> 'tenor_worker' then
    perform kernel.fail('FORBD', 'People record manual checks.', 'method');
  end if;
  insert into tax.tax_id_checks (account_id, number, is_valid, method, registered_name, reference)
  values (v_account.id, tax.plain_tax_id(number), is_valid, method,
    registered_name, reference)
  returning * into v_check;
  return v_check;
end $$;
comment on function tax.record_tax_id_check is
  'Keeps what a check of an account''s tax id said; the last one counts.';
grant execute on function tax.record_tax_id_check to tenor_tax, tenor_worker;
