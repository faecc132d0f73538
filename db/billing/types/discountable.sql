do $$
begin
  if to_regtype('billing.discountable') is null then
    create type billing.discountable as (
      item_id uuid,
      invoice_id uuid,
      contract_id uuid,
      product_id uuid,
      net numeric,
      currency text,
      issue_date date,
      first_day date,
      whole_period daterange,
      kept_ids uuid[]
    );
  end if;
end $$;
comment on type billing.discountable is
  'An item on its way to an invoice, after the discount of its line.';
comment on column billing.discountable.item_id is 'The item.';
comment on column billing.discountable.invoice_id is
  'Its invoice; where several payers bear the contract, one that stands for those of the day.';
comment on column billing.discountable.contract_id is 'The contract that it bills.';
comment on column billing.discountable.product_id is 'Its product, if any.';
comment on column billing.discountable.net is
  'What of it asks for the discounts that hold now; at or below zero it gets nothing.';
comment on column billing.discountable.currency is 'ISO 4217.';
comment on column billing.discountable.issue_date is 'The day on which its invoice is issued.';
comment on column billing.discountable.first_day is
  'The first day of its period: a discount that holds on it is given to the period.';
comment on column billing.discountable.whole_period is
  'The period that shares amounts given to each period; null for what is charged once.';
comment on column billing.discountable.kept_ids is
  'Discounts given once that other parts of its days have, and it has with them; null where nobody '
  'shares the contract.';
