-- What machines do is timed by the wall clock; what is owed goes by the tenant's clock alone. Some
-- moment of the statement will do, hence stable.
create or replace function kernel.real_time()
  returns timestamptz
  language sql stable parallel safe
return clock_timestamp();
comment on function kernel.real_time is 'Wall-clock time, for runs and jobs; never for a due date.';
grant execute on function kernel.real_time to tenor_tenant;
