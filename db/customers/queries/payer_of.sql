-- A root pays for itself, whatever it says. Inlined, to be joined laterally.
create or replace function customers.payer_of(account customers.accounts)
  returns setof customers.accounts
  language sql stable parallel safe rows 1
begin atomic
  select a.*
  from customers.accounts as a
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and (a.payer = 'self' or a.depth = 1)
  order by a.depth desc
  limit 1;
end;
comment on function customers.payer_of is
  E'@behavior -*\nThe account that is billed for an account.';
grant execute on function customers.payer_of to tenor_viewer;
