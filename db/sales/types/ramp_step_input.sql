do $$
begin
  if to_regtype('sales.ramp_step_input') is null then
    create type sales.ramp_step_input as ("from" date, quantity numeric, unit_price numeric);
  end if;
end $$;
comment on type sales.ramp_step_input is
  'From a day on, another quantity or unit price; what is left out stays as before.';
