-- An invoice that is voided is taken back on the day of its reversal; what notes and reliefs take
-- back, on theirs. On a cash basis only what was paid counts, on the day of the payment.
create or replace function billing.billed_taxes(legal_entity_id uuid, from_day date, to_day date)
  returns setof tax.tax_entry
  language sql stable security definer set search_path to ''
  set plan_cache_mode to force_custom_plan
as $$
  with journals as materialized (
    select j.id, j.source_type, j.source_id, j.kind,
      case when j.reverses_journal_id is null then 1 else -1 end as direction
    from ledger.journals as j
    where j.tenant_id = (select tenancy.current_tenant_id())
      and j.source_type in (
        'billing.invoice', 'billing.credit_note', 'billing.write_off', 'billing.released_tax')
      and (billed_taxes.legal_entity_id is null
        or j.legal_entity_id = billed_taxes.legal_entity_id)
      and (from_day is null or j.posted_on >= from_day)
      and (to_day is null or j.posted_on <= to_day)
  )
  select j.id, case j.direction when 1 then 'invoice' else 'void' end, t.tax_code_id, t.tax_id,
    why.reason, i.account_id, i.issue_date, i.currency, j.direction * sum(t.taxable),
    j.direction * sum(t.amount)
  from journals as j
  join billing.invoices as i
    on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = j.source_id
  join billing.item_taxes as t
    on t.tenant_id = (select tenancy.current_tenant_id()) and t.invoice_id = i.id
  cross join lateral (select case t.treatment when 'exempt' then t.note end) as why (reason)
  where j.source_type = 'billing.invoice'
    and not billing.is_suspended(i.tax_basis, t.amount, t.tax_code_id)
  group by j.id, j.direction, t.tax_code_id, t.tax_id, why.reason, i.account_id, i.issue_date,
    i.currency
  union all
  select j.id, 'credit_note', t.tax_code_id, t.tax_id, why.reason, n.account_id, i.issue_date,
    n.currency, -j.direction * sum(t.net), -j.direction * sum(t.tax)
  from journals as j
  join billing.credit_notes as n
    on n.tenant_id = (select tenancy.current_tenant_id()) and n.id = j.source_id
  join billing.invoices as i on i.tenant_id = n.tenant_id and i.id = n.invoice_id
  cross join lateral billing.credited_taxes(n) as t
  cross join lateral (select case t.treatment when 'exempt' then t.note end) as why (reason)
  where j.source_type = 'billing.credit_note'
    -- Paying a note out takes no tax back.
    and starts_with(j.kind, 'issued')
    and not billing.is_suspended(i.tax_basis, t.charged, t.tax_code_id)
  group by j.id, j.direction, t.tax_code_id, t.tax_id, why.reason, n.account_id, i.issue_date,
    n.currency
  union all
  select j.id, 'relief', r.tax_code_id, null, null, i.account_id, i.issue_date, i.currency,
    -j.direction * r.taxable, -j.direction * r.amount
  from journals as j
  join billing.relieved_taxes as r
    on r.tenant_id = (select tenancy.current_tenant_id()) and r.source_id = j.source_id
  join billing.invoices as i
    on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = r.invoice_id
  where j.source_type = 'billing.write_off' and i.tax_basis is distinct from 'cash'
  union all
  select j.id, 'payment', r.tax_code_id, null, null, i.account_id, i.issue_date, i.currency,
    r.taxable, r.amount
  from journals as j
  join billing.released_taxes as r
    on r.tenant_id = (select tenancy.current_tenant_id()) and r.release_id = j.source_id
  join billing.invoices as i
    on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = r.invoice_id
  where j.source_type = 'billing.released_tax'
$$;
comment on function billing.billed_taxes is
  'What invoices, voids, credit notes, write-offs and, on a cash basis, payments changed of what '
  'is owed to the state.';
select tax.register_tax_entries('billing', 'billing.billed_taxes');
