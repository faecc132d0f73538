do $$
begin
  if to_regtype('tenancy.clock_advance') is null then
    create type tenancy.clock_advance as (now timestamptz, work jsonb);
  end if;
end $$;
comment on type tenancy.clock_advance is
  'Where the clock stands, and counters of the work done, such as invoices_created.';
