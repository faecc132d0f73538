create or replace function billing.apply_account_balance(invoice_id uuid)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(
    invoice_id, expect => '{open,partially_paid,overdue}');
  v_paid billing.invoices;
begin
  select * into v_paid from billing.apply_balances(array[v_invoice.id]);
  if not found then
    perform kernel.fail('TRANS',
      format('The account has no balance in %s.', v_invoice.currency), 'invoice_id');
  end if;
  return v_paid;
end $$;
comment on function billing.apply_account_balance is
  'Pays an open invoice from its account''s balance, as far as that reaches.';
grant execute on function billing.apply_account_balance to tenor_finance;
