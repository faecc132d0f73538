-- For a stolen laptop, a changed role, a person who left: a subject need be no member.
create or replace function tenancy.withdraw_tokens(subject text)
  returns tenancy.token_limit
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if tenancy.current_tenant_id() is null and not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'No tenant acts here.');
  end if;
  return (subject, tenancy.refuse_tokens(subject))::tenancy.token_limit;
end $$;
comment on function tenancy.withdraw_tokens is
  'Refuses, from now on, all tokens that a subject has; newer ones are taken. An admin withdraws '
  'those of the tenant, the operator those of operators.';
grant execute on function tenancy.withdraw_tokens to tenor_admin, tenor_operator;
