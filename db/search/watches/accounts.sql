create or replace function search.tg_accounts__index()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if tg_op = 'INSERT' then
    perform search.index_accounts(array(select n.id from new_rows as n));
  else
    perform search.index_accounts(array_agg(c.id))
    from (
      select n.id, n.account_name, n.primary_contact_name, n.primary_contact_email, n.external_id,
        n.tax_id, n.deleted_at
      from new_rows as n
      except
      select o.id, o.account_name, o.primary_contact_name, o.primary_contact_email, o.external_id,
        o.tax_id, o.deleted_at
      from old_rows as o
    ) as c
    having count(*) > 0;
  end if;
  return null;
end $$;
comment on function search.tg_accounts__index is 'Keeps accounts found by their names and numbers.';

create or replace trigger _500_search_insert after insert on customers.accounts
  referencing new table as new_rows
  for each statement execute function search.tg_accounts__index();
create or replace trigger _500_search_update after update on customers.accounts
  referencing old table as old_rows new table as new_rows
  for each statement execute function search.tg_accounts__index();
