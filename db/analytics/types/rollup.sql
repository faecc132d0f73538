do $$
begin
  if to_regtype('analytics.rollup') is null then
    create type analytics.rollup as (
      account_id uuid,
      account_name text,
      accounts int,
      totals analytics.rollup_total[],
      lines analytics.rollup_line[]
    );
  end if;
end $$;
comment on type analytics.rollup is 'An account with all below it, by currency and by account.';
comment on column analytics.rollup.account_id is 'The account at the top.';
comment on column analytics.rollup.account_name is 'Its name.';
comment on column analytics.rollup.accounts is 'How many accounts there are, itself included.';
comment on column analytics.rollup.totals is 'Sums over all accounts, one for each currency.';
comment on column analytics.rollup.lines is 'Each account, a parent before its subsidiaries.';
