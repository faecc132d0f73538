-- As it was issued; voided, credited or given up since, it is taken back on that day. What became
-- payable of it is in released_taxes.
create or replace function billing.suspended_taxes(among uuid[] default null)
  returns table (invoice_id uuid, tax_code_id uuid, day date, taxable numeric, amount numeric)
  language sql stable security definer set search_path to ''
  set plan_cache_mode to force_custom_plan
as $$
  with invoice as materialized (
    select i.id, i.tenant_id, i.issue_date
    from billing.invoices as i
    where i.tenant_id = (select tenancy.current_tenant_id()) and i.tax_basis = 'cash'
      and (among is null or i.id = any (among))
  ),
  charged as materialized (
    select i.id, t.tax_code_id, i.issue_date, t.taxable, t.amount
    from invoice as i
    join billing.item_taxes as t on t.tenant_id = i.tenant_id and t.invoice_id = i.id
    where billing.is_suspended('cash', t.amount, t.tax_code_id)
  )
  select c.id, c.tax_code_id, c.issue_date, sum(c.taxable), sum(c.amount)
  from charged as c
  group by c.id, c.tax_code_id, c.issue_date
  union all
  select c.id, c.tax_code_id, j.document_date, -sum(c.taxable), -sum(c.amount)
  from charged as c
  join ledger.journals as j on j.tenant_id = (select tenancy.current_tenant_id())
    and j.source_type = 'billing.invoice' and j.source_id = c.id
    and j.reverses_journal_id is not null
  group by c.id, c.tax_code_id, j.document_date
  union all
  select i.id, t.tax_code_id, n.issue_date, -sum(t.net), -sum(t.tax)
  from invoice as i
  join billing.credit_notes as n on n.tenant_id = i.tenant_id and n.invoice_id = i.id
  cross join lateral billing.credited_taxes(n) as t
  where billing.is_suspended('cash', t.charged, t.tax_code_id)
  group by i.id, t.tax_code_id, n.issue_date
  union all
  select i.id, r.tax_code_id, w.written_off_on, -sum(r.taxable), -sum(r.amount)
  from invoice as i
  join billing.write_offs as w on w.tenant_id = i.tenant_id and w.invoice_id = i.id
  join billing.relieved_taxes as r on r.tenant_id = w.tenant_id and r.source_id = w.id
  group by i.id, r.tax_code_id, w.written_off_on
$$;
comment on function billing.suspended_taxes is
  'The taxes on a cash basis of all invoices, or of some, and what notes, voids and write-offs '
  'took of them, by day.';
