-- A journal when it begins and one when it ends, apart from that of the invoice that bills it:
-- what takes the invoice back, in part or in whole, finds there all that it billed.
create or replace function billing.unbilled_postings(changed billing.unbilled_receivables[])
  returns ledger.posting[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg((
      u.legal_entity_id, 'billing.unbilled_receivable', u.id,
      case when u.ended_on is null then 'accrued' else 'ended' end,
      case when u.invoice_id is not null then 'Billed'
        when u.ended_on is not null then 'Reckoned anew'
        else 'Delivered and not billed' end || ': contract ' || c.contract_number,
      i.invoice_number, coalesce(u.ended_on, u.accrued_on), u.currency,
      case when u.ended_on is null then 'unbilled_receivable' else 'revenue' end, u.contract_id,
      case when u.ended_on is null then 'revenue' else 'unbilled_receivable' end, u.contract_id,
      u.amount
    )::ledger.posting)
  from unnest(changed) as u
  join sales.contracts as c on c.tenant_id = u.tenant_id and c.id = u.contract_id
  left join billing.invoices as i on i.tenant_id = u.tenant_id and i.id = u.invoice_id
$$;
comment on function billing.unbilled_postings is
  'What books service that is delivered and not billed, or not so any more.';
