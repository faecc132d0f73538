do $$
begin
  if to_regtype('billing.paper') is null then
    create type billing.paper as (
      document jsonb,
      file_key text,
      file_hash text,
      is_issued boolean
    );
  end if;
end $$;
comment on type billing.paper is
  'What a paper says, whether that is for ever, and the file of it that was made then.';
