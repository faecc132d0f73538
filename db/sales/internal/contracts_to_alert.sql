create or replace function sales.contracts_to_alert(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select distinct due.contract_id from sales.alerts_due(among) as due
$$;
comment on function sales.contracts_to_alert is
  'Contracts of which a renewal alert is due, in all or among some.';
