-- A department uses the number of the company it belongs to: the nearest account above that has
-- one. Failed check digits decide only where they are reliable. Inlined, to be joined laterally.
create or replace function tax.tax_id_of(account customers.accounts)
  returns setof tax.tax_id_status
  language sql stable parallel safe rows 1
begin atomic
  select holder.id, holder.number, f.jurisdiction, verdict.is_valid, case
      when verdict.is_valid then 'valid'
      when not verdict.is_valid then 'invalid'
      when exists (
        select from tax.tax_id_checks as c
        where c.tenant_id = (account).tenant_id
          and c.account_id = holder.id and c.number = holder.number) then 'unverified'
      else 'unchecked'
    end
  from (
    select a.id, tax.plain_tax_id(a.tax_id) as number
    from customers.accounts as a
    where a.tenant_id = (account).tenant_id
      and a.id = any ((account).path) and a.tax_id is not null
    order by a.depth desc
    limit 1
  ) as holder
  left join tax.tax_id_formats as f
    on f.prefix = left(holder.number, 2) and holder.number ~ f.pattern
  cross join lateral (
    select (
      select c.is_valid
      from tax.tax_id_checks as c
      where c.tenant_id = (account).tenant_id
        and c.account_id = holder.id and c.number = holder.number
        and (c.is_valid or c.method <> 'checksum' or (holder.number ~ f.unsure_pattern) is not true)
      order by c.checked_at desc, c.id desc
      limit 1) as is_valid
  ) as verdict;
end;
comment on function tax.tax_id_of is
  E'@behavior -*\nThe tax id that counts for an account, and what its last check said.';
grant execute on function tax.tax_id_of to tenor_viewer;
