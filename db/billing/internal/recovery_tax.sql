-- What comes of a debt whose tax the state gave back has its part of that tax in it again: the last
-- cent of the debt brings the last of the tax.
create or replace function billing.recovery_tax(invoice billing.invoices, amount numeric)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select kernel.round_quotient((w.relieved - (invoice).recovered_tax) * recovery_tax.amount,
    (invoice).written_off_amount - (invoice).recovered_amount,
    kernel.minor_unit((invoice).currency))
  from billing.written_off_of(invoice) as w
$$;
comment on function billing.recovery_tax is
  'How much of money for a debt that was written off is tax that is owed again.';
