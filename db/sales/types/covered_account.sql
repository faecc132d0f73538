do $$
begin
  if to_regtype('sales.covered_account') is null then
    create type sales.covered_account as (account_id uuid, seats numeric, share numeric);
  end if;
end $$;
comment on type sales.covered_account is
  'An account that a shared contract covers, with its seats or its share of what is charged.';
comment on column sales.covered_account.account_id is
  'The contract''s account or one below it.';
comment on column sales.covered_account.seats is
  'Its seats; the contract''s own account has those that are left.';
comment on column sales.covered_account.share is
  'Its weight among the shares of all; without seats and shares all are equal.';
