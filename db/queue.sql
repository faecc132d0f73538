-- Who may touch the queue, beside tenor_owner, whose tables these are: the worker's login moves
-- jobs, and can change nothing about how they are kept. Run after the queue's own migrations.
grant usage on schema graphile_worker to tenor_queue;
grant select, insert, update, delete on all tables in schema graphile_worker to tenor_queue;
grant usage on all sequences in schema graphile_worker to tenor_queue;
grant execute on all functions in schema graphile_worker to tenor_queue;

-- The queue is of all tenants, and so is whoever moves its jobs: no condition can tell a job that is
-- moved from one that is not. Nobody else has a right to these tables, and a job holds ids alone.
do $$
declare
  v_table regclass;
begin
  for v_table in
    select c.oid from pg_class as c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
      and not exists (select from pg_policy as p where p.polrelid = c.oid)
  loop
    execute format('create policy queue_all on %s to tenor_queue using (true)', v_table);
  end loop;
end $$;
