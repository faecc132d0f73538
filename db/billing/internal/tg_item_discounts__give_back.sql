create or replace function billing.tg_item_discounts__give_back()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.give_back_discounts(array(
    select (gone.contract_discount_id, gone.redemption_id, gone.amount)::billing.discount_return
    from old_rows as gone
    where gone.returned_at is null));
  return null;
end $$;
comment on function billing.tg_item_discounts__give_back is
  'What is taken off a draft gives its discounts back.';
