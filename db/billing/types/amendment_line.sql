do $$
begin
  if to_regtype('billing.amendment_line') is null then
    create type billing.amendment_line as (
      line_id uuid,
      kind text,
      period_start date,
      period_end date,
      quantity numeric,
      unit_price numeric,
      amount kernel.amount,
      discount kernel.amount
    );
  end if;
end $$;
comment on type billing.amendment_line is
  'What an amendment gives back (credit) or bills (charge) for days that were billed already.';
