-- Rates by law, the same for every tenant. One lasts until the next of its jurisdiction and
-- category begins, so that a new law is one more row. Belongs to the house; filled by data/.
create table if not exists tax.statutory_rates (
  jurisdiction text not null,
  category text not null default 'standard',
  valid_from date not null,
  kind text not null,
  rate kernel.percentage not null,
  is_stacked boolean not null default true,
  authority text not null,
  source text not null,
  known_on date not null,
  primary key (jurisdiction, category, valid_from),
  constraint statutory_rates_jurisdiction_fkey foreign key (jurisdiction)
    references tax.jurisdictions (code),
  constraint statutory_rates_authority_fkey foreign key (authority)
    references tax.jurisdictions (code),
  constraint statutory_rates_kind_check
    check (kind in ('vat', 'gst', 'hst', 'pst', 'qst', 'sales')),
  constraint statutory_rates_category_check check (category ~ '^[a-z][a-z0-9_]{0,99}$')
);
create index if not exists statutory_rates_authority_idx on tax.statutory_rates (authority);
comment on table tax.statutory_rates is 'Tax rates by law of countries and states.';
comment on column tax.statutory_rates.jurisdiction is 'Where it applies.';
comment on column tax.statutory_rates.category is
  'To which goods: standard (all that have no other), reduced (the lower of two), reduced_2, '
  'super_reduced, parking, accommodation, zero.';
comment on column tax.statutory_rates.valid_from is
  'First day; it lasts until the next of its jurisdiction and category.';
comment on column tax.statutory_rates.kind is 'vat, gst, hst, pst, qst or sales.';
comment on column tax.statutory_rates.rate is 'Percent of the net.';
comment on column tax.statutory_rates.is_stacked is
  'Whether it adds to the taxes of the jurisdictions above, or replaces them.';
comment on column tax.statutory_rates.authority is
  'With whom a seller registers for it: Ontario''s HST is Canada''s.';
comment on column tax.statutory_rates.source is 'Who publishes it.';
comment on column tax.statutory_rates.known_on is 'The day as of which it was entered.';
comment on constraint statutory_rates_jurisdiction_fkey on tax.statutory_rates is
  E'@fieldName levied_in\n@foreignFieldName rates\nNo jurisdiction has this code.';
comment on constraint statutory_rates_authority_fkey on tax.statutory_rates is
  E'@fieldName levied_by\n@foreignFieldName rates_collected\nNo jurisdiction has this code.';
comment on constraint statutory_rates_kind_check on tax.statutory_rates is
  'A tax is vat, gst, hst, pst, qst or sales.';
comment on constraint statutory_rates_category_check on tax.statutory_rates is
  'A category is a lower-case word.';

-- Who may touch it: everybody in a tenant reads; migrations write.
alter table tax.statutory_rates enable row level security;
alter table tax.statutory_rates force row level security;
drop policy if exists owner_all on tax.statutory_rates;
create policy owner_all on tax.statutory_rates to tenor_owner using (jurisdiction is not null);
drop policy if exists select_member on tax.statutory_rates;
create policy select_member on tax.statutory_rates for select to tenor_viewer, tenor_analyst
  using (jurisdiction is not null);
grant select on tax.statutory_rates to tenor_viewer, tenor_analyst;
