create or replace function search.tg_contacts__index()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform search.index_accounts(array(select distinct c.account_id from changed_rows as c));
  return null;
end $$;
comment on function search.tg_contacts__index is 'Keeps accounts found by their contacts.';

create or replace trigger _500_search_insert after insert on customers.contacts
  referencing new table as changed_rows
  for each statement execute function search.tg_contacts__index();
create or replace trigger _500_search_update after update on customers.contacts
  referencing new table as changed_rows
  for each statement execute function search.tg_contacts__index();
create or replace trigger _500_search_delete after delete on customers.contacts
  referencing old table as changed_rows
  for each statement execute function search.tg_contacts__index();
