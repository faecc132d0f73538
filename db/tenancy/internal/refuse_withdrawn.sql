create or replace function tenancy.refuse_withdrawn(
  currency text, today date default tenancy.today()
)
  returns void
  language plpgsql stable security invoker set search_path to ''
as $$
begin
  if kernel.withdrawn_on(currency) <= today then
    perform kernel.fail('INPUT', format('%s is no money since %s.', currency,
      kernel.withdrawn_on(currency)), 'currency');
  end if;
end $$;
comment on function tenancy.refuse_withdrawn is
  'Refuses a currency that is not in use any more on the tenant''s day.';
