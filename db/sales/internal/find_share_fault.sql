create or replace function sales.find_share_fault(
  contract sales.contracts, covered sales.covered_account[]
)
  returns table (code text, message text, pointer text)
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select c.account_id, c.seats, c.share, c.place, a.id as found_id, a.path,
      count(*) over (partition by c.account_id) > 1 as is_repeated,
      count(c.seats) over () > 0 as has_seats, count(c.share) over () > 0 as has_shares,
      sum(c.seats) over () as seat_sum
    from unnest(covered) with ordinality as c (account_id, seats, share, place)
    left join customers.accounts as a
      on a.tenant_id = contract.tenant_id and a.id = c.account_id and a.deleted_at is null
  )
  select rule.code, rule.message,
    'covered_accounts' || coalesce(format('/%s/%s', a.place - 1, rule.field), '')
  from asked as a
  cross join lateral (values
    (a.found_id is null, 'NOTFD', 'No account has this id.', 'account_id'),
    (contract.account_id <> all(a.path), 'INPUT',
      'The account is neither the contract''s nor one below it.', 'account_id'),
    (a.is_repeated, 'INPUT', 'An account is covered once.', 'account_id'),
    (a.seats <= 0, 'INPUT', 'Seats are more than nothing.', 'seats'),
    (a.share <= 0, 'INPUT', 'A share is more than nothing.', 'share'),
    (a.has_seats and a.has_shares, 'INPUT', 'Give seats or shares, not both.', 'share'),
    (a.has_seats and a.seats is null and a.account_id <> contract.account_id, 'INPUT',
      'Say how many seats it has.', 'seats'),
    (a.has_shares and a.share is null, 'INPUT', 'Say which share it has.', 'share')
  ) as rule (is_broken, code, message, field)
  where rule.is_broken
  union all
  select 'INPUT', format('The accounts have %s seats together, the contract %s.',
    trim_scale(a.seat_sum), coalesce(trim_scale(sales.seats_of(contract)), 0)), 'covered_accounts'
  from asked as a
  where a.seat_sum > coalesce(sales.seats_of(contract), 0)
  limit 1
$$;
comment on function sales.find_share_fault is
  'The first thing wrong with the accounts that a contract is to cover; none if all is well.';
