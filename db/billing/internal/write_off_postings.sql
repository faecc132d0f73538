-- What was given up comes off the receivable: from deferred revenue what was not earned, from the
-- tax what the state gives back, the rest is bad debt; what is owed again, the other way round. Of
-- an amount of nothing the parts move: tax that comes back later was bad debt until then, and what
-- a credit took of a part is bad debt from then on.
create or replace function billing.write_off_postings(write_offs billing.write_offs[])
  returns ledger.posting[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg((
      i.legal_entity_id, 'billing.write_off', w.id,
      case when w.amount > 0 then 'written_off' when w.relieved_amount > 0 then 'relieved'
        else 'reinstated' end,
      w.reason, i.invoice_number, w.written_off_on, i.currency,
      case when part.amount > 0 then part.code else other.code end,
      case when part.amount > 0 then part.subject_id else i.id end,
      case when part.amount > 0 then other.code else part.code end,
      case when part.amount > 0 then i.id else part.subject_id end,
      abs(part.amount)
    )::ledger.posting order by w.id, part.place)
  from unnest(write_offs) as w
  join billing.invoices as i on i.tenant_id = w.tenant_id and i.id = w.invoice_id
  cross join lateral (
    select case when w.amount = 0 then 'bad_debt' else 'receivable' end) as other (code)
  cross join lateral (
    select 1, 'deferred_revenue', i.id, w.unearned_amount::numeric
    union all
    select 2, case i.tax_basis when 'cash' then 'tax_suspense' else 'tax_payable' end,
      t.tax_code_id, t.amount
    from billing.relieved_taxes as t
    where t.tenant_id = w.tenant_id and t.source_id = w.id
    union all
    select 3, 'bad_debt', i.id, w.amount - w.unearned_amount - w.relieved_amount
    where w.amount <> 0
  ) as part (place, code, subject_id, amount)
  where part.amount <> 0
$$;
comment on function billing.write_off_postings is
  'What giving up an invoice books, taking that back, and getting its tax back: a journal each.';
