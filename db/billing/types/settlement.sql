do $$
begin
  if to_regtype('billing.settlement') is null then
    create type billing.settlement as (
      invoice_id uuid, amount numeric, tax numeric, settled_on date, is_recovery boolean);
  end if;
end $$;
comment on type billing.settlement is
  'That so much of an invoice, or of what was given up of it, was paid on a day; of the latter, '
  'how much is tax that is owed again.';
