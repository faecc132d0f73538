-- A reference that names invoices speaks for those alone, also when they are paid already: the same
-- money sent twice must not wander to another invoice. Without one, an invoice of exactly this
-- amount comes first, then the account's own, the oldest due first. What was written off gets
-- something only when it is named, after what is still owed.
create or replace function payments.choose_invoices(payment payments.payments)
  returns payments.application_input[]
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_named uuid[] := payments.named_invoices(payment.account_id, payment.reference);
  v_payable uuid[] := payments.lock_payable_invoices(
    coalesce(v_named, array(
      select i.id from billing.invoices as i
      where i.tenant_id = payment.tenant_id and i.account_id = payment.account_id
        and i.status in ('open', 'partially_paid', 'overdue'))),
    payment.currency);
begin
  -- A statement of its own: it sees what others have paid while this one waited for the locks.
  return array(
    select (i.id, null)::payments.application_input
    from billing.invoices as i
    where i.tenant_id = payment.tenant_id and i.id = any (v_payable)
      and i.legal_entity_id = payment.legal_entity_id
    order by i.status = 'uncollectible',
      case when v_named is null then i.balance = payment.unapplied_amount end desc nulls last,
      i.due_date, i.invoice_number);
end $$;
comment on function payments.choose_invoices is
  'Invoices for a payment to settle, in order, locked.';
