-- Postgres also takes abbreviations and POSIX strings such as FOO+5, which no calendar knows.
create or replace function tenancy.is_time_zone(time_zone text)
  returns boolean
  language plpgsql immutable security invoker set search_path to ''
as $$
begin
  perform '2026-01-01 00:00+00'::timestamptz at time zone time_zone;
  return time_zone = 'UTC' or time_zone ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$';
exception when invalid_parameter_value then
  return false;
end $$;
comment on function tenancy.is_time_zone is
  E'@behavior -*\nIs this a name of the IANA time zone database?';
grant execute on function tenancy.is_time_zone to tenor_tenant, tenor_operator;
