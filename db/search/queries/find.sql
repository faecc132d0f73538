-- What hangs on an account is found by the account too, after what is found by itself; accounts are
-- looked for once.
create or replace function search.find(kinds text[], typed text, at_most int default 1000)
  returns table (kind text, subject_id uuid, rank int)
  language plpgsql stable security definer set search_path to ''
  rows 100
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_account_ids uuid[];
  v_account_ranks int[];
begin
  if length(typed) > 200 then
    perform kernel.fail('INPUT', 'A search has at most 200 characters.', 'q');
  end if;
  select array_agg(m.subject_id order by m.place), array_agg(m.rank order by m.place)
  into v_account_ids, v_account_ranks
  from search.match_words('account', typed,
      case when 'account' = any (kinds) then at_most else least(at_most, 100) end)
    with ordinality as m (subject_id, rank, words, place);

  if 'account' = any (kinds) then
    return query
      select 'account', a.id, a.rank
      from unnest(v_account_ids, v_account_ranks) as a (id, rank);
  end if;
  v_account_ids := v_account_ids[:100];
  if 'contract' = any (kinds) then
    return query
      select 'contract', every.id, min(every.rank)
      from (
        select m.subject_id, m.rank from search.match_words('contract', typed, at_most) as m
        union all
        select c.id, 4 from sales.contracts as c
        where c.tenant_id = v_tenant_id and c.account_id = any (v_account_ids)
      ) as every (id, rank)
      group by every.id
      order by min(every.rank), every.id desc
      limit at_most;
  end if;
  if 'invoice' = any (kinds) then
    return query
      select 'invoice', every.id, min(every.rank)
      from (
        select m.subject_id, m.rank from search.match_numbers(typed, at_most) as m
        union all
        select i.id, 4 from billing.invoices as i
        where i.tenant_id = v_tenant_id and i.account_id = any (v_account_ids)
      ) as every (id, rank)
      group by every.id
      order by min(every.rank), every.id desc
      limit at_most;
  end if;
end $$;
comment on function search.find is
  E'@behavior -*\nIds of the best accounts, contracts and invoices for what was typed.';
grant execute on function search.find to tenor_viewer;
