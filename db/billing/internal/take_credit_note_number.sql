create or replace function billing.take_credit_note_number(legal_entity_id uuid, issue_date date)
  returns text
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.number_series as s (tenant_id, legal_entity_id, kind, year,
    last_number)
  values (
    tenancy.current_tenant_id(), take_credit_note_number.legal_entity_id, 'credit_note',
      extract(year from issue_date)::int, 1)
  on conflict on constraint number_series_pkey do update
  set last_number = s.last_number + 1
  returning billing.format_number(
    'CN-{YYYY}-{SEQ:3}', s.last_number, take_credit_note_number.issue_date)
$$;
comment on function billing.take_credit_note_number is
  'The next number of a credit note: a series each year, without gaps or duplicates.';
