do $$
begin
  if to_regtype('billing.billable') is null then
    create type billing.billable as (
      invoice_id uuid,
      item_id uuid,
      adjustment_id uuid,
      credited_item_id uuid,
      contract_id uuid,
      line_id uuid,
      terms_id uuid,
      account_id uuid,
      product_id uuid,
      "position" int,
      kind text,
      description text,
      whole_period daterange,
      period daterange,
      quantity numeric,
      unit_price numeric,
      intervals numeric,
      rated numeric,
      share_weight numeric,
      part smallint,
      shares billing.bearer[],
      amount numeric,
      discount numeric,
      tax numeric,
      fresh numeric,
      first_day date,
      whole_quantity numeric,
      turn_id uuid
    );
  end if;
end $$;
comment on type billing.billable is
  'A charge or an adjustment, or an account''s share of one, on its way to an invoice. A credit '
  'says what it takes of the item that it gives back, net and tax; fresh is what of a charge asks '
  'for the discounts that hold now, null all of it. What is billed of a contract on a day, to '
  'whomever, has one turn.';
