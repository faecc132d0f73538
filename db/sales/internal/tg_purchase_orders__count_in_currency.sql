create or replace function sales.tg_purchase_orders__count_in_currency()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if new.po_amount <> kernel.round_amount(new.po_amount, new.currency) then
    perform kernel.fail('INPUT', 'The amount has more decimals than its currency.', 'po_amount');
  end if;
  new.po_amount := kernel.round_amount(new.po_amount, new.currency);
  new.amount_invoiced := kernel.round_amount(new.amount_invoiced, new.currency);
  return new;
end $$;
comment on function sales.tg_purchase_orders__count_in_currency is
  'Writes amounts with the decimals of their currency.';
