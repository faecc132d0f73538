create or replace function sales.contracts_to_renew(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select c.id
  from sales.contracts as c
  where c.tenant_id = (select tenancy.current_tenant_id())
    and (among is null or c.id in (select unnest(among)))
    and c.status = 'active' and c.auto_renew and c.cancelled_on is null
    and c.end_date < (select tenancy.today())
    and not exists (
      select from sales.contracts as next
      where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id)
    and sales.can_renew(c)
$$;
comment on function sales.contracts_to_renew is
  'Contracts whose term is over and that renew, in all or among some.';
