-- An amendment that gave days of an invoice back counts on it: without the invoice, the credit
-- would give back what nobody paid.
create or replace function billing.tg_invoices__keep_credited()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from billing.invoice_items as item
    join billing.item_rests(array[item.id]) as rest on true
    where item.tenant_id = new.tenant_id and item.invoice_id = new.id
      and (rest.net, rest.tax) <> (rest.net_left, rest.tax_left)
  ) then
    perform kernel.fail('TRANS', 'An amendment gave days of the invoice back; credit the rest.',
      'invoice_id');
  end if;
  return new;
end $$;
comment on function billing.tg_invoices__keep_credited is
  'Refuses to void an invoice of which an amendment gave days back.';
