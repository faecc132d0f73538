-- A credit takes back what was given up and never came: it gives back the same parts, of what they
-- have left, the last of each with the last of the whole. What came of it kept its part of the tax
-- already. The tax that the state has not given back yet follows in proportion to the whole. What
-- the credit itself takes of deferred revenue and tax cannot have been given up too: of an amount
-- of nothing, and of more than its proportion, such parts become bad debt. So does tax of which the
-- credit left less than was given up in proportion, as a note of tax alone does.
create or replace function billing.reinstate(
  invoice billing.invoices, amount numeric, reason text, reinstated_on date
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with share as (
    select w.*, kernel.split_amount(reinstate.amount, array[
        w.unearned, w.relieved - (invoice).recovered_tax,
        (invoice).written_off_amount - (invoice).recovered_amount - w.unearned - w.relieved
          + (invoice).recovered_tax], (invoice).currency) as amounts,
      kernel.round_quotient((w.relief - w.relieved) * reinstate.amount,
        (invoice).written_off_amount, kernel.minor_unit((invoice).currency)) as waiting,
      least(r.deferred, w.unearned) as kept_unearned,
      billing.relief_within(w.relief, r.home_tax, still.given_up, r.rest, (invoice).currency)
        as kept_relief,
      (invoice).recovered_tax + billing.relief_within(w.relieved - (invoice).recovered_tax,
        r.home_tax, still.given_up - (invoice).recovered_amount, r.rest, (invoice).currency)
        as kept_relieved
    from billing.written_off_of(invoice) as w
    cross join billing.returnable_parts(invoice, reinstate.reinstated_on) as r
    cross join lateral (
      select (invoice).written_off_amount - reinstate.amount as given_up) as still
  ),
  part as (
    select greatest(s.amounts[1], s.unearned - s.kept_unearned) as unearned,
      greatest(s.amounts[2], s.relieved - s.kept_relieved) as relieved,
      greatest(s.waiting, s.relief - greatest(s.relieved, s.kept_relieved, s.kept_relief))
        as waiting
    from share as s
  ),
  kept as (
    insert into billing.write_offs as w (invoice_id, amount, unearned_amount, relief_amount,
      relieved_amount, reason, written_off_on)
    select (invoice).id, -reinstate.amount, -p.unearned, -p.relieved - p.waiting, -p.relieved,
      reinstate.reason, reinstate.reinstated_on
    from part as p
    where (reinstate.amount, p.unearned, p.relieved, p.waiting) <> (0, 0, 0, 0)
    returning w.*
  )
  select billing.book_write_offs(array_agg(k::billing.write_offs))
  from kept as k
  having count(*) > 0
$$;
comment on function billing.reinstate is
  'Writes down and books what is owed again of what was given up of an invoice, and what a credit '
  'took of it.';
