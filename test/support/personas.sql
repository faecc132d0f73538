-- Who speaks in a pgTAP file. After `select test.as('finance', 'acme')` every statement is that
-- person's, until the next `test.as` or `test.root()`.
create schema test;
grant usage on schema test to public;

create table test.tenants (slug text primary key, id uuid not null);
grant select, insert on test.tenants to public;

create function test.tenant(slug text)
  returns uuid
  language sql stable set search_path to ''
as $$
  select t.id from test.tenants as t where t.slug = tenant.slug
$$;

-- persona: viewer, sales, finance, approver, admin, operator, worker; or nobody, which is the
-- login of the API before it has become anyone.
create function test.as(persona text, tenant uuid default null, subject text default null)
  returns void
  language plpgsql volatile
as $$
begin
  perform set_config('tenor.tenant_id', coalesce(tenant::text, ''), true);
  perform set_config('tenor.subject', coalesce(subject, persona), true);
  perform set_config('tenor.request_id', 'pgtap', true);
  perform set_config('tenor.client_ip', '192.0.2.1', true);
  perform set_config('role',
    case persona when 'nobody' then 'tenor_gateway' else 'tenor_' || persona end, true);
end $$;

create function test.as(persona text, slug text, subject text default null)
  returns void
  language plpgsql volatile
as $$
begin
  if test.tenant(slug) is null then
    raise exception 'test.provision(%) comes first', quote_literal(slug);
  end if;
  perform test.as(persona, test.tenant(slug), subject);
end $$;

-- The clock of a sandbox moves; finance goes on from there.
create function test.go_on(day date, slug text default 'acme') returns void language sql as $$
  select test.as('admin', slug);
  select tenancy.advance_clock(day);
  select test.as('finance', slug);
$$;

-- Nobody's wall: to look behind the scenes and to prepare what no person may.
create function test.root(slug text default null)
  returns void
  language plpgsql volatile
as $$
begin
  perform set_config('role', 'none', true);
  perform set_config('tenor.tenant_id', coalesce(test.tenant(slug)::text, ''), true);
  perform set_config('tenor.subject', '', true);
end $$;

-- A sandbox tenant whose clock stands at the given instant. Who spoke before speaks on.
create function test.provision(slug text, clock_at timestamptz default '2025-01-01T09:00:00Z',
  currency text default 'USD', time_zone text default 'UTC')
  returns uuid
  language plpgsql volatile
as $$
declare
  v_role text := current_setting('role');
  v_tenant text := coalesce(current_setting('tenor.tenant_id', true), '');
  v_subject text := coalesce(current_setting('tenor.subject', true), '');
  v_id uuid;
begin
  perform test.as('operator');
  v_id := (tenancy.provision_tenant(name => initcap(slug), slug => slug, currency => currency,
    time_zone => time_zone, sandbox => true, clock_at => clock_at)).id;
  insert into test.tenants values (slug, v_id);
  perform set_config('role', v_role, true);
  perform set_config('tenor.tenant_id', v_tenant, true);
  perform set_config('tenor.subject', v_subject, true);
  return v_id;
end $$;

-- What the edge brings with an admin's transaction: a secret for a webhook, sealed.
create function test.seal_secret()
  returns text
  language sql volatile
as $$
  select set_config('tenor.sealed_secret', jsonb_build_object(
    'sealed', 'v1.0123456789abcdef.' || replace(gen_random_uuid()::text, '-', ''),
    'key_id', '0123456789abcdef')::text, true)
$$;

-- For a file that books what no sub-ledger stands behind.
create function test.leave_books_open(reason text)
  returns void
  language sql volatile
as $$
  select set_config('test.books_stay_open', reason, true)
$$;

-- Said at the end of every file, about every tenant of the file.
create function test.books_agree()
  returns setof text
  language plpgsql volatile
as $$
declare
  v_tenant test.tenants;
begin
  if coalesce(current_setting('test.books_stay_open', true), '') <> '' then
    return;
  end if;
  for v_tenant in table test.tenants loop
    perform test.root(v_tenant.slug);
    return next is_empty('table ledger.discrepancies',
      format('In the end the books of %s agree', v_tenant.slug));
  end loop;
end $$;

grant execute on all functions in schema test to public;
