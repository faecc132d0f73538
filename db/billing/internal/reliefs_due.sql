create or replace function billing.reliefs_due(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select o.invoice_id from billing.owed_reliefs(among) as o
$$;
comment on function billing.reliefs_due is
  'Invoices of whose write-offs the state gives tax back by now, in all or among some.';
