do $$
begin
  if to_regtype('billing.schedule_entry') is null then
    create type billing.schedule_entry as (
      line_id uuid,
      period_start date,
      period_end date,
      bill_on date,
      quantity numeric,
      unit_price numeric,
      amount kernel.amount,
      discount kernel.amount,
      invoice_id uuid
    );
  end if;
end $$;
comment on type billing.schedule_entry is 'What a contract bills for some days, and where it did.';
