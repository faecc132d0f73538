do $$
begin
  if to_regtype('billing.item_discount') is null then
    create type billing.item_discount as (
      item_id uuid,
      contract_discount_id uuid,
      "position" int,
      amount numeric,
      remaining_amount numeric,
      reach numeric,
      lefts numeric[],
      place int
    );
  end if;
end $$;
-- The table of them has the name already.
comment on type billing.item_discount is
  E'@name taken_discount\nWhat a discount of its contract takes off an item, above zero; of an '
  'amount what was left before its invoice, where that is less than all of it; and how far it '
  'goes, as granted_discount; of a contract that accounts share, what was left of all items that '
  'it was split over, and which of them this one is.';
