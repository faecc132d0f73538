-- Always made of the invoices as they are: nothing on it is kept. An account that has left is not
-- shown to who was above it.
create or replace function billing.subsidiary_statement(
  account_id uuid, "from" date default null, "to" date default null
)
  returns billing.subsidiary_statement
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_account customers.accounts;
  v_to date := coalesce("to", tenancy.today());
  v_from date := coalesce("from", date_trunc('month', v_to)::date);
  v_totals billing.subsidiary_total[];
  v_invoices billing.subsidiary_invoice[];
begin
  select * into v_account from customers.accounts as a
  where a.tenant_id = tenancy.current_tenant_id() and a.id = subsidiary_statement.account_id
    and a.deleted_at is null;
  if not found then
    raise exception using errcode = 'NOTFD', message = 'No account has this id.',
      column = 'account_id';
  elsif v_from > v_to then
    raise exception using errcode = 'INPUT', message = 'The first day lies after the last.',
      column = 'from';
  elsif v_to - v_from > 366 then
    raise exception using errcode = 'INPUT', message = 'A statement is of a year at most.',
      column = 'from';
  end if;

  with listed as (
    select (i.id, i.invoice_number, a.id, a.account_name, i.status, i.currency, i.issue_date,
      i.due_date, i.subtotal - i.discount, i.tax, i.total, i.balance
    )::billing.subsidiary_invoice as invoice
    from customers.subtree_ids(v_account.id) as below (id)
    join customers.accounts as a on a.tenant_id = v_account.tenant_id and a.id = below.id
    join billing.invoices as i on i.tenant_id = a.tenant_id and i.account_id = a.id
    where a.id <> v_account.id and i.issue_date between v_from and v_to
      and i.status not in ('draft', 'void')
  ),
  sums as (
    select (l.invoice).currency, (
      (l.invoice).currency, count(*), sum((l.invoice).net), sum((l.invoice).tax),
      sum((l.invoice).total), sum((l.invoice).balance))::billing.subsidiary_total as total
    from listed as l
    group by (l.invoice).currency
  )
  select
    array(select s.total from sums as s order by s.currency),
    array(
      select l.invoice from listed as l
      order by (l.invoice).currency, (l.invoice).account_name, (l.invoice).account_id,
        (l.invoice).issue_date, (l.invoice).invoice_number)
  into v_totals, v_invoices;
  return (v_account.id, v_account.account_name, v_from, v_to, v_totals, v_invoices);
end $$;
comment on function billing.subsidiary_statement is
  'The invoices that were issued, from a day to a day (by default the month until today), to the '
  'accounts below an account that pay for themselves, with what they come to. It asks for no '
  'payment. Codes: not_found, invalid_input.';
grant execute on function billing.subsidiary_statement to tenor_viewer;
