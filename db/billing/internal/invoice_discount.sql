-- One of the invoice's own is answered without an id.
create or replace function billing.invoice_discount(
  invoice billing.invoices, discount_id uuid, code text, percent numeric, amount numeric
)
  returns catalog.discounts
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_by text := case when discount_id is null then 'code' else 'discount_id' end;
  v_discount catalog.discounts;
begin
  if num_nonnulls(discount_id, code, percent, amount) <> 1 then
    perform kernel.fail('INPUT',
      'Give a discount_id, a code, a percent or an amount: one of them.', 'discount_id');
  elsif percent = 0 or amount <= 0 then
    perform kernel.fail('INPUT', 'A discount takes more than nothing.',
      case when amount is null then 'percent' else 'amount' end);
  elsif amount <> kernel.round_amount(amount, invoice.currency) then
    perform kernel.fail('INPUT', 'The amount has more decimals than its currency.', 'amount');
  elsif exists (
    select from billing.invoice_items as item
    where item.tenant_id = invoice.tenant_id and item.invoice_id = invoice.id
      and item.contract_line_id is not null
  ) then
    perform kernel.fail('TRANS', 'The invoice bills a contract; give the contract the discount.',
      'invoice_id');
  end if;
  if coalesce(discount_id::text, code) is null then
    v_discount.name := 'Discount';
    v_discount.percent := percent;
    v_discount.amount := amount;
    return v_discount;
  end if;

  v_discount := catalog.find_discount(
    discount_id, code, tenancy.today(), v_by);
  if v_discount.currency <> invoice.currency then
    perform kernel.fail('DCCUR', format('%s is an amount in %s, the invoice is in %s.',
      v_discount.name, v_discount.currency, invoice.currency), v_by);
  elsif exists (
    select from billing.invoice_items as item
    join billing.item_discounts as held
      on held.tenant_id = item.tenant_id and held.invoice_item_id = item.id
    join sales.redemptions as r on r.tenant_id = held.tenant_id and r.id = held.redemption_id
    where item.tenant_id = invoice.tenant_id and item.invoice_id = invoice.id
      and r.discount_id = v_discount.id
  ) then
    perform kernel.fail('CNFLT', 'The invoice has this discount already.', v_by);
  end if;
  return v_discount;
end $$;
comment on function billing.invoice_discount is
  'The discount that is asked for a draft, or why it cannot be had.';
