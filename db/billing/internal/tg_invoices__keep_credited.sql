create or replace function billing.tg_invoices__keep_credited()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.check_kept(new);
  return new;
end $$;
comment on function billing.tg_invoices__keep_credited is
  'Refuses to void an invoice of which an amendment gave days back.';
