create or replace function sales.create_purchase_order(
  account_id uuid,
  po_number text,
  po_amount numeric,
  valid_from date,
  valid_until date,
  currency text default null,
  contract_id uuid default null,
  approval_required boolean default null,
  notes text default null,
  metadata jsonb default '{}'
)
  returns sales.purchase_orders
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_order sales.purchase_orders;
begin
  insert into sales.purchase_orders as o (account_id, contract_id, po_number, currency, po_amount,
    valid_from, valid_until, approval_required, notes, metadata)
  values (v_account.id, contract_id, po_number, coalesce(currency, v_account.currency), po_amount,
    valid_from, valid_until, approval_required, notes, coalesce(metadata, '{}'))
  returning * into v_order;
  return v_order;
end $$;
comment on function sales.create_purchase_order is
  'Enters a customer''s purchase order, a draft until it is submitted. With approval_required '
  'somebody else approves it even where the tenant''s policy would not ask for it. Codes: '
  'not_found, invalid_input, conflict (the account has this number).';
grant execute on function sales.create_purchase_order to tenor_sales, tenor_finance;
select controls.register_door('order_entry', 'sales.create_purchase_order');
