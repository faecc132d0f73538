do $$
begin
  if to_regtype('billing.granted_discount') is null then
    create type billing.granted_discount as (
      contract_discount_id uuid,
      name text,
      percent numeric,
      beyond numeric,
      reach numeric,
      whole numeric,
      amount numeric
    );
  end if;
end $$;
comment on type billing.granted_discount is
  'A discount that billed days of a line have, whatever becomes of the discount afterwards.';
comment on column billing.granted_discount.contract_discount_id is
  'The discount of the contract; null is what credit notes took of the days before.';
comment on column billing.granted_discount.name is 'As printed.';
comment on column billing.granted_discount.percent is 'Its percentage; null if it is an amount.';
comment on column billing.granted_discount.beyond is
  'What the days came to before it was given to what went beyond: up to there others hold. Null of '
  'what credit notes took.';
comment on column billing.granted_discount.reach is
  'How far it goes: the net on which the percentage holds, or the amount there is.';
comment on column billing.granted_discount.whole is
  'What it takes off when all of its reach is charged.';
comment on column billing.granted_discount.amount is 'What it takes off.';
