-- An issue time has whole seconds: what was issued in the second of the withdrawal is refused too.
create or replace function tenancy.refuse_tokens(subject text)
  returns timestamptz
  language sql volatile security definer set search_path to ''
as $$
  insert into tenancy.token_withdrawals as w (tenant_id, subject, not_before, withdrawn_by)
  values (tenancy.caller_id(), refuse_tokens.subject, clock_timestamp(),
    nullif(current_setting('tenor.subject', true), ''))
  on conflict on constraint token_withdrawals_pkey do update
  set not_before = greatest(w.not_before, excluded.not_before), withdrawn_by = excluded.withdrawn_by
  returning not_before
$$;
comment on function tenancy.refuse_tokens is
  'Refuses what tokens a subject has; answers from when on new ones are taken.';
