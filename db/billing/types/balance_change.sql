do $$
begin
  if to_regtype('billing.balance_change') is null then
    create type billing.balance_change as (
      account_id uuid,
      legal_entity_id uuid,
      currency text,
      balance numeric,
      refund_due numeric
    );
  end if;
end $$;
comment on type billing.balance_change is
  'What an account is to get: credit to be used, or to be paid back.';
