-- Who comes second waits for the schedules that the first has locked, finds nothing due, and is
-- answered with what the first has made.
create or replace function billing.bill_consolidated(account_id uuid, as_of date default null)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_today date := tenancy.today();
  v_day date := coalesce(as_of, v_today);
  v_payer_name text;
  v_outcomes billing.billing_outcome[];
  v_invoice billing.invoices;
begin
  select paying.account_name into v_payer_name
  from customers.payer_of(v_account) as paying
  where paying.id <> v_account.id;
  if found then
    perform kernel.fail('INPUT', format('%s does not pay for itself: %s does.',
      v_account.account_name, v_payer_name), 'account_id');
  elsif v_account.credit_hold then
    perform kernel.fail('CRHLD',
      format('%s is on hold; release it first.', v_account.account_name), 'account_id');
  elsif v_day > v_today + 366 then
    perform kernel.fail('INPUT', 'An invoice bills at most a year ahead.', 'as_of');
  end if;

  v_outcomes := array(
    select o
    from billing.bill(array(select c from billing.contracts_paid_by(v_account.id, v_day) as c),
      bill_until => v_day, issue_on => v_day) as o);
  perform billing.fail_refused(v_outcomes, 'account_id');
  perform events.publish_many(array(
    select ('invoice.created', 'invoice', i.id, to_jsonb(i), null)::events.new_event
    from billing.invoices as i
    where i.tenant_id = v_account.tenant_id
      and i.id in (select o.invoice_id from unnest(v_outcomes) as o)
    order by i.id));

  select i.* into v_invoice
  from billing.invoices as i
  cross join lateral (
    select count(*) as items
    from billing.invoice_items as item
    where item.tenant_id = i.tenant_id and item.invoice_id = i.id
      and item.contract_line_id is not null
  ) as billed
  where i.tenant_id = v_account.tenant_id and i.account_id = v_account.id
    and i.issue_date = v_day and i.status <> 'void' and billed.items > 0
    and (v_outcomes = '{}' or i.id in (select o.invoice_id from unnest(v_outcomes) as o))
  order by i.currency <> v_account.currency, billed.items desc, i.id
  limit 1;
  if not found then
    perform kernel.fail('NOTHG',
      format('Nothing of what %s pays for is due on this day.', v_account.account_name), 'as_of');
  end if;
  return v_invoice;
end $$;
comment on function billing.bill_consolidated is
  'Bills an account everything that is due until a day, by default today, of its own contracts '
  'and of the accounts that it pays for: one draft of that day for each currency and purchase '
  'order. Answers with the one in its currency that has the most items; asked again, with the '
  'same. Codes: not_found, invalid_input (it does not pay for itself), credit_hold, '
  'nothing_to_bill, purchase_order_exhausted and so on.';
grant execute on function billing.bill_consolidated to tenor_finance;
