do $$
begin
  if to_regtype('tax.rate_entry') is null then
    create type tax.rate_entry as (
      id uuid, jurisdiction text, name text, category text, kind text, rate kernel.percentage,
      treatment text, is_stacked boolean, authority text, source text, valid_from date,
      valid_to date);
  end if;
end $$;
comment on type tax.rate_entry is 'A tax rate in force, by law or of the tenant''s own.';
comment on column tax.rate_entry.id is 'The tenant''s own rate; null if by law.';
comment on column tax.rate_entry.jurisdiction is 'Code of the jurisdiction or locality.';
comment on column tax.rate_entry.name is 'As printed.';
comment on column tax.rate_entry.category is 'Tax category.';
comment on column tax.rate_entry.kind is 'vat, gst, hst, pst, qst or sales.';
comment on column tax.rate_entry.rate is 'Percent of the net.';
comment on column tax.rate_entry.treatment is
  'standard, zero_rated, exempt or domestic_reverse_charge.';
comment on column tax.rate_entry.is_stacked is
  'Whether it adds to the taxes above, or replaces them.';
comment on column tax.rate_entry.authority is 'With whom a seller registers for it.';
comment on column tax.rate_entry.source is 'Who publishes it; own if it is the tenant''s.';
comment on column tax.rate_entry.valid_from is 'First day on which it is valid.';
comment on column tax.rate_entry.valid_to is 'Last day on which it is valid; null is open.';
