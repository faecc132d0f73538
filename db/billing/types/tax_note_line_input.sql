do $$
begin
  if to_regtype('billing.tax_note_line_input') is null then
    create type billing.tax_note_line_input as (item_id uuid, tax kernel.amount);
  end if;
end $$;
comment on type billing.tax_note_line_input is
  'What is credited of the tax of an invoice item; without an amount all that it has left.';
