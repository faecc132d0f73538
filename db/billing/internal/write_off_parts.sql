-- What is owed beyond the items is bad debt, and so is the cent by which rounding would take more
-- of a part than there is. Where notes of tax, or of items with other rates, came between two
-- write-offs, the first was of another part of the tax: both together have that of today.
create or replace function billing.write_off_parts(
  invoice billing.invoices, amount numeric, day date, relief_due_on date
)
  returns billing.write_off_part
  language sql stable security definer set search_path to ''
as $$
  with part as (
    select r.deferred, r.rest, least(r.unearned, r.rest) as unearned,
      case when write_off_parts.relief_due_on is null then 0
        else least(r.home_tax, r.rest - least(r.unearned, r.rest)) end as tax
    from billing.returnable_parts(invoice, write_off_parts.day) as r
  ),
  share as (
    select p.deferred, p.tax, p.rest,
      kernel.split_amount(write_off_parts.amount, array[
        p.unearned, p.tax, greatest(p.rest, (invoice).balance) - p.unearned - p.tax],
        (invoice).currency) as amounts
    from part as p
  )
  select least(s.amounts[1], greatest(s.deferred - so_far.unearned, 0)), taken.tax,
    case when write_off_parts.relief_due_on <= write_off_parts.day then taken.tax else 0 end
  from share as s
  cross join billing.written_off_of(invoice) as so_far
  cross join lateral (
    select greatest(billing.relief_within(so_far.relief + s.amounts[2], s.tax,
      (invoice).written_off_amount + write_off_parts.amount, s.rest, (invoice).currency)
      - so_far.relief, 0)) as taken (tax)
$$;
comment on function billing.write_off_parts is
  'What is no bad debt of an amount that is given up on a day.';
