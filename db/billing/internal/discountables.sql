-- A charge of an amendment that a later one gave back before it was billed is discounted for the
-- rest alone, as the credit stands without a discount.
create or replace function billing.discountables(
  invoices billing.billable_invoice[], billables billing.billable[]
)
  returns billing.discountable[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg((
      b.item_id, b.invoice_id, b.contract_id, b.product_id,
      case when charge.net < charge.whole_net
        then kernel.round_amount(
          (b.amount - b.discount) * charge.net / charge.whole_net, i.currency)
        else b.amount - b.discount end,
      i.currency, i.issue_date)::billing.discountable order by b.ordinality)
  from unnest(billables) with ordinality as b
  join unnest(invoices) as i on i.id = b.invoice_id
  left join lateral billing.charge_left(b.adjustment_id) as charge on b.adjustment_id is not null
$$;
comment on function billing.discountables is
  'The items of invoices to be made, with what the discounts of contracts may be taken of.';
