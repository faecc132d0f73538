create or replace function billing.take_credit_note_number(legal_entity_id uuid, issue_date date)
  returns text
  language sql volatile security definer set search_path to ''
as $$
  select (billing.take_numbers(array[issue_date], array[legal_entity_id], 'credit_note'))[1]
$$;
comment on function billing.take_credit_note_number is 'The next number of a credit note.';
