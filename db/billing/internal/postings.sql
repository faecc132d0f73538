-- A credit item turns its transfer round, as amounts in the ledger are positive. Each tax is a
-- transfer, about its tax code. What an invoice below zero owes its account goes from the invoice
-- to the account's balance. What is deducted comes off its deposit.
create or replace function billing.postings(invoices billing.invoices[])
  returns ledger.posting[]
  language sql stable security definer set search_path to ''
as $$
  with parts as (
    select i.id, billing.income_code(
        i.billing_type, item.deducts_item_id, item.service_period, i.issue_date) as code,
      coalesce(billing.deposit_of(item.deducts_item_id), i.id) as subject_id,
      sum(item.amount - item.discount) as amount
    from unnest(invoices) as i
    join billing.invoice_items as item on item.tenant_id = i.tenant_id and item.invoice_id = i.id
    group by 1, 2, 3
    union all
    select i.id,
      case when billing.is_suspended(i.tax_basis, t.amount, t.tax_code_id)
        then 'tax_suspense' else 'tax_payable' end, t.tax_code_id, sum(t.amount)
    from unnest(invoices) as i
    join billing.item_taxes as t on t.tenant_id = i.tenant_id and t.invoice_id = i.id
    group by 1, 2, t.tax_code_id
    union all
    select i.id, 'customer_balance', i.account_id, -i.total
    from unnest(invoices) as i
    where i.total < 0
  )
  select array_agg((
      i.legal_entity_id, 'billing.invoice', i.id, 'finalized', 'Invoice ' || i.invoice_number,
      i.invoice_number, i.issue_date, i.currency,
      case when p.amount > 0 then 'receivable' else p.code end,
      case when p.amount > 0 then i.id else p.subject_id end,
      case when p.amount > 0 then p.code else 'receivable' end,
      case when p.amount > 0 then p.subject_id else i.id end,
      abs(p.amount)
    )::ledger.posting)
  from parts as p
  join unnest(invoices) as i on i.id = p.id
  where p.amount <> 0
$$;
comment on function billing.postings is 'What finalising invoices books.';
