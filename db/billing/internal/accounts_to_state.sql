create or replace function billing.accounts_to_state(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select distinct s.account_id from billing.statements_to_mail(among) as s
$$;
comment on function billing.accounts_to_state is
  'Accounts to which a statement of subsidiaries is to be mailed, in all or among some.';
