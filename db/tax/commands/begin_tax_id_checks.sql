-- What has the form of an EU number and was never checked; what has another form needs no check to
-- be refused. The task asks, checks without a transaction open, and records each answer.
create or replace function tax.begin_tax_id_checks(at_most int default 500)
  returns setof tax.tax_id_question
  language sql volatile security definer set search_path to ''
as $$
  select a.id, held.number, f.jurisdiction
  from customers.accounts as a
  cross join lateral (select tax.plain_tax_id(a.tax_id)) as held (number)
  join tax.tax_id_formats as f
    on f.prefix = left(held.number, 2) and held.number ~ f.pattern
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.deleted_at is null and a.tax_id is not null
    and not exists (
      select from tax.tax_id_checks as c
      where c.tenant_id = a.tenant_id and c.account_id = a.id and c.number = held.number)
  order by a.id
  limit at_most
$$;
comment on function tax.begin_tax_id_checks is 'Tax ids that were not checked yet.';
grant execute on function tax.begin_tax_id_checks to tenor_worker;
