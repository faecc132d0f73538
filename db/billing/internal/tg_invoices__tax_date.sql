create or replace function billing.tg_invoices__tax_date()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if billing.ask_provider(array[new.id]) > 0 then
    return null;
  end if;
  perform billing.lock_credit(array[new.account_id]);
  perform billing.retax(array[new.id]);
  perform billing.check_growth(array[old]::billing.invoices[]);
  return null;
end $$;
comment on function billing.tg_invoices__tax_date is
  'Has a draft that was given another date taxed by the law of that day.';
