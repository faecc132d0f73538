-- What is applied on the very day goes to the receivable at once; the rest waits as unapplied cash,
-- also when its invoice is of a later day: before that day there is no receivable to lower. A
-- reversal books the same the other way round, on its own day.
create or replace function payments.cash_postings(
  payment payments.payments, applied payments.payment_applications[]
)
  returns ledger.posting[]
  language sql stable security invoker set search_path to ''
as $$
  with act as (
    select reversed.is_it, coalesce((payment).reversed_on, (payment).received_on) as day,
      case when reversed.is_it then 'reversed' else 'received' end as kind,
      case when reversed.is_it then (payment).reversal_reason
        else coalesce((payment).reference, 'Payment') end as description
    from (select (payment).status = 'reversed') as reversed (is_it)
  ),
  direct as (
    select settled.code, settled.subject_id, settled.amount
    from unnest(applied) as a
    join act on act.day = a.applied_on
    cross join lateral payments.settled_parts(a) as settled
  ),
  side (code, subject_id, amount) as (
    select d.code, d.subject_id, d.amount from direct as d
    union all
    select 'unapplied_cash', (payment).id,
      (payment).amount - (select coalesce(sum(d.amount), 0) from direct as d)
  )
  select array_agg((
      (payment).legal_entity_id, 'payments.payment', (payment).id, act.kind, act.description, null,
      act.day, (payment).currency,
      case when act.is_it then s.code else 'cash' end,
      case when act.is_it then s.subject_id end,
      case when act.is_it then 'cash' else s.code end,
      case when not act.is_it then s.subject_id end,
      s.amount
    )::ledger.posting)
  from act
  cross join side as s
$$;
comment on function payments.cash_postings is
  'What receiving a payment books, or reversing it, one journal.';
