-- Asking again, or sixteen times at once, answers with the one invoice there is.
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
  v_period daterange;
  v_bill_on date;
  v_invoice billing.invoices;
begin
  if billing_period_start is null and billing_period_end is null then
    select n.period, n.bill_on into v_period, v_bill_on
    from billing.next_period(v_contract.id) as n;
  elsif billing_period_start is null or billing_period_end is null then
    perform kernel.fail('INPUT', 'Give both ends of the period, or neither.',
      case when billing_period_start is null then 'billing_period_start'
        else 'billing_period_end' end);
  elsif billing_period_end < billing_period_start then
    perform kernel.fail('INPUT', 'The period ends before it starts.', 'billing_period_end');
  else
    v_period := daterange(billing_period_start, billing_period_end + 1);
    perform billing.check_period(v_contract, v_period);
  end if;

  select * into v_invoice
  from billing.bill_contracts(array[v_contract.id], bill_until => v_bill_on, within => v_period,
    purchase_order_number => generate_invoice.purchase_order_number);
  if found then
    perform events.publish('invoice.created', 'invoice', v_invoice.id, to_jsonb(v_invoice));
    return v_invoice;
  end if;

  select i.* into v_invoice
  from sales.contract_lines as l
  join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
  left join billing.adjustments as a on a.tenant_id = b.tenant_id and a.id = b.adjustment_id
  join billing.invoices as i
    on i.tenant_id = b.tenant_id and i.id = coalesce(b.invoice_id, a.invoice_id)
  where l.tenant_id = v_contract.tenant_id and l.contract_id = v_contract.id
    and b.period && v_period and not b.is_undone
  order by i.issue_date, i.invoice_number
  limit 1;
  if not found then
    perform kernel.fail('NOTHG', 'Nothing is to be billed for this period.',
      'billing_period_start');
  end if;
  return v_invoice;
end $$;
comment on function billing.generate_invoice is
  'The draft invoice of a contract''s period, by default the next one. Asked again, it answers '
  'with the same invoice. Codes: not_found, illegal_transition (a draft), '
  'credit_hold, nothing_to_bill, invalid_input (not a period of the contract).';
grant execute on function billing.generate_invoice to tenor_finance;
