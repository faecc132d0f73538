create or replace function audit.tg_analysts__note()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform audit.note_security(
    case when tg_op = 'INSERT' then 'analyst.bound' else 'analyst.unbound' end,
    jsonb_build_object('login_name', coalesce(new.login_name, old.login_name)));
  return null;
end $$;
comment on function audit.tg_analysts__note is
  'Notes that a login may read a tenant, or no longer.';
