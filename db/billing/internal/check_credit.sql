-- For one invoice that has just grown, in the same transaction: its limits were locked before.
create or replace function billing.check_credit(invoice billing.invoices, growth numeric)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts;
  v_limit record;
begin
  if growth <= 0 then
    return;
  end if;
  v_account := customers.find_account(invoice.account_id);
  if v_account.credit_hold then
    perform kernel.fail('CRHLD',
      format('%s is on hold; release it first.', v_account.account_name), 'account_id');
  end if;
  select e.available, e.currency, e.unknown_currencies, holder.account_name,
    kernel.round_amount(check_credit.growth * currencies.exchange_rate(
      invoice.currency, e.currency, tenancy.today()), e.currency) as growth
  into v_limit
  from billing.credit_holders(array[v_account.id]) as h
  cross join lateral billing.exposures(array[h.holder_id]) as e
  join customers.accounts as holder
    on holder.tenant_id = v_account.tenant_id and holder.id = h.holder_id
  where e.available < 0 or e.unknown_currencies <> '{}'
  order by e.unknown_currencies = '{}', e.available
  limit 1;
  if v_limit.unknown_currencies <> '{}' then
    perform kernel.fail('NORAT', format(
      'The credit limit of %s is in %s, and no exchange rate of %s is known for this day.',
      v_limit.account_name, v_limit.currency, v_limit.unknown_currencies[1]), 'account_id');
  elsif found then
    perform kernel.fail('CRHLD',
      format('%s has %s %s of credit left; this takes %s.', v_limit.account_name,
        v_limit.available + v_limit.growth, v_limit.currency, v_limit.growth), 'account_id');
  end if;
end $$;
comment on function billing.check_credit is
  'Refuses an invoice that grew over a credit limit, or of an account on hold.';
