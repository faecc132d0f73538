do $$
begin
  if to_regtype('billing.bearer') is null then
    create type billing.bearer as (
      account_id uuid,
      weight numeric,
      is_rest boolean
    );
  end if;
end $$;
comment on type billing.bearer is 'An account that bears its part of what a line charges.';
comment on column billing.bearer.account_id is 'The account.';
comment on column billing.bearer.weight is 'Its seats, or its share.';
comment on column billing.bearer.is_rest is
  'Whether it has the seats that the others leave, which change with the quantity.';
