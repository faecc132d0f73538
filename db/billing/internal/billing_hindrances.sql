create or replace function billing.billing_hindrances(legal_entity_id uuid, until date)
  returns setof ledger.hindrance
  language sql stable security definer set search_path to ''
as $$
  select 'draft_invoice', format('%s is a draft dated %s: issue it, date it later or void it.',
    i.invoice_number, i.issue_date), 'invoice', i.id, true
  from billing.invoices as i
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.status = 'draft'
    and i.legal_entity_id = billing_hindrances.legal_entity_id and i.issue_date <= until
  union all
  select 'run_failure', format('What a run should have billed by %s failed: %s', r.as_of,
    f.message),
    'run_failure', f.id, true
  from billing.run_failures as f
  join billing.billing_runs as r on r.tenant_id = f.tenant_id and r.id = f.run_id
  join sales.contracts as c on c.tenant_id = f.tenant_id and c.id = f.contract_id
  join billing.billing_schedules as s on s.tenant_id = c.tenant_id and s.contract_id = c.id
  where f.tenant_id = (select tenancy.current_tenant_id())
    and c.legal_entity_id = billing_hindrances.legal_entity_id and r.as_of <= until
    and s.next_bill_on <= until and not r.prepare
    and not exists (
      select from billing.run_failures as later
      where later.tenant_id = f.tenant_id and later.contract_id = f.contract_id
        and later.id > f.id)
$$;
comment on function billing.billing_hindrances is
  'Drafts that are dated in a month, and what runs failed to bill of it.';
select ledger.register_hindrances('billing', 'billing.billing_hindrances');
