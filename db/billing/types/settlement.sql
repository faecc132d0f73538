do $$
begin
  if to_regtype('billing.settlement') is null then
    create type billing.settlement as (invoice_id uuid, amount numeric, settled_on date);
  end if;
end $$;
comment on type billing.settlement is 'That so much of an invoice was paid on a day.';
