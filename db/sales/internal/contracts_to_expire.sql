-- A contract that leaves nothing to renew expires too.
create or replace function sales.contracts_to_expire(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select c.id
  from sales.contracts as c
  cross join (select tenancy.today() offset 0) as clock (today)
  where c.tenant_id = (select tenancy.current_tenant_id())
    and (among is null or c.id in (select unnest(among)))
    and c.status = 'active'
    and (c.end_date < clock.today or c.cancelled_on <= clock.today)
    and coalesce(c.cancelled_on, c.end_date + 1) <= clock.today
    and (not c.auto_renew or exists (
        select from sales.contracts as next
        where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id)
      or not sales.can_renew(c))
$$;
comment on function sales.contracts_to_expire is
  'Contracts in force whose end has come, in all or among some.';
