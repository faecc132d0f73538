create or replace function billing.last_numbered(
  kind text, legal_entity_id uuid, day date, out document_number text, out issue_date date
)
  returns setof record
  language sql stable security definer set search_path to ''
as $$
  select issued.*
  from billing.series_on(last_numbered.kind, last_numbered.legal_entity_id, day) as s
  cross join lateral (
    (select i.invoice_number, i.issue_date
    from billing.invoices as i
    where i.tenant_id = (select tenancy.current_tenant_id())
      and i.legal_entity_id = last_numbered.legal_entity_id
      and i.document_type = last_numbered.kind and i.finalized_at is not null
      and i.issue_date > day and (upper(s.period) is null or i.issue_date < upper(s.period))
    order by i.issue_date desc
    limit 1)
    union all
    (select n.credit_note_number, n.issue_date
    from billing.credit_notes as n
    where last_numbered.kind = 'credit_note' and n.tenant_id = (select tenancy.current_tenant_id())
      and n.legal_entity_id = last_numbered.legal_entity_id
      and n.issue_date > day and (upper(s.period) is null or n.issue_date < upper(s.period))
    order by n.issue_date desc
    limit 1)
  ) as issued
  order by issued.issue_date desc
  limit 1
$$;
comment on function billing.last_numbered is
  'The last document of a kind that was issued after a day in the series of that day; none if '
  'there is none.';
