-- As the books have it, so that the sums are those of the ledger accounts on every day.
create or replace function analytics.account_positions(
  as_of date default null, legal_entity_id uuid default null
)
  returns setof analytics.account_position
  language sql stable parallel safe security invoker
begin atomic
  with held as (
    select e.account_id, e.legal_entity_id, e.currency, sum(e.amount) as owed,
      coalesce(sum(e.amount) filter (where e.code = 'receivable'), 0) as receivable,
      coalesce(-sum(e.amount) filter (where e.code = 'unapplied_cash'), 0) as unapplied_cash,
      coalesce(-sum(e.amount) filter (where e.code = 'customer_balance'), 0) as customer_balance,
      coalesce(-sum(e.amount) filter (where e.code = 'refunds_payable'), 0) as refunds_payable
    from analytics.customer_entries as e
    where e.posted_on <= coalesce(account_positions.as_of, 'infinity')
      and (account_positions.legal_entity_id is null
        or e.legal_entity_id = account_positions.legal_entity_id)
    group by e.account_id, e.legal_entity_id, e.currency
  )
  select h.account_id, a.account_name, h.legal_entity_id, h.currency,
    kernel.round_amount(h.receivable, h.currency),
    kernel.round_amount(h.unapplied_cash, h.currency),
    kernel.round_amount(h.customer_balance, h.currency),
    kernel.round_amount(h.refunds_payable, h.currency),
    kernel.round_amount(h.owed, h.currency)
  from held as h
  left join customers.accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = h.account_id
  where (h.receivable, h.unapplied_cash, h.customer_balance, h.refunds_payable) <> (0, 0, 0, 0)
  order by h.currency, a.account_name, h.account_id, h.legal_entity_id;
end;
comment on function analytics.account_positions is
  'What accounts owe and have to their credit (balances, unapplied cash, refunds payable), now or '
  'at the end of a past day.';
grant execute on function analytics.account_positions to tenor_viewer, tenor_analyst;
