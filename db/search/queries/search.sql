-- Fifty of a kind are more than anybody reads while typing.
create or replace function search.search(query text, kinds text[] default null)
  returns setof search.search_hit
  language sql stable parallel safe rows 50
begin atomic
  with found as materialized (
    select f.kind, k.place, f.subject_id, f.rank
    from search.find(coalesce(kinds, '{account,contract,invoice}'), query, 50) as f
    join unnest(array['account', 'contract', 'invoice']) with ordinality as k (kind, place)
      on k.kind = f.kind
  ),
  hits as (
    select f.kind, f.place, a.id, a.account_name as label,
      concat_ws(', ', nullif(p.account_name, a.account_name), a.tax_id, a.primary_contact_email)
        as context,
      a.id as account_id, f.rank
    from found as f
    join customers.accounts as a
      on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = f.subject_id
    left join customers.accounts as p on p.tenant_id = a.tenant_id and p.id = a.parent_account_id
    where f.kind = 'account'
    union all
    select f.kind, f.place, c.id, c.contract_number,
      concat_ws(', ', a.account_name, c.status, c.start_date || ' – ' || c.end_date),
      c.account_id, f.rank
    from found as f
    join sales.contracts as c
      on c.tenant_id = (select tenancy.current_tenant_id()) and c.id = f.subject_id
    left join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    where f.kind = 'contract'
    union all
    select f.kind, f.place, i.id, i.invoice_number,
      concat_ws(', ', a.account_name, i.status, i.issue_date, i.total || ' ' || i.currency),
      i.account_id, f.rank
    from found as f
    join billing.invoices as i
      on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = f.subject_id
    left join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
    where f.kind = 'invoice'
  )
  select h.kind, h.id, h.label, h.context, h.account_id, h.rank
  from hits as h
  order by h.rank, h.place, h.label, h.id;
end;
comment on function search.search is
  'Accounts, contracts and invoices by name, number, e-mail address or tax id, as it is typed: the '
  'best first, at most 50 of a kind.';
grant execute on function search.search to tenor_viewer;
