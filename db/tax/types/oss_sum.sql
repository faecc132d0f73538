do $$
begin
  if to_regtype('tax.oss_sum') is null then
    create type tax.oss_sum as (
      legal_entity_id uuid, registration_id uuid, period text, country text,
      rate kernel.percentage, treatment text, belongs_to text, is_correction boolean,
      currency text, taxable kernel.amount, amount kernel.amount, exchange_rate numeric,
      rate_date date, taxable_eur kernel.amount, amount_eur kernel.amount, note text);
  end if;
end $$;
comment on type tax.oss_sum is 'A line of a return of the One Stop Shop.';
comment on column tax.oss_sum.legal_entity_id is 'Who owes it.';
comment on column tax.oss_sum.registration_id is 'The registration with the One Stop Shop.';
comment on column tax.oss_sum.period is 'The quarter of the return.';
comment on column tax.oss_sum.country is 'The member state where the customers are.';
comment on column tax.oss_sum.rate is 'Percent that is charged.';
comment on column tax.oss_sum.treatment is 'standard, zero_rated, exempt or by_hand.';
comment on column tax.oss_sum.belongs_to is 'The quarter of the supply.';
comment on column tax.oss_sum.is_correction is 'Whether that is an earlier one.';
comment on column tax.oss_sum.currency is 'ISO 4217.';
comment on column tax.oss_sum.taxable is 'The net, in its currency.';
comment on column tax.oss_sum.amount is 'The tax, in its currency.';
comment on column tax.oss_sum.exchange_rate is
  'How many euros one of the currency is; null if it is not known.';
comment on column tax.oss_sum.rate_date is
  'Day of that rate: the last of the quarter of the supply, or the first after it that has one.';
comment on column tax.oss_sum.taxable_eur is 'The net in euros.';
comment on column tax.oss_sum.amount_eur is 'The tax in euros.';
comment on column tax.oss_sum.note is 'Which rate is missing; else null.';
