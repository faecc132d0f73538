-- What is billed in arrears, and what is missing to a minimum, is known when its days are over.
create or replace function billing.can_be_prepared(contract sales.contracts)
  returns boolean
  language sql stable security definer set search_path to ''
as $$
  select contract.billing_in_advance and not exists (
    select from sales.contract_lines as l
    where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
      and l.pricing_model = 'minimum')
$$;
comment on function billing.can_be_prepared is
  'Can a contract be billed ahead of its day, as a draft?';
