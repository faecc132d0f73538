-- What hangs on an account is found by the account too, after what is found by itself.
create or replace function search.find(kind text, typed text, at_most int default 1000)
  returns table (subject_id uuid, rank int)
  language plpgsql stable security definer set search_path to ''
  rows 100
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_account_ids uuid[];
begin
  if length(typed) > 200 then
    perform kernel.fail('INPUT', 'A search has at most 200 characters.', 'q');
  elsif kind = 'account' then
    return query select m.subject_id, m.rank from search.match_words('account', typed, at_most) as m;
    return;
  end if;

  v_account_ids := array(
    select m.subject_id from search.match_words('account', typed, least(at_most, 100)) as m);
  if kind = 'contract' then
    return query
      select every.subject_id, min(every.rank)
      from (
        select m.subject_id, m.rank from search.match_words('contract', typed, at_most) as m
        union all
        select c.id, 4 from sales.contracts as c
        where c.tenant_id = v_tenant_id and c.account_id = any (v_account_ids)
      ) as every
      group by every.subject_id
      order by min(every.rank), every.subject_id desc
      limit at_most;
  elsif kind = 'invoice' then
    return query
      select every.subject_id, min(every.rank)
      from (
        select m.subject_id, m.rank from search.match_numbers(typed, at_most) as m
        union all
        select i.id, 4 from billing.invoices as i
        where i.tenant_id = v_tenant_id and i.account_id = any (v_account_ids)
      ) as every
      group by every.subject_id
      order by min(every.rank), every.subject_id desc
      limit at_most;
  end if;
end $$;
comment on function search.find is
  E'@behavior -*\nIds of the best accounts, contracts or invoices for what was typed.';
grant execute on function search.find to tenor_viewer;
