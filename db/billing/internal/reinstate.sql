-- A credit note takes back what was given up and never came: it gives back the same parts, of what
-- they have left, the last of each with the last of the whole. What came of it kept its part of the
-- tax already. The tax that the state has not given back yet follows in proportion to the whole.
create or replace function billing.reinstate(
  invoice billing.invoices, amount numeric, reason text, reinstated_on date
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with share as (
    select kernel.split_amount(reinstate.amount, array[
        w.unearned, w.relieved - (invoice).recovered_tax,
        (invoice).written_off_amount - (invoice).recovered_amount - w.unearned - w.relieved
          + (invoice).recovered_tax], (invoice).currency) as amounts,
      kernel.round_quotient((w.relief - w.relieved) * reinstate.amount,
        (invoice).written_off_amount, kernel.minor_unit((invoice).currency)) as waiting
    from billing.written_off_of(invoice) as w
  ),
  kept as (
    insert into billing.write_offs as w (invoice_id, amount, unearned_amount, relief_amount,
      relieved_amount, reason, written_off_on)
    select (invoice).id, -reinstate.amount, -s.amounts[1], -s.amounts[2] - s.waiting,
      -s.amounts[2], reinstate.reason, reinstate.reinstated_on
    from share as s
    returning w.*
  )
  select billing.book_write_offs(array_agg(k::billing.write_offs)) from kept as k
$$;
comment on function billing.reinstate is
  'Writes down and books what is owed again of what was given up of an invoice.';
