-- Rivals (40), want of memory, disk or connections (53), an object in use or a limit of time (55,
-- 57), the machine (58), Postgres itself (XX): nothing that the rows at hand are to blame for.
create or replace function kernel.is_passing(sqlstate text)
  returns boolean
  language sql immutable parallel safe
return left(sqlstate, 2) in ('40', '53', '55', '57', '58', 'XX');
comment on function kernel.is_passing is
  'Is this an error that may be over when the same is tried again?';
