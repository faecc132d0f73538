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
  union all
  -- What is signed later is late for the month, and booked as what is.
  select 'unbilled_open', format('What %s delivered by %s and nobody billed is not booked yet.',
    c.contract_number, until), 'contract', c.id, true
  from billing.month_ends() as m
  cross join lateral billing.contracts_to_accrue(null) as due (id)
  join sales.contracts as c on c.tenant_id = (select tenancy.current_tenant_id()) and c.id = due.id
  join tenancy.legal_entities as e on e.tenant_id = c.tenant_id and e.id = c.legal_entity_id
  where m.legal_entity_id = billing_hindrances.legal_entity_id and m.day = until
    and c.legal_entity_id = m.legal_entity_id
    and (c.activated_at at time zone e.time_zone)::date <= until
  union all
  select 'allowance_open', format('The allowance of %s is not reckoned yet.', until),
    'legal_entity', due.id, true
  from billing.month_ends() as m
  cross join lateral billing.allowances_due(array[m.legal_entity_id]) as due (id)
  where m.legal_entity_id = billing_hindrances.legal_entity_id and m.day = until
$$;
comment on function billing.billing_hindrances is
  'Drafts that are dated in a month, what runs failed to bill of it, and what the day''s work has '
  'not booked of its end.';
select ledger.register_hindrances('billing', 'billing.billing_hindrances');
