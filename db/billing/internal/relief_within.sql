-- Who paid a part paid the tax in it: only the part that was given up brings tax back. A cent more
-- is right where largest remainders have put it.
create or replace function billing.relief_within(
  relief numeric, home_tax numeric, given_up numeric, rest numeric, currency text
)
  returns numeric
  language sql immutable parallel safe
  set search_path to ''
as $$
  select case
      when relief < part.exact + 10::numeric ^ -kernel.minor_unit(currency)
        then least(relief, kernel.round_amount(home_tax, currency))
      else kernel.round_amount(part.exact, currency)
    end
  from (
    select least(home_tax,
      coalesce(kernel.round_quotient(home_tax * given_up, nullif(rest, 0), 12), 0))
  ) as part (exact)
$$;
comment on function billing.relief_within is
  'What of a relief stays, where so much of the rest of an invoice is given up.';
