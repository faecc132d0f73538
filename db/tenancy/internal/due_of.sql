create or replace function tenancy.due_of(duty tenancy.duties, among uuid[] default null)
  returns setof uuid
  language plpgsql stable security definer set search_path to ''
as $$
begin
  return query execute format('select id from %s($1) as due (id)', duty.due) using among;
end $$;
comment on function tenancy.due_of is
  E'@behavior -*\nWhat a duty has to do, in all or among some.';
