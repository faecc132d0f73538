-- An amendment that gave days of an invoice back counts on it: without the invoice, the credit
-- would give back what nobody paid. A charge of an amendment waits for another invoice instead.
create or replace function billing.tg_invoices__keep_credited()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from billing.adjustments as a
    where a.tenant_id = new.tenant_id and a.credited_invoice_id = new.id
      and a.credited_adjustment_id is null and not a.is_dropped
  ) then
    perform kernel.fail('TRANS', 'An amendment gave days of the invoice back; credit the rest.',
      'invoice_id');
  end if;
  return new;
end $$;
comment on function billing.tg_invoices__keep_credited is
  'Refuses to void an invoice of which an amendment gave days back.';
