create or replace function audit.keep_partitions()
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform audit.open_partition((now() + make_interval(months => ahead))::date)
  from generate_series(0, 3) as ahead;
end $$;
comment on function audit.keep_partitions is 'Opens the partitions of this and the next 3 months.';
grant execute on function audit.keep_partitions to tenor_worker;
