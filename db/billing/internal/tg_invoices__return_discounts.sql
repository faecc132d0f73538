create or replace function billing.tg_invoices__return_discounts()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.return_discounts(array[new.id]);
  return null;
end $$;
comment on function billing.tg_invoices__return_discounts is
  'A voided invoice gives its discounts back.';
