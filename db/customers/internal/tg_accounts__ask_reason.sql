-- A reason is said for each time: the one before does not count.
create or replace function customers.tg_accounts__ask_reason()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if nullif(btrim(new.credit_limit_reason), '') is null
    or new.credit_limit_reason is not distinct from old.credit_limit_reason then
    perform kernel.fail('INPUT', 'Say why the credit limit is lifted.', 'credit_limit_reason');
  end if;
  return new;
end $$;
comment on function customers.tg_accounts__ask_reason is
  'Refuses to lift a credit limit without a reason.';
