do $$
begin
  if to_regtype('sales.contract_change_input') is null then
    create type sales.contract_change_input as (
      line_id uuid,
      quantity numeric,
      committed_quantity numeric,
      unit_price numeric,
      "end" boolean,
      "add" sales.contract_line_input
    );
  end if;
end $$;
comment on type sales.contract_change_input is
  'A change of a contract: of a line''s quantity, commitment or price, its end, or a new line.';
comment on column sales.contract_change_input.line_id is 'The line that changes.';
comment on column sales.contract_change_input.quantity is 'Its new quantity.';
comment on column sales.contract_change_input.committed_quantity is 'Its new commitment.';
comment on column sales.contract_change_input.unit_price is 'Its new unit price.';
comment on column sales.contract_change_input."end" is
  'Whether it ends: the day before the amendment''s is its last.';
comment on column sales.contract_change_input."add" is
  'A line to be added instead; it starts on the amendment''s day and ends with the contract.';
