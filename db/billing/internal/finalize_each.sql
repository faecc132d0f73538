-- One that cannot be issued, since its purchase order does not bear the tax of another day, stays a
-- draft and holds up no other.
create or replace function billing.finalize_each(invoice_ids uuid[])
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_half int := cardinality(invoice_ids) / 2;
begin
  return (select count(*) from billing.finalize_invoices(invoice_ids));
exception
  when serialization_failure or deadlock_detected or query_canceled or admin_shutdown then
    raise;
  when others then
    if v_half = 0 then
      raise warning 'Invoice % could not be issued: %', invoice_ids[1], sqlerrm;
      return 0;
    end if;
    return billing.finalize_each(invoice_ids[:v_half])
      + billing.finalize_each(invoice_ids[v_half + 1:]);
end $$;
comment on function billing.finalize_each is
  'Finalises drafts together where all can be, else one by one; how many.';
