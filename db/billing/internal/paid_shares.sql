-- What is owed is the balance; what was given up is neither paid nor owed. Money that a note gives
-- back of what was paid is paid no more, and never less than nothing. The balance of an account is
-- money that came for something else.
create or replace function billing.paid_shares(invoice_ids uuid[])
  returns table (invoice_id uuid, day date, paid numeric, owed numeric)
  language sql stable security definer set search_path to ''
  set plan_cache_mode to force_custom_plan
as $$
  with invoice as materialized (
    select i.id, i.tenant_id, i.issue_date, greatest(i.total, 0)::numeric as total
    from billing.invoices as i
    where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = any (invoice_ids)
  ),
  move (id, day, paid, owed) as (
    select i.id, i.issue_date, 0, i.total from invoice as i
    union all
    select s.invoice_id, s.settled_on, s.amount, -s.amount
    from billing.cash_applied(invoice_ids) as s
    where not s.is_recovery
    union all
    select i.id, b.applied_on, b.amount, -b.amount
    from invoice as i
    join billing.balance_applications as b on b.tenant_id = i.tenant_id and b.invoice_id = i.id
    union all
    select i.id, n.issue_date, -n.to_balance - n.to_refund, -n.applied_to_invoice
    from invoice as i
    join billing.credit_notes as n on n.tenant_id = i.tenant_id and n.invoice_id = i.id
    union all
    select i.id, w.written_off_on, 0, -w.amount
    from invoice as i
    join billing.write_offs as w on w.tenant_id = i.tenant_id and w.invoice_id = i.id
    union all
    select i.id, j.document_date, 0, -i.total
    from invoice as i
    join ledger.journals as j on j.tenant_id = i.tenant_id
      and j.source_type = 'billing.invoice' and j.source_id = i.id
      and j.reverses_journal_id is not null
  )
  select m.id, m.day, greatest(sum(sum(m.paid)) over days, 0), sum(sum(m.owed)) over days
  from move as m
  group by m.id, m.day
  window days as (partition by m.id order by m.day)
$$;
comment on function billing.paid_shares is
  'What was paid of invoices, and what was still owed, at the end of each day on which that '
  'changed.';
