-- An amendment that gave days of an invoice back counts on it: without the invoice, the credit
-- would give back what nobody paid, and the days would be billed twice: by its charge, and by who
-- bills the invoice's days again. What came to nothing has days all the same.
create or replace function billing.check_kept(invoice billing.invoices)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
begin
  if exists (
    select from billing.invoice_items as item
    join billing.item_rests(array[item.id]) as rest on true
    where item.tenant_id = invoice.tenant_id and item.invoice_id = invoice.id
      and (rest.net, rest.tax) <> (rest.net_left, rest.tax_left)
  ) or exists (
    select from billing.redone_pieces as p
    join billing.billed_periods as b on b.tenant_id = p.tenant_id and b.line_id = p.line_id
      and b.part = p.part and b.period && p.period
    where p.tenant_id = invoice.tenant_id and p.invoice_id = invoice.id and not b.is_undone
      and exists (
        select from billing.adjustments as a
        left join billing.redone_pieces as changed
          on changed.tenant_id = a.tenant_id and changed.id = a.redone_piece_id
        where a.tenant_id = b.tenant_id and a.id = b.adjustment_id
          -- What waits counts on the invoice of what it changes.
          and coalesce(a.invoice_id, changed.invoice_id) <> invoice.id)
  ) then
    perform kernel.fail('TRANS', 'An amendment gave days of the invoice back; credit the rest.',
      'invoice_id');
  end if;
end $$;
comment on function billing.check_kept is
  'Refuses to undo an invoice of which an amendment gave days back.';
