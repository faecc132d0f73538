-- Of nothing the tax is nothing, wherever that is.
create or replace function tax.is_unresolved(treatment text, taxable numeric)
  returns boolean
  language sql immutable parallel safe
return treatment in ('no_address', 'no_rate') and taxable <> 0;
comment on function tax.is_unresolved is
  'Whether a tax is not known, since its place or its rate is not: no invoice is issued with it.';
