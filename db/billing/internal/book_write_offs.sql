create or replace function billing.book_write_offs(write_offs billing.write_offs[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  -- In a statement of its own: what is booked is read from there.
  perform billing.keep_relieved_taxes(array(
    select ('billing.write_off', w.id, w.invoice_id, w.relieved_amount)::billing.tax_relief
    from unnest(write_offs) as w));
  perform ledger.post(billing.write_off_postings(write_offs));
  perform billing.release_taxes(array(select w.invoice_id from unnest(write_offs) as w));
end $$;
comment on function billing.book_write_offs is
  'Books what is given up of invoices, what is owed of it again, and tax that comes back.';
