do $$
begin
  if to_regtype('events.new_job') is null then
    create type events.new_job as (
      task text, payload jsonb, run_at timestamptz, job_key text, max_attempts int, priority int);
  end if;
end $$;
comment on type events.new_job is 'A job to be queued; task and payload suffice.';
