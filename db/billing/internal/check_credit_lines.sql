-- Says what is wrong with the first line that cannot be credited; asked under the invoice's lock.
create or replace function billing.check_credit_lines(
  invoice billing.invoices, lines billing.credit_note_line_input[]
)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_wrong record;
begin
  if cardinality(lines) not between 1 and 500 then
    perform kernel.fail('INPUT', 'Name 1 to 500 lines, or none to credit all that is left.',
      'lines');
  end if;
  select rule.code, rule.message, format('lines/%s/%s', line.place - 1, rule.field) as pointer
  into v_wrong
  from (
    select l.item_id, l.net, l.place,
      count(*) over (partition by l.item_id order by l.place) as times_named
    from unnest(lines) with ordinality as l (item_id, net, place)
  ) as line
  left join billing.creditable_items(invoice.id) as item on item.item_id = line.item_id
  cross join lateral (values
    (1, item.item_id is null, 'NOTFD', 'No item of this invoice has this id.', 'item_id'),
    (2, line.times_named > 1, 'INPUT', 'The item is named twice.', 'item_id'),
    (3, item.net_left = 0 and item.tax_left = 0, 'OVRAP',
      'The item is credited in full already.', 'item_id'),
    (4, line.net <> kernel.round_amount(line.net, invoice.currency), 'INPUT',
      'The amount has more decimals than its currency.', 'net'),
    (5, line.net * item.net < 0 or line.net = 0 and item.net_left <> 0, 'INPUT',
      case when item.net < 0 then 'A credit of a deduction is below zero.'
        else 'A credit is above zero.' end, 'net'),
    (6, abs(line.net) > abs(item.net_left), 'OVRAP',
      format('The item has %s left.', item.net_left), 'net')
  ) as rule (rank, is_broken, code, message, field)
  where rule.is_broken
  order by line.place, rule.rank
  limit 1;
  if found then
    perform kernel.fail(v_wrong.code, v_wrong.message, v_wrong.pointer);
  end if;
end $$;
comment on function billing.check_credit_lines is
  'Refuses lines that cannot be credited, naming the first one.';
