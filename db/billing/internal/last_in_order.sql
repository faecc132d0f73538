create or replace function billing.last_in_order(
  kind text, legal_entity_id uuid, day date, out document_number text, out issue_date date
)
  returns setof record
  language sql stable security definer set search_path to ''
as $$
  select later.*
  from tenancy.tenants as t
  join tenancy.legal_entities as e
    on e.tenant_id = t.id and e.id = last_in_order.legal_entity_id
  cross join lateral billing.last_numbered(kind, e.id, day) as later
  where t.id = (select tenancy.current_tenant_id())
    and (t.requires_date_order or kind <> 'invoice'
      or tenancy.legal_entities_effective_numbering(e) = 'issue')
$$;
comment on function billing.last_in_order is
  'The last document after a day in the series of that day, where numbers follow the days.';
