do $$
begin
  if to_regtype('billing.credited_item') is null then
    create type billing.credited_item as (item_id uuid, net numeric, tax numeric);
  end if;
end $$;
comment on type billing.credited_item is 'What a credit note takes back of an invoice item.';
