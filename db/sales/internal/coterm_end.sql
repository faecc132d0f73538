-- A family is what stands below one account without a parent.
create or replace function sales.coterm_end(
  account customers.accounts, coterm_with_contract_id uuid, start_date date, end_date date
)
  returns date
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_other record;
begin
  select c.contract_number, least(c.end_date, c.cancelled_on - 1) as last_day,
    a.path[1] = account.path[1] as is_family
  into v_other
  from sales.contracts as c
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  where c.tenant_id = account.tenant_id and c.id = coterm_end.coterm_with_contract_id;
  if not found then
    perform kernel.fail('NOTFD', 'No contract has this id.', 'coterm_with_contract_id');
  elsif not v_other.is_family then
    perform kernel.fail('INPUT', 'That contract is of another family of accounts.',
      'coterm_with_contract_id');
  elsif v_other.last_day < start_date then
    perform kernel.fail('INPUT', format('%s ends on %s, before this contract starts.',
      v_other.contract_number, v_other.last_day), 'coterm_with_contract_id');
  elsif end_date <> v_other.last_day then
    perform kernel.fail('INPUT', format('%s ends on %s; leave the end to it.',
      v_other.contract_number, v_other.last_day), 'end_date');
  end if;
  return v_other.last_day;
end $$;
comment on function sales.coterm_end is
  'The day on which a contract ends that is to end with another; refuses where it cannot.';
