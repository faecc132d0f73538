do $$
begin
  if to_regtype('kernel.failure') is null then
    create type kernel.failure as (code text, message text, sqlstate text, error_id uuid);
  end if;
end $$;
comment on type kernel.failure is
  'Why something could not be done, for people. What is no refusal has its SQLSTATE and the id '
  'under which it is logged.';
