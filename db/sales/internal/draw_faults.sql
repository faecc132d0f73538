-- An order that has ended by the clock still covers invoices of the days on which it was valid: a
-- run that catches up bills them as it would have then.
create or replace function sales.draw_faults(
  purchase_order sales.purchase_orders,
  po_number text,
  contract_id uuid,
  currency text,
  on_date date,
  is_required boolean
)
  returns table (code text, message text)
  language sql stable security definer set search_path to ''
as $$
  select rule.code, rule.message
  from (values
    (1, (purchase_order).id is null and is_required and po_number is null, 'POREQ',
      'The account is billed on purchase orders alone; name one.'),
    (2, (purchase_order).id is null and is_required, 'POREQ',
      format('The account is billed on purchase orders alone, and %s is none of them.',
        po_number)),
    (3, (purchase_order).status in ('draft', 'pending', 'rejected'), 'PONAP',
      format('Purchase order %s is %s.', po_number, (purchase_order).status)),
    (4, (purchase_order).contract_id <> contract_id
      or (purchase_order).contract_id is not null and contract_id is null, 'PONAP',
      format('Purchase order %s is for another contract.', po_number)),
    (5, on_date not between (purchase_order).valid_from and (purchase_order).valid_until
      or (purchase_order).status = 'expired' and (purchase_order).decided_at is null, 'POEXP',
      format('Purchase order %s is valid from %s to %s.', po_number, (purchase_order).valid_from,
        (purchase_order).valid_until)),
    (6, (purchase_order).currency <> currency, 'NORAT',
      format('Purchase order %s is in %s, the invoice in %s.', po_number,
        (purchase_order).currency, currency))
  ) as rule (rank, is_broken, code, message)
  where rule.is_broken
  order by rule.rank
$$;
comment on function sales.draw_faults is
  'Why an invoice may not draw on a purchase order, whatever is left of it; the gravest first.';
