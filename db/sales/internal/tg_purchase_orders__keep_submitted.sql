-- What was submitted is what is approved. A rejected order may be put right and submitted again.
create or replace function sales.tg_purchase_orders__keep_submitted()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if (new.account_id, new.contract_id, new.po_number, new.currency, new.po_amount, new.valid_from,
      new.valid_until)
    is distinct from
     (old.account_id, old.contract_id, old.po_number, old.currency, old.po_amount, old.valid_from,
      old.valid_until) then
    perform kernel.fail('TRANS',
      format('The purchase order is %s; only a draft can be edited.', old.status));
  end if;
  return new;
end $$;
comment on function sales.tg_purchase_orders__keep_submitted is
  'Refuses to change what a submitted purchase order says.';
