-- What only colleagues need to know, as that a rate is missing, is not printed. What was given by
-- hand has no name: it is tax. A rate of nothing says nothing where nothing is due for a reason.
create or replace function billing.document_tax_lines(sums billing.tax_sum[], tax numeric)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  with printed as (
    select s.*
    from unnest(sums) with ordinality as s (jurisdiction, name, kind, rate, treatment, note,
      taxable, amount, place)
    where s.treatment in ('standard', 'zero_rated', 'exempt', 'reverse_charge')
  ),
  by_hand as (
    select tax - coalesce(sum(p.amount), 0) as amount, count(*) as lines from printed as p
  )
  select coalesce(jsonb_agg(line.shown order by line.place), '[]')
  from (
    select p.place, jsonb_build_object(
      'name', p.name, 'kind', p.kind, 'treatment', p.treatment,
      'rate', case when p.treatment in ('standard', 'zero_rated')
        then trim_scale(p.rate)::text end,
      'taxable', p.taxable::text, 'amount', p.amount::text, 'note', p.note) as shown
    from printed as p
    union all
    select null, jsonb_build_object('amount', h.amount::text)
    from by_hand as h
    where h.amount <> 0 and h.lines > 0
  ) as line
$$;
comment on function billing.document_tax_lines is
  'The taxes of a document as they are printed; together they are its tax.';
