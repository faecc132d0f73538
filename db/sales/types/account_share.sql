do $$
begin
  if to_regtype('sales.account_share') is null then
    create type sales.account_share as (
      contract_id uuid,
      account_id uuid,
      "position" int,
      basis text,
      weight numeric,
      usual_weight numeric
    );
  end if;
end $$;
comment on type sales.account_share is
  'The weight with which an account bears what a shared contract charges.';
comment on column sales.account_share."position" is 'Order among the accounts, from 1.';
comment on column sales.account_share.basis is 'seats or share.';
comment on column sales.account_share.weight is
  'Seats or share; null is what the others leave of a line''s quantity.';
comment on column sales.account_share.usual_weight is
  'The same, with what they leave of the contract''s seats: for what is not counted in seats.';
