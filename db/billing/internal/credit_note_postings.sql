-- As the items were posted, the other way round: what is deferred or earned, and the tax. What the
-- invoice does not take passes through its receivable to the account's balance or to what is to be
-- paid back, or goes there directly when the invoice takes nothing. A deduction turns its transfer
-- round.
create or replace function billing.credit_note_postings(note billing.credit_notes)
  returns ledger.posting[]
  language sql stable security definer set search_path to ''
as $$
  with target (code, subject_id) as (
    select
      case when (note).applied_to_invoice > 0 then 'receivable'
        when (note).to_refund > 0 then 'refunds_payable' else 'customer_balance' end,
      case when (note).applied_to_invoice > 0 then (note).invoice_id else (note).account_id end
  ),
  parts (code, subject_id, amount) as (
    select billing.income_code(
        i.billing_type, item.deducts_item_id, item.service_period, i.issue_date),
      coalesce(billing.deposit_of(item.deducts_item_id), i.id), sum(c.net)
    from billing.credit_note_items as c
    join billing.invoice_items as item
      on item.tenant_id = c.tenant_id and item.id = c.invoice_item_id
    join billing.invoices as i on i.tenant_id = c.tenant_id and i.id = (note).invoice_id
    where c.tenant_id = (note).tenant_id and c.credit_note_id = (note).id
    group by 1, 2
    union all
    select case when billing.is_suspended(i.tax_basis, t.charged, t.tax_code_id)
        then 'tax_suspense' else 'tax_payable' end, t.tax_code_id, sum(t.tax)
    from billing.credit_notes as n
    join billing.invoices as i on i.tenant_id = n.tenant_id and i.id = n.invoice_id
    cross join lateral billing.credited_taxes(n) as t
    where n.tenant_id = (credit_note_postings.note).tenant_id
      and n.id = (credit_note_postings.note).id
    group by 1, 2
  ),
  sides (debit_code, debit_id, credit_code, credit_id, amount) as (
    select p.code, p.subject_id, t.code, t.subject_id, p.amount
    from parts as p
    cross join target as t
    where p.amount > 0
    union all
    select t.code, t.subject_id, p.code, p.subject_id, -p.amount
    from parts as p
    cross join target as t
    where p.amount < 0
    union all
    select 'receivable', (note).invoice_id, rest.code, (note).account_id, rest.amount
    from (values ('customer_balance', (note).to_balance::numeric),
      ('refunds_payable', (note).to_refund)) as rest (code, amount)
    where (note).applied_to_invoice > 0
  )
  select array_agg((
      (note).legal_entity_id, 'billing.credit_note', (note).id, 'issued',
      'Credit note ' || (note).credit_note_number, (note).credit_note_number, (note).issue_date,
        (note).currency, s.debit_code, s.debit_id, s.credit_code, s.credit_id,
      s.amount
    )::ledger.posting)
  from sides as s
$$;
comment on function billing.credit_note_postings is 'What issuing a credit note books.';
