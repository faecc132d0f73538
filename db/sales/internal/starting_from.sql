create or replace function sales.starting_from(line sales.contract_line_input, day date)
  returns sales.contract_line_input
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_line sales.contract_line_input := line;
begin
  v_line.start_date := coalesce(v_line.start_date, day);
  return v_line;
end $$;
comment on function sales.starting_from is 'A line that starts on a day unless it says otherwise.';
