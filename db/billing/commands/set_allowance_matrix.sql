-- What is not given is zero: a matrix is said as a whole. It holds from the next end of a month on;
-- what was booked stays.
create or replace function billing.set_allowance_matrix(
  not_due kernel.percentage default 0,
  days_1_30 kernel.percentage default 0,
  days_31_60 kernel.percentage default 0,
  days_61_90 kernel.percentage default 0,
  days_over_90 kernel.percentage default 0,
  legal_entity_id uuid default null
)
  returns billing.allowance_matrices
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.allowance_matrices as m (legal_entity_id, not_due, days_1_30, days_31_60,
    days_61_90, days_over_90, reckoned_until)
  select e.id, coalesce(set_allowance_matrix.not_due, 0),
    coalesce(set_allowance_matrix.days_1_30, 0),
    coalesce(set_allowance_matrix.days_31_60, 0),
    coalesce(set_allowance_matrix.days_61_90, 0),
    coalesce(set_allowance_matrix.days_over_90, 0), last.day
  from ledger.find_legal_entity(set_allowance_matrix.legal_entity_id) as e
  join billing.month_ends() as last on last.legal_entity_id = e.id
  on conflict on constraint allowance_matrices_once_key do update
  set not_due = excluded.not_due, days_1_30 = excluded.days_1_30,
    days_31_60 = excluded.days_31_60, days_61_90 = excluded.days_61_90,
    days_over_90 = excluded.days_over_90
  returning m.*
$$;
comment on function billing.set_allowance_matrix is
  'Says how much of what customers owe a legal entity expects to lose, by how long it is overdue: '
  'the allowance for doubtful accounts is that at each end of a month. Codes: not_found, '
  'invalid_input.';
grant execute on function billing.set_allowance_matrix to tenor_finance;
