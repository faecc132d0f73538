-- What only colleagues need to know, as that a rate is missing, is not printed. What was given by
-- hand has no name: it is tax. A rate of nothing says nothing where nothing is due for a reason.
-- Of what lies outside the scope of the seller's tax the note is the law that says so.
-- Countries and what tax.assess says of a tax are told as what they are, to be said in the reader's
-- language; names and notes that people wrote stay as they wrote them.
create or replace function billing.document_tax_lines(sums billing.tax_sum[], tax numeric)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  with printed as (
    select s.*, nullif(s.name, country.name) as own_name,
      regexp_match(s.note, '^Exempt: (.*?)(?:, certificate (.*))?\.$') as exemption,
      s.note is not distinct from 'Unit prices include this tax; amounts are without it.'
        as is_included
    from unnest(sums) with ordinality as s (jurisdiction, name, kind, rate, treatment, note,
      taxable, amount, place)
    left join tax.jurisdictions as country
      on country.code = s.jurisdiction and country.level = 'country'
    where s.treatment in ('standard', 'zero_rated', 'exempt', 'reverse_charge',
      'domestic_reverse_charge', 'outside_scope')
  ),
  by_hand as (
    select tax - coalesce(sum(p.amount), 0) as amount, count(*) as lines from printed as p
  )
  select coalesce(jsonb_agg(line.shown order by line.place), '[]')
  from (
    select p.place, jsonb_build_object(
      'jurisdiction', p.jurisdiction, 'name', p.own_name, 'kind', p.kind,
      'treatment', p.treatment,
      'rate', case when p.treatment in ('standard', 'zero_rated')
        then trim_scale(p.rate)::text end,
      'taxable', p.taxable::text, 'amount', p.amount::text,
      'is_included', p.is_included,
      'exemption', case when p.treatment = 'exempt' and p.exemption is not null
        then jsonb_build_object('reason', p.exemption[1], 'certificate', p.exemption[2]) end,
      'note', case
        when p.treatment = 'outside_scope' then substring(p.note from '\((.*)\)\.$')
        when p.is_included or p.treatment = 'reverse_charge'
          or p.treatment = 'exempt' and p.exemption is not null
          or p.note in ('Zero-rated.', 'Exempt from tax.') then null
        else p.note end) as shown
    from printed as p
    union all
    select null, jsonb_build_object('amount', h.amount::text)
    from by_hand as h
    where h.amount <> 0 and h.lines > 0
  ) as line
$$;
comment on function billing.document_tax_lines is
  'The taxes of a document as they are printed; together they are its tax.';
