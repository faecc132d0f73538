do $$
begin
  if to_regtype('sales.discount_use') is null then
    create type sales.discount_use as (contract_discount_id uuid, amount numeric, is_used boolean);
  end if;
end $$;
comment on type sales.discount_use is
  'That invoices took so much of a contract''s discount, or gave it back if below zero.';
comment on column sales.discount_use.contract_discount_id is 'The discount of the contract.';
comment on column sales.discount_use.amount is 'How much.';
comment on column sales.discount_use.is_used is 'Whether any invoice holds some of it now.';
