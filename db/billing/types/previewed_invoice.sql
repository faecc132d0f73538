do $$
begin
  if to_regtype('billing.previewed_invoice') is null then
    create type billing.previewed_invoice as (
      account_id uuid,
      issue_date date,
      due_date date,
      period_start date,
      period_end date,
      subtotal kernel.amount,
      discount kernel.amount,
      tax kernel.amount,
      total kernel.amount,
      tax_lines billing.tax_sum[],
      items billing.preview_item[]
    );
  end if;
end $$;
comment on type billing.previewed_invoice is 'An invoice as it would be made.';
