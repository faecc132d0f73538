do $$
begin
  if to_regtype('billing.amendment_result') is null then
    create type billing.amendment_result as (
      amendment sales.amendments,
      currency text,
      lines billing.amendment_line[],
      subtotal kernel.amount,
      discount kernel.amount,
      tax kernel.amount,
      total kernel.amount,
      invoice_id uuid
    );
  end if;
end $$;
comment on type billing.amendment_result is
  'An amendment and what it costs for days that were billed already; what is billed later follows '
  'the new terms by itself. The invoice is null while its lines wait for the next one.';
