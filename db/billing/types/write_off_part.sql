do $$
begin
  if to_regtype('billing.write_off_part') is null then
    create type billing.write_off_part as (unearned numeric, relief numeric, relieved numeric);
  end if;
end $$;
comment on type billing.write_off_part is
  'What is no bad debt of an amount that is given up: what was not earned yet, the tax that the '
  'state gives back, and how much of that it gives at once.';
