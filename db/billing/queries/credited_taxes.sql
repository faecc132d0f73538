-- The tax of a note's item is split over the item's taxes as the sum of all notes so far, less the
-- sum of those before: a chain of notes takes back each of them exactly.
create or replace function billing.credited_taxes(credit_note billing.credit_notes)
  returns table (invoice_item_id uuid, place int, tax_code_id uuid, jurisdiction text, name text,
    kind text, rate kernel.percentage, treatment text, note text, tax_id text, net numeric,
    tax numeric, charged numeric)
  language sql stable parallel safe rows 2
begin atomic
  with credited as (
    select c.tenant_id, c.invoice_item_id, c.net, c.tax, coalesce((
        select sum(e.tax)
        from billing.credit_note_items as e
        where e.tenant_id = c.tenant_id and e.invoice_item_id = c.invoice_item_id
          and e.credit_note_id < c.credit_note_id), 0) as earlier
    from billing.credit_note_items as c
    where c.tenant_id = (credit_note).tenant_id and c.credit_note_id = (credit_note).id
  ),
  shares as (
    select t.*, c.net, row_number() over each_item as rank,
      kernel.split_amount(c.earlier + c.tax, array_agg(t.amount::numeric) over each_item,
        (credit_note).currency) as upto,
      kernel.split_amount(c.earlier, array_agg(t.amount::numeric) over each_item,
        (credit_note).currency) as before
    from credited as c
    join billing.item_taxes as t
      on t.tenant_id = c.tenant_id and t.invoice_item_id = c.invoice_item_id
    window each_item as (
      partition by t.invoice_item_id order by t.place
      rows between unbounded preceding and unbounded following)
  )
  select s.invoice_item_id, s.place, s.tax_code_id, s.jurisdiction, s.name, s.kind, s.rate,
    s.treatment, s.note, s.tax_id, s.net, s.upto[s.rank] - s.before[s.rank],
    s.amount::numeric
  from shares as s;
end;
comment on function billing.credited_taxes is
  E'@behavior -*\nThe taxes of the items of a credit note, as it takes them back.';
grant execute on function billing.credited_taxes to tenor_viewer;
