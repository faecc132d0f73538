-- What has the form of an EU number and was never checked; what has another form needs no check to
-- be refused. The task asks, checks without a transaction open, and records each answer.
create or replace function tax.begin_tax_id_checks(at_most int default 500)
  returns setof tax.tax_id_question
  language sql volatile security definer set search_path to ''
as $$
  select status.account_id, status.number
  from customers.accounts as a
  cross join lateral tax.tax_id_of(a) as status
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.deleted_at is null and a.tax_id is not null
    and status.country is not null and status.is_valid is null
  order by a.id
  limit at_most
$$;
comment on function tax.begin_tax_id_checks is 'Tax ids that were not checked yet.';
grant execute on function tax.begin_tax_id_checks to tenor_worker;
