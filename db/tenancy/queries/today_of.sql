create or replace function tenancy.today_of(legal_entity_id uuid)
  returns date
  language sql stable parallel safe security definer set search_path to ''
as $$
  select tenancy.today(e.time_zone)
  from tenancy.legal_entities as e
  where e.tenant_id = (select tenancy.current_tenant_id()) and e.id = today_of.legal_entity_id
$$;
comment on function tenancy.today_of is
  E'@behavior -*\nThe day by which a legal entity''s documents and books go, on the tenant''s '
  'clock.';
grant execute on function tenancy.today_of to tenor_tenant;
