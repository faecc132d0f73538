-- Asking again, or sixteen times at once, answers with the one invoice there is. Days that are
-- named may lie ahead: their draft is dated on the day on which they are due, and waits for it.
-- Where several payers bear the contract, each gets one; the answer is that of its own payer.
create or replace function billing.generate_invoice(
  contract_id uuid,
  billing_period_start date default null,
  billing_period_end date default null,
  purchase_order_number text default null
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := billing.lock_billable(contract_id);
  v_asked daterange;
  v_bill_until date;
  v_invoices billing.invoices[];
  v_invoice billing.invoices;
begin
  if billing_period_start is null and billing_period_end is null then
    v_bill_until := tenancy.today_of(v_contract.legal_entity_id);
  elsif billing_period_start is null or billing_period_end is null then
    perform kernel.fail('INPUT', 'Give both ends of the period, or neither.',
      case when billing_period_start is null then 'billing_period_start'
        else 'billing_period_end' end);
  elsif billing_period_end < billing_period_start then
    perform kernel.fail('INPUT', 'The period ends before it starts.', 'billing_period_end');
  else
    v_asked := daterange(billing_period_start, billing_period_end + 1);
    perform billing.check_period(v_contract, v_asked);
    perform billing.lock_schedule(v_contract.id);
    perform billing.free_undone(array[v_contract.id], v_asked);
  end if;

  v_invoices := array(
    select i from billing.bill_contracts(array[v_contract.id], bill_until => v_bill_until,
      within => coalesce(v_asked, billing.due_period(v_contract.id, v_bill_until)),
      purchase_order_number => generate_invoice.purchase_order_number) as i);
  if v_invoices <> '{}' then
    perform billing.reschedule(v_contract.id);
    perform events.publish('invoice.created', 'invoice', i.id, to_jsonb(i))
    from unnest(v_invoices) as i;
    return v_invoices[1];
  end if;

  v_invoice := billing.invoice_billing(v_contract.id, v_asked, v_bill_until);
  if v_invoice.id is null then
    perform kernel.fail('NOTHG', case
        when v_asked is null then 'Nothing of the contract is due yet.'
        else 'Nothing is to be billed for this period.'
      end, 'billing_period_start');
  end if;
  return v_invoice;
end $$;
comment on function billing.generate_invoice is
  'The draft invoice of a contract''s period, by default of what is due by today. Asked again, it '
  'answers with the same invoice. Codes: not_found, illegal_transition (a draft), '
  'credit_hold, nothing_to_bill, invalid_input (not a period of the contract).';
grant execute on function billing.generate_invoice to tenor_finance;
