do $$
begin
  if to_regtype('tenancy.token_limit') is null then
    create type tenancy.token_limit as (subject text, not_before timestamptz);
  end if;
end $$;
comment on type tenancy.token_limit is 'Tokens of a subject that are older are refused.';
