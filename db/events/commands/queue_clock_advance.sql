-- For a way so long that nobody waits for its end. The clock says for itself whether it may move.
create or replace function events.queue_clock_advance("to" timestamptz)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  return events.enqueue(
    'tenancy/advance_clock', jsonb_build_object('to', queue_clock_advance."to"),
    max_attempts => 1);
end $$;
comment on function events.queue_clock_advance is
  'Moves a sandbox tenant''s clock forward in the background; the job''s result counts the work.';
grant execute on function events.queue_clock_advance to tenor_admin;
