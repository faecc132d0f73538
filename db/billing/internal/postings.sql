-- A credit item turns its transfer round, as amounts in the ledger are positive. What an invoice
-- below zero owes its account goes from the invoice to the account's balance.
create or replace function billing.postings(invoices billing.invoices[])
  returns ledger.posting[]
  language sql stable security definer set search_path to ''
as $$
  with items as (
    select i.id, i.legal_entity_id, i.invoice_number, i.issue_date, i.currency, part.code,
      sum(part.amount) as amount
    from unnest(invoices) as i
    join billing.invoice_items as item on item.tenant_id = i.tenant_id and item.invoice_id = i.id
    cross join lateral (values
      (billing.income_code(item.service_period, i.issue_date), item.amount - item.discount),
      ('tax_payable', item.tax::numeric)
    ) as part (code, amount)
    group by i.id, i.legal_entity_id, i.invoice_number, i.issue_date, i.currency, part.code
  ),
  parts as (
    select items.*, items.id as subject_id from items
    union all
    select i.id, i.legal_entity_id, i.invoice_number, i.issue_date, i.currency, 'customer_balance',
      -i.total, i.account_id
    from unnest(invoices) as i
    where i.total < 0
  )
  select array_agg((
      p.legal_entity_id, 'billing.invoice', p.id, 'finalized', 'Invoice ' || p.invoice_number,
      p.invoice_number, p.issue_date, p.currency,
      case when p.amount > 0 then 'receivable' else p.code end,
      case when p.amount > 0 then p.id else p.subject_id end,
      case when p.amount > 0 then p.code else 'receivable' end,
      case when p.amount > 0 then p.subject_id else p.id end,
      abs(p.amount)
    )::ledger.posting)
  from parts as p
  where p.amount <> 0
$$;
comment on function billing.postings is 'What finalising invoices books.';
