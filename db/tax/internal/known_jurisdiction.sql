create or replace function tax.known_jurisdiction(code text, pointer text default 'jurisdiction')
  returns text
  language plpgsql stable security invoker set search_path to ''
as $$
begin
  if not exists (select from tax.jurisdictions as j where j.code = known_jurisdiction.code)
    and not exists (
      select from tax.localities as l
      where l.tenant_id = tenancy.current_tenant_id() and l.code = known_jurisdiction.code)
  then
    perform kernel.fail('NOTFD', 'No jurisdiction has this code.', pointer);
  end if;
  return code;
end $$;
comment on function tax.known_jurisdiction is
  'The code of a jurisdiction or locality, or NOTFD.';
