-- What a publication no longer lists goes, so that a database of yesterday and a new one know the
-- same rates. Invoices keep copies of what they charged.
create or replace function tax.keep_statutory_rates(
  source text, known_on date, rates tax.statutory_rates[]
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  merge into tax.statutory_rates as r
  using unnest(rates) as listed
  on r.jurisdiction = listed.jurisdiction and r.category = listed.category
    and r.valid_from = listed.valid_from
  when matched then update set kind = listed.kind, rate = listed.rate,
    is_stacked = listed.is_stacked, authority = listed.authority,
    source = keep_statutory_rates.source, known_on = keep_statutory_rates.known_on
  when not matched then insert (jurisdiction, category, valid_from, kind, rate, is_stacked,
      authority, source, known_on)
    values (listed.jurisdiction, listed.category, listed.valid_from, listed.kind, listed.rate,
      listed.is_stacked, listed.authority, keep_statutory_rates.source,
      keep_statutory_rates.known_on)
  when not matched by source and r.source = keep_statutory_rates.source then delete;
$$;
comment on function tax.keep_statutory_rates is
  'Makes the rates of a publication what is listed, as known on a day.';
