create or replace function search.tg_contracts__index()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if tg_op = 'INSERT' then
    perform search.index_contracts(array(select n.id from new_rows as n));
  else
    perform search.index_contracts(array_agg(c.id))
    from (
      select n.id, n.contract_number, n.purchase_order_number from new_rows as n
      except
      select o.id, o.contract_number, o.purchase_order_number from old_rows as o
    ) as c
    having count(*) > 0;
  end if;
  return null;
end $$;
comment on function search.tg_contracts__index is 'Keeps contracts found by their numbers.';

create or replace trigger _500_search_insert after insert on sales.contracts
  referencing new table as new_rows
  for each statement execute function search.tg_contracts__index();
create or replace trigger _500_search_update after update on sales.contracts
  referencing old table as old_rows new table as new_rows
  for each statement execute function search.tg_contracts__index();
