-- People write tax ids by column grants: we watch the column. One job a tenant serves them all, as
-- one that waits already is not queued again.
create or replace function tax.tg_accounts__ask_for_check()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tax_ids text[];
begin
  if tg_op = 'INSERT' then
    v_tax_ids := array(select n.tax_id from new_rows as n where n.tax_id is not null);
  else
    v_tax_ids := array(
      select c.tax_id
      from (
        select n.id, n.tax_id from new_rows as n
        except
        select o.id, o.tax_id from old_rows as o
      ) as c);
  end if;
  if exists (
    select from unnest(v_tax_ids) as written (tax_id)
    join tax.tax_id_formats as f on f.prefix = left(tax.plain_tax_id(written.tax_id), 2)
  ) then
    perform events.enqueue('tax/check_tax_ids', job_key => 'tax/check_tax_ids');
  end if;
  return null;
end $$;
comment on function tax.tg_accounts__ask_for_check is 'Queues the check of new tax ids.';

create or replace trigger _500_ask_for_tax_id_check_insert after insert on customers.accounts
  referencing new table as new_rows for each statement
  execute function tax.tg_accounts__ask_for_check();
-- Tables of changes do not go with a list of columns.
create or replace trigger _500_ask_for_tax_id_check_update after update on customers.accounts
  referencing old table as old_rows new table as new_rows for each statement
  execute function tax.tg_accounts__ask_for_check();
