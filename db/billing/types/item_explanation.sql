do $$
begin
  if to_regtype('billing.item_explanation') is null then
    create type billing.item_explanation as (
      invoice_item_id uuid,
      invoice_id uuid,
      kind text,
      currency text,
      steps jsonb,
      amount kernel.amount,
      discount kernel.amount,
      net kernel.amount,
      tax kernel.amount,
      agrees boolean
    );
  end if;
end $$;
comment on type billing.item_explanation is
  'How the figures of an invoice item come about, worked out again from what they were made of.';
comment on column billing.item_explanation.invoice_item_id is 'The item.';
comment on column billing.item_explanation.invoice_id is 'Its invoice.';
comment on column billing.item_explanation.kind is
  'recurring, one_time, manual, proration or true_up.';
comment on column billing.item_explanation.currency is 'ISO 4217.';
comment on column billing.item_explanation.steps is
  'One after the other: price, charge, credit, true_up, by_hand, line_discount, share, discount, '
  'tax, net. Each has its formula with the numbers in it, its inputs, its value, and how it was '
  'rounded; decimals are strings, days inclusive.';
comment on column billing.item_explanation.amount is 'What it costs before discount and tax.';
comment on column billing.item_explanation.discount is 'Discount on it.';
comment on column billing.item_explanation.net is 'What is left after the discount.';
comment on column billing.item_explanation.tax is 'Tax on that.';
comment on column billing.item_explanation.agrees is
  'Whether the item says the same, with each of its discounts and taxes.';
