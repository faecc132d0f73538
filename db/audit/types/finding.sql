do $$
begin
  if to_regtype('audit.finding') is null then
    create type audit.finding as (seal_id bigint, entry_id uuid, problem text);
  end if;
end $$;
comment on type audit.finding is 'A broken place in the audit log.';
