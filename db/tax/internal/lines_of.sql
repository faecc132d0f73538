-- A plan is kept for one line and for fifty thousand. Of an array it would expect ten elements and
-- go round in nested loops; of a function it expects the rows that stand here.
create or replace function tax.lines_of(lines tax.assessable[])
  returns setof tax.assessable
  language sql immutable parallel safe rows 1000 set search_path to ''
as $$
  select * from unnest(lines)
$$;
comment on function tax.lines_of is 'The lines of an array, of which the planner expects many.';
