-- The operator's acts on a tenant, on its side; the operator reads the events of all.
create or replace function audit.tg_tenants__note()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform audit.note_security(
    'tenant.' || case when tg_op = 'INSERT' then 'provisioned' when new.status = 'active'
      then 'reactivated' else new.status end,
    jsonb_strip_nulls(jsonb_build_object('slug', new.slug, 'reason', new.status_reason)));
  return null;
end $$;
comment on function audit.tg_tenants__note is 'Notes that a tenant was opened or moved.';
