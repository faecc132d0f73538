create or replace function billing.tg_invoice_items__keep_credited()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from changed_rows as item
    join billing.adjustments as a
      on a.tenant_id = item.tenant_id and a.credited_item_id = item.id
  ) then
    perform kernel.fail('TRANS', 'An amendment gave days of the item back.', 'item_id');
  end if;
  return null;
end $$;
comment on function billing.tg_invoice_items__keep_credited is
  'Refuses to take an item off an invoice of which an amendment gave days back.';
