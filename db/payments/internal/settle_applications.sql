create or replace function payments.settle_applications(applied payments.payment_applications[])
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_taken billing.settlement[] := array(
    select (a.invoice_id, -a.amount, -a.tax, a.applied_on, a.is_recovery)::billing.settlement
    from unnest(applied) as a
    where a.amount < 0);
begin
  perform billing.settle_invoices(array(
    select (a.invoice_id, a.amount, a.tax, a.applied_on, a.is_recovery)::billing.settlement
    from unnest(applied) as a
    where a.amount > 0));
  perform billing.reopen_invoices(v_taken);
  perform billing.keep_relieved_taxes(array(
    select ('payments.payment_application', a.id, a.invoice_id, -a.tax)::billing.tax_relief
    from unnest(applied) as a
    where a.tax <> 0));
  perform billing.lose_relief(v_taken);
  perform billing.release_taxes(array(select distinct a.invoice_id from unnest(applied) as a));
  update payments.payments as p
  set applied_amount = p.applied_amount + spent.amount
  from (
    select a.payment_id, sum(a.amount) as amount from unnest(applied) as a group by a.payment_id
  ) as spent
  where p.tenant_id = tenancy.current_tenant_id() and p.id = spent.payment_id;
end $$;
comment on function payments.settle_applications is
  'Brings new applications, of locked payments, to their invoices and to the sums of the payments.';
