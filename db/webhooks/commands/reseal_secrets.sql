create or replace function webhooks.reseal_secrets(key_id text, secrets jsonb)
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_count int;
begin
  update webhooks.endpoint_secrets as s
  set sealed = fresh.sealed, key_id = reseal_secrets.key_id
  from jsonb_to_recordset(secrets) as fresh (id uuid, sealed text)
  where s.tenant_id = tenancy.current_tenant_id() and s.id = fresh.id;
  get diagnostics v_count = row_count;
  if v_count > 0 then
    perform audit.note_security('keys.rotated', jsonb_build_object('secrets', v_count));
  end if;
  return v_count;
end $$;
comment on function webhooks.reseal_secrets is
  'Puts secrets sealed anew, [{id, sealed}], in the place of the old ones; answers how many.';
grant execute on function webhooks.reseal_secrets to tenor_worker;
