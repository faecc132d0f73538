do $$
begin
  if to_regtype('tenancy.clock_reading') is null then
    create type tenancy.clock_reading as (
      now timestamptz, today date, time_zone text, sandbox boolean);
  end if;
end $$;
comment on type tenancy.clock_reading is 'The tenant''s clock: instant, business day, time zone.';
