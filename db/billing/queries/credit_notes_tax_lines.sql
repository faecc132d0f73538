create or replace function billing.credit_notes_tax_lines(credit_note billing.credit_notes)
  returns setof billing.tax_sum
  language sql stable parallel safe rows 2
begin atomic
  select t.jurisdiction, t.name, t.kind, t.rate, t.treatment, t.note, sum(t.net), sum(t.tax)
  from billing.credited_taxes(credit_note) as t
  group by t.jurisdiction, t.name, t.kind, t.rate, t.treatment, t.note
  order by min(t.place), t.jurisdiction, t.name, t.rate, t.treatment, t.note;
end;
comment on function billing.credit_notes_tax_lines is
  'The taxes that a credit note takes back, from the country down.';
grant execute on function billing.credit_notes_tax_lines to tenor_viewer;
