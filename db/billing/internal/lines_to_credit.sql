-- Tax in the proportion of the item's, rounded, and never beyond what is left of it; whoever takes
-- the last of the net takes the last of the tax, so that a chain of notes returns exactly to zero.
create or replace function billing.lines_to_credit(
  invoice billing.invoices, lines billing.credit_note_line_input[]
)
  returns setof billing.credited_item
  language sql stable security definer set search_path to ''
as $$
  select item.item_id, kernel.round_amount(chosen.net, (invoice).currency),
    case
      when chosen.net = item.net_left then item.tax_left
      when item.tax < 0 then greatest(share.tax, item.tax_left)
      else least(share.tax, item.tax_left)
    end
  from billing.creditable_items((invoice).id) as item
  left join unnest(lines) as line on line.item_id = item.item_id
  cross join lateral (select coalesce(line.net, item.net_left)) as chosen (net)
  cross join lateral (
    select kernel.round_quotient(chosen.net * item.tax, nullif(item.net, 0),
      kernel.minor_unit((invoice).currency))
  ) as share (tax)
  where (lines is null or line.item_id is not null)
    and (item.net_left <> 0 or item.tax_left <> 0)
  order by item."position"
$$;
comment on function billing.lines_to_credit is
  'What a credit note takes back: of the lines named, else all that is left.';
