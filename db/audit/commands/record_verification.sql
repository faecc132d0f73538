-- `head` is the newest one kept outside. Once there are seals, one is always kept: that it is gone
-- is a finding as well, since without it nobody sees a chain that was written anew.
create or replace function audit.record_verification(head text)
  returns audit.verifications
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_seal audit.seals;
  v_findings text[];
  v_verification audit.verifications;
begin
  select * into v_seal from audit.seals as s
  where s.tenant_id = tenancy.current_tenant_id() order by s.id desc limit 1;
  select array_agg(concat_ws(' ', 'seal ' || f.seal_id || ':', f.problem, f.entry_id))
  into v_findings
  from (select * from audit.verify(record_verification.head) limit 20) as f;
  if record_verification.head is null and v_seal.id is not null then
    v_findings := array_append(v_findings,
      'no head is kept outside: the chain may have been written anew');
  end if;
  insert into audit.verifications (seal, head, findings)
  values (v_seal.id, encode(v_seal.hash, 'hex'), coalesce(v_findings, '{}'))
  returning * into v_verification;
  if v_verification.findings <> '{}' then
    perform audit.note_security('audit.broken', jsonb_build_object('findings', v_findings));
  end if;
  return v_verification;
end $$;
comment on function audit.record_verification is
  'Verifies the tenant''s audit log against a head kept outside, and keeps what was found.';
grant execute on function audit.record_verification to tenor_worker;
