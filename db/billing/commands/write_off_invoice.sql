-- What is still owed will not come. What was not earned yet is no bad debt, nor is the tax that the
-- state gives back. Without an amount the invoice is given up; with one it goes on, and when that
-- was the last of it, it is paid if most of it was.
create or replace function billing.write_off_invoice(
  invoice_id uuid, reason text, amount kernel.amount default null, tax_relief text default 'auto'
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_invoice billing.invoices := billing.lock_billed_invoice(
    invoice_id, expect => '{open,partially_paid,overdue}');
  v_amount numeric := kernel.round_amount(
    coalesce(amount, v_invoice.balance), v_invoice.currency);
  v_day date := greatest(
    tenancy.today_of(v_invoice.legal_entity_id), v_invoice.issue_date);
  v_status text;
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif coalesce(tax_relief, 'auto') <> all ('{auto,none}') then
    perform kernel.fail('INPUT', 'A tax relief is auto or none.', 'tax_relief');
  elsif amount <= 0 or amount <> v_amount then
    perform kernel.fail('INPUT',
      'An amount is above zero, with no more decimals than its currency.', 'amount');
  elsif v_invoice.billing_type = 'advance' then
    perform kernel.fail('TRANS', 'An advance payment that did not come is credited.',
      'invoice_id');
  elsif v_amount > v_invoice.balance then
    perform kernel.fail('OVRAP', format('The invoice has %s left.', v_invoice.balance), 'amount');
  end if;
  v_status := case
    when v_amount < v_invoice.balance then v_invoice.status
    when amount is not null and v_invoice.paid_amount + v_invoice.credited_amount
      > v_invoice.written_off_amount + v_amount then 'paid'
    else 'uncollectible' end;
  perform billing.keep_write_off(
    v_invoice, v_amount, reason, v_day, coalesce(tax_relief, 'auto') = 'auto');

  update billing.invoices as i
  set status = v_status, paid_date = case v_status when 'paid' then v_day end,
    written_off_amount = i.written_off_amount + v_amount, written_off_at = tenancy.now(),
    write_off_reason = reason
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
  returning * into v_invoice;
  perform events.publish('invoice.written_off', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  if v_status = 'paid' then
    perform events.publish('invoice.paid', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  end if;
  perform controls.require('write_off', 'account', array[v_invoice.account_id],
    array[v_invoice.id], v_amount, v_invoice.currency);
  return v_invoice;
end $$;
comment on function billing.write_off_invoice is
  'Gives up what is still owed on an issued invoice, a bad debt: all of it, which makes it '
  'uncollectible, or an amount. An invoice of which the amount was the last is paid when payments '
  'and credits settled more of it than was given up, else uncollectible. Its tax is got back as '
  'soon as the law of the seller''s country gives it, unless that is not asked. Codes: not_found, '
  'illegal_transition, over_application, invalid_input.';
grant execute on function billing.write_off_invoice to tenor_finance;
select controls.register_door('write_off', 'billing.write_off_invoice');
