-- What it says, and that it is asked for, is the word of all who changed it, not of the last one
-- alone. Notes and metadata say nothing that is approved.
create or replace function sales.tg_purchase_orders__note_author()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_actor text := nullif(current_setting('tenor.subject', true), '');
begin
  if tg_op = 'INSERT' then
    new.authors := array_remove(array[v_actor], null);
    perform controls.require('order_entry', 'account', array[new.account_id], array[new.id],
      new.po_amount, new.currency);
  elsif v_actor <> all (old.authors)
    and (new.contract_id, new.po_number, new.currency, new.po_amount, new.valid_from,
        new.valid_until, new.submitted_at)
      is distinct from
      (old.contract_id, old.po_number, old.currency, old.po_amount, old.valid_from,
        old.valid_until, old.submitted_at) then
    new.authors := old.authors || v_actor;
    perform controls.require('order_entry', 'account', array[new.account_id], array[new.id],
      new.po_amount, new.currency);
  end if;
  return new;
end $$;
comment on function sales.tg_purchase_orders__note_author is
  'Keeps who entered, edited and submitted a purchase order.';
