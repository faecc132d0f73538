-- Says what is wrong with the first line whose tax cannot be credited; asked under the invoice's
-- lock. An outside tax provider takes back tax with its net alone.
create or replace function billing.check_tax_lines(
  invoice billing.invoices, lines billing.tax_note_line_input[]
)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_wrong record;
begin
  if coalesce(cardinality(lines), 0) not between 1 and 500 then
    perform kernel.fail('INPUT', 'Name 1 to 500 lines.', 'lines');
  end if;
  select rule.code, rule.message, format('lines/%s/%s', line.place - 1, rule.field) as pointer
  into v_wrong
  from (
    select l.item_id, l.tax, l.place,
      count(*) over (partition by l.item_id order by l.place) as times_named
    from unnest(lines) with ordinality as l (item_id, tax, place)
  ) as line
  left join billing.creditable_items(invoice.id) as item on item.item_id = line.item_id
  cross join lateral (
    select exists (
      select from billing.invoice_items as own
      join billing.tax_calculations as c
        on c.tenant_id = own.tenant_id and c.invoice_id = own.invoice_id
        and c.account_id = own.account_id and c.status = 'assessed'
      where own.tenant_id = invoice.tenant_id and own.id = item.item_id
        and not own.is_tax_fixed) as it
  ) as is_provided
  cross join lateral (values
    (1, item.item_id is null, 'NOTFD', 'No item of this invoice has this id.', 'item_id'),
    (2, line.times_named > 1, 'INPUT', 'The item is named twice.', 'item_id'),
    (3, item.tax_left <= 0, 'OVRAP', 'The item has no tax left.', 'item_id'),
    (4, is_provided.it, 'TRANS',
      'An outside tax provider reckoned this tax; credit it with its net.', 'item_id'),
    (5, line.tax <> kernel.round_amount(line.tax, invoice.currency), 'INPUT',
      'The amount has more decimals than its currency.', 'tax'),
    (6, line.tax <= 0, 'INPUT', 'A credit is above zero.', 'tax'),
    (7, line.tax > item.tax_left, 'OVRAP', format('The item has %s tax left.', item.tax_left),
      'tax')
  ) as rule (rank, is_broken, code, message, field)
  where rule.is_broken
  order by line.place, rule.rank
  limit 1;
  if found then
    perform kernel.fail(v_wrong.code, v_wrong.message, v_wrong.pointer);
  end if;
end $$;
comment on function billing.check_tax_lines is
  'Refuses lines whose tax cannot be credited, naming the first one.';
