-- What is charged once is not charged again: a contract over nothing else ends. So does one in a
-- currency that was withdrawn meanwhile.
create or replace function sales.can_renew(contract sales.contracts)
  returns boolean
  language sql stable security definer set search_path to ''
as $$
  select coalesce(kernel.withdrawn_on(contract.currency) > tenancy.today(), true) and exists (
    select from sales.contract_lines as l
    join sales.contract_line_terms as t
      on t.tenant_id = l.tenant_id and t.line_id = l.id and t.valid @> contract.end_date
    where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
      and l.price_interval <> 'one_time' and l.end_date = contract.end_date)
$$;
comment on function sales.can_renew is
  'Has the contract a line until its end that goes on when it renews?';
