create or replace function billing.use_cash(routines text[], invoice_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_routine text;
begin
  foreach v_routine in array routines loop
    execute format('select %s($1)', v_routine) using invoice_ids;
  end loop;
end $$;
comment on function billing.use_cash is
  'Pays invoices from unapplied cash of their accounts that lock_cash has locked.';
