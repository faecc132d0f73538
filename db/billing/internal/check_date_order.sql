create or replace function billing.check_date_order(legal_entity_id uuid, issue_date date)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_later billing.invoices;
begin
  select i.* into v_later
  from tenancy.tenants as t
  join tenancy.legal_entities as e
    on e.tenant_id = t.id and e.id = check_date_order.legal_entity_id
  cross join lateral billing.series_on('invoice', e.id, check_date_order.issue_date) as s
  join billing.invoices as i on i.tenant_id = t.id and i.legal_entity_id = e.id
    and i.issue_date > check_date_order.issue_date
    and (upper(s.period) is null or i.issue_date < upper(s.period))
  where t.id = tenancy.current_tenant_id() and i.finalized_at is not null
    and (t.requires_date_order or tenancy.legal_entities_effective_numbering(e) = 'issue')
  order by i.issue_date desc
  limit 1;
  if found then
    perform kernel.fail('INPUT', format('%s is dated %s; none is dated before it any more.',
      v_later.invoice_number, v_later.issue_date), 'issue_date');
  end if;
end $$;
comment on function billing.check_date_order is
  'Refuses a day before that of the last invoice issued in its series, where numbers are given at '
  'issue, or the tenant wants order.';
