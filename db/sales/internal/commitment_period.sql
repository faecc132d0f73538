-- Counted from the contract's start, by the minimum's own interval; the term is as it was signed.
create or replace function sales.commitment_period(
  contract sales.contracts, price_interval text, day date
)
  returns daterange
  language sql stable security invoker set search_path to ''
as $$
  select case when price_interval = 'term'
    then daterange(contract.start_date, contract.end_date + 1)
    else (
      select p.whole
      from kernel.periods(contract.start_date, kernel.months_of(price_interval),
        daterange(day, day + 1)) as p)
  end
$$;
comment on function sales.commitment_period is
  'The whole commitment period of a minimum around a day.';
