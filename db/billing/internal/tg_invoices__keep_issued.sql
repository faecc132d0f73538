create or replace function billing.tg_invoices__keep_issued()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if (new.invoice_number, new.account_id, new.contract_id, new.purchase_order_number,
      new.purchase_order_id, new.billing_type, new.currency, new.issue_date, new.due_date,
      new.time_zone, new.service_period, new.subtotal, new.discount, new.tax, new.tax_basis,
      new.notes)
    is distinct from
     (old.invoice_number, old.account_id, old.contract_id, old.purchase_order_number,
      old.purchase_order_id, old.billing_type, old.currency, old.issue_date, old.due_date,
      old.time_zone, old.service_period, old.subtotal, old.discount, old.tax, old.tax_basis,
      old.notes) then
    perform kernel.fail('TRANS',
      format('The invoice is %s; only a draft can be edited.', old.status));
  end if;
  return new;
end $$;
comment on function billing.tg_invoices__keep_issued is
  'Refuses to change what a finalised invoice says.';
