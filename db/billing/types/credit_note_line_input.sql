do $$
begin
  if to_regtype('billing.credit_note_line_input') is null then
    create type billing.credit_note_line_input as (item_id uuid, net kernel.amount);
  end if;
end $$;
comment on type billing.credit_note_line_input is
  'What is credited of an invoice item, before tax; without an amount all that it has left.';
