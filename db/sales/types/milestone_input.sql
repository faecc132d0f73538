do $$
begin
  if to_regtype('sales.milestone_input') is null then
    create type sales.milestone_input as (
      "date" date,
      amount numeric,
      percent numeric,
      description text
    );
  end if;
end $$;
comment on type sales.milestone_input is
  'A part of a price that is charged once, on a day: an amount, or a percentage of the price.';
comment on column sales.milestone_input."date" is 'The day on which it is billed.';
comment on column sales.milestone_input.amount is
  'Its amount; those of all milestones add up to the price.';
comment on column sales.milestone_input.percent is
  'Its percentage of the price; those of all milestones add up to 100.';
comment on column sales.milestone_input.description is
  'What is reached, as invoices print it behind the line''s own description.';
