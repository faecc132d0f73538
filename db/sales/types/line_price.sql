do $$
begin
  if to_regtype('sales.line_price') is null then
    create type sales.line_price as (
      contract_id uuid,
      line_id uuid,
      terms_id uuid,
      valid daterange,
      quantity numeric,
      unit_price numeric,
      rated numeric,
      discount_percent numeric,
      mrr numeric
    );
  end if;
end $$;
comment on type sales.line_price is
  'The exact price of one version of a recurring line''s terms for one interval and one month.';
