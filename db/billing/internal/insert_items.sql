-- Items and the header's sums change in one statement, which the check on totals asks for.
create or replace function billing.insert_items(
  invoice billing.invoices, items billing.invoice_item_input[]
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_wrong record;
  v_invoice billing.invoices;
begin
  select rule.message, rule.field, item.place into v_wrong
  from unnest(items) with ordinality as item (product_id, account_id, description, quantity,
    unit_price, discount, tax, period_start, period_end, supplied_on, place)
  cross join lateral (values
    (coalesce(item.quantity < 0, false), 'A quantity is not negative.', 'quantity'),
    (item.unit_price is null, 'An item needs a unit price.', 'unit_price'),
    (item.unit_price < 0, 'A unit price is not negative; use a credit note.', 'unit_price'),
    (item.tax < 0, 'Tax is not negative.', 'tax'),
    (item.discount < 0 or item.discount > kernel.round_amount(
      coalesce(item.quantity, 1) * item.unit_price, invoice.currency),
      'A discount lies between zero and the item''s amount.', 'discount'),
    (item.description is null and item.product_id is null,
      'Describe the item or name a product.', 'description'),
    ((item.period_start is null) <> (item.period_end is null),
      'Give both ends of the period, or neither.', 'period_end'),
    (item.period_end < item.period_start, 'The period ends before it starts.', 'period_end'),
    (num_nonnulls(item.supplied_on, item.period_start) = 2,
      'What serves a period has no day of delivery besides.', 'supplied_on'),
    (item.supplied_on not between '1990-01-01' and '2190-12-31',
      'The day of delivery lies outside any invoice''s life.', 'supplied_on')
  ) as rule (is_broken, message, field)
  where rule.is_broken
  order by item.place
  limit 1;
  if found then
    perform kernel.fail('INPUT', v_wrong.message,
      format('items/%s/%s', v_wrong.place - 1, v_wrong.field));
  end if;

  perform billing.lock_credit(array[invoice.account_id]);
  with asked as (
    select item.*, coalesce(item.quantity, 1) as counted,
      kernel.round_amount(coalesce(item.quantity, 1) * item.unit_price, invoice.currency)
        as rounded,
      coalesce((select max(other."position") from billing.invoice_items as other
        where other.tenant_id = invoice.tenant_id and other.invoice_id = invoice.id), 0)
        + item.place as next_position
    from unnest(items) with ordinality as item (product_id, account_id, description, quantity,
      unit_price, discount, tax, period_start, period_end, supplied_on, place)
  ),
  added as (
    insert into billing.invoice_items (tenant_id, invoice_id, "position", account_id, product_id,
      kind, description, service_period, supplied_on, quantity, unit_price, amount, discount, tax,
      is_tax_fixed)
    select invoice.tenant_id, invoice.id, a.next_position,
      coalesce(a.account_id, invoice.account_id), a.product_id, 'manual',
      coalesce(a.description, (
        select p.name from catalog.products as p
        where p.tenant_id = invoice.tenant_id and p.id = a.product_id), 'Item'),
      case when a.period_start is not null
        then daterange(a.period_start, a.period_end + 1) end,
      a.supplied_on, a.counted, a.unit_price, a.rounded,
      kernel.round_amount(coalesce(a.discount, 0), invoice.currency),
      kernel.round_amount(coalesce(a.tax, 0), invoice.currency), a.tax is not null
    from asked as a
    returning amount, discount, tax
  )
  update billing.invoices as i
  set subtotal = i.subtotal + added.amount, discount = i.discount + added.discount,
    tax = i.tax + added.tax
  from (
    select sum(a.amount) as amount, sum(a.discount) as discount, sum(a.tax) as tax from added as a
  ) as added
  where i.tenant_id = invoice.tenant_id and i.id = invoice.id;
  perform billing.retax(array[invoice.id]);
  select * into v_invoice from billing.invoices as i
  where i.tenant_id = invoice.tenant_id and i.id = invoice.id;
  perform billing.check_credit(v_invoice, v_invoice.total - invoice.total);
  if exists (select from unnest(items) as item where item.tax is not null) then
    perform controls.require('tax_by_hand', 'account', array[v_invoice.account_id],
      array[v_invoice.id], v_invoice.tax, v_invoice.currency);
  end if;
  return v_invoice;
end $$;
comment on function billing.insert_items is
  'Adds manual items to a draft; refuses with the first wrong one.';
