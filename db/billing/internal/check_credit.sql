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
  select e.available, e.currency, holder.account_name into v_limit
  from billing.credit_holders(array[v_account.id]) as h
  cross join lateral billing.exposures(array[h.holder_id]) as e
  join customers.accounts as holder
    on holder.tenant_id = v_account.tenant_id and holder.id = h.holder_id
  where e.currency = invoice.currency and e.available < 0
  order by e.available
  limit 1;
  if found then
    perform kernel.fail('CRHLD',
      format('%s has %s %s of credit left; this takes %s.', v_limit.account_name,
        v_limit.available + growth, v_limit.currency, growth), 'account_id');
  end if;
end $$;
comment on function billing.check_credit is
  'Refuses an invoice that grew over a credit limit, or of an account on hold.';
