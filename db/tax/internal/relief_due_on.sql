create or replace function tax.relief_due_on(country text, due_date date, written_off_on date)
  returns date
  language sql stable security definer set search_path to ''
as $$
  select greatest(relief_due_on.written_off_on, case when r.waiting_months + r.waiting_days > 0
    then relief_due_on.due_date
      + make_interval(months => r.waiting_months, days => r.waiting_days) end)::date
  from tax.bad_debt_reliefs as r
  where r.country = relief_due_on.country
$$;
comment on function tax.relief_due_on is
  'The day on which a seller in a country gets the tax of a debt back that was due on a day and is '
  'written off on another; null if writing it off is not enough there.';
