create or replace function billing.month_ends()
  returns table (legal_entity_id uuid, day date)
  language sql stable security definer set search_path to ''
as $$
  select e.id, (date_trunc('month', tenancy.today(e.time_zone)) - interval '1 day')::date
  from tenancy.legal_entities as e
  where e.tenant_id = (select tenancy.current_tenant_id())
$$;
comment on function billing.month_ends is
  'The last day of the month before, by the day of each legal entity.';
