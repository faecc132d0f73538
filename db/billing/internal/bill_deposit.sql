-- The tax is chargeable on receipt (in the EU, Directive 2006/112/EC, Article 65), by the law of
-- that day, so that day is that of the invoice (Article 220 (1) (4)); where its series has gone on
-- since, it is dated today. It asks for nothing: the caller applies the payment to it.
create or replace function billing.bill_deposit(
  account_id uuid, legal_entity_id uuid, currency text, amount numeric, received_on date,
  items billing.invoice_item_input[]
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_day date := case
    when exists (select from billing.last_in_order('invoice', legal_entity_id, received_on))
      then tenancy.today_of(legal_entity_id)
    else received_on end;
  v_invoice billing.invoices;
begin
  if coalesce(cardinality(items), 0) = 0 then
    perform kernel.fail('INPUT', 'Say what is paid for.', 'deposit_for/items');
  end if;
  perform billing.refuse_provider('deposit_for');
  v_invoice := billing.create_invoice(account_id, issue_date => v_day, due_date => v_day,
    items => array(
      select (i.product_id, i.account_id, i.description, i.quantity, i.unit_price, i.discount,
        i.tax, i.period_start, i.period_end, case when i.period_start is null then received_on end
        )::billing.invoice_item_input
      from unnest(items) as i),
    currency => currency, legal_entity_id => legal_entity_id);
  if v_invoice.total <> amount then
    perform kernel.fail('INPUT', format('The items come to %s with their tax, the payment to %s.',
      v_invoice.total, amount), 'amount');
  end if;
  update billing.invoices as i
  set billing_type = 'advance'
  where i.tenant_id = v_tenant_id and i.id = v_invoice.id;
  return billing.finalize_invoice(v_invoice.id, keep_date => true);
end $$;
comment on function billing.bill_deposit is
  'Issues the invoice of an advance payment for what is going to be supplied.';
