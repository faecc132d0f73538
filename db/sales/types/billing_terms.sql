do $$
begin
  if to_regtype('sales.billing_terms') is null then
    create type sales.billing_terms as (
      billing_frequency text,
      billing_cycle_id uuid,
      billing_months int,
      billing_in_advance boolean,
      billing_alignment text,
      billing_day int,
      billing_anchor date
    );
  end if;
end $$;
comment on type sales.billing_terms is 'When a contract is billed, in full.';
