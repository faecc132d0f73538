do $$
begin
  if to_regtype('sales.minimum_commitment') is null then
    create type sales.minimum_commitment as (amount numeric, "interval" text);
  end if;
end $$;
comment on type sales.minimum_commitment is
  'A minimum spend: what is missing at the end of each interval is billed as a true-up.';
comment on column sales.minimum_commitment.amount is
  'What is charged at least in an interval, before discount and tax.';
comment on column sales.minimum_commitment."interval" is
  'month, quarter, year or term; by default term if the contract lasts a year or less, else year.';
