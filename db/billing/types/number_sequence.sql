do $$
begin
  if to_regtype('billing.number_sequence') is null then
    create type billing.number_sequence as (
      series_id uuid,
      legal_entity_id uuid,
      kind text,
      format text,
      starts_on date,
      ends_on date,
      first_number text,
      last_number text,
      documents int,
      gaps text[],
      discarded text[],
      out_of_order text[]
    );
  end if;
end $$;
comment on type billing.number_sequence is
  'The numbers that a series gave in one of its periods, as the documents have them.';
comment on column billing.number_sequence.series_id is 'The series.';
comment on column billing.number_sequence.legal_entity_id is 'Whose numbers.';
comment on column billing.number_sequence.kind is 'invoice or credit_note.';
comment on column billing.number_sequence.format is 'The format with its year, and month.';
comment on column billing.number_sequence.starts_on is 'First day of the period.';
comment on column billing.number_sequence.ends_on is
  'Last day of the period; null where the series never restarts.';
comment on column billing.number_sequence.first_number is 'The lowest number.';
comment on column billing.number_sequence.last_number is 'The highest number.';
comment on column billing.number_sequence.documents is 'How many documents have one.';
comment on column billing.number_sequence.gaps is
  'Numbers between the first and the last that no document has: none, ever.';
comment on column billing.number_sequence.discarded is
  'Numbers of drafts that were discarded: kept, and void.';
comment on column billing.number_sequence.out_of_order is
  'Numbers of issued documents that are dated before one with a lower number.';
