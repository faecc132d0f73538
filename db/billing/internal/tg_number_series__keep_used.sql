create or replace function billing.tg_number_series__keep_used()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from billing.number_counters as c
    where c.tenant_id = old.tenant_id and c.series_id = old.id
  ) then
    perform kernel.fail('TRANS', format('Numbers were given as %s; a new series begins with a '
      'period of its own.', old.format), 'format');
  end if;
  return coalesce(new, old);
end $$;
comment on function billing.tg_number_series__keep_used is
  'Refuses to change a series in which numbers were given.';
