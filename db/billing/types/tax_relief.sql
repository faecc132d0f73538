do $$
begin
  if to_regtype('billing.tax_relief') is null then
    create type billing.tax_relief as (
      source_type text, source_id uuid, invoice_id uuid, amount numeric);
  end if;
end $$;
comment on type billing.tax_relief is
  'Tax of a bad debt that the state gives back, or below zero that is owed to it again, and what '
  'brings it about.';
