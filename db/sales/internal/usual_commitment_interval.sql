create or replace function sales.usual_commitment_interval(start_date date, end_date date)
  returns text
  language sql immutable security invoker set search_path to ''
as $$
  select case when end_date < kernel.nth_date(start_date, 12, 1) then 'term' else 'year' end
$$;
comment on function sales.usual_commitment_interval is
  'What a minimum is for when nobody says: the term of up to a year, else a year.';
