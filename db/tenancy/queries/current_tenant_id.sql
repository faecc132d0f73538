-- Only the word of API and worker is taken for the tenant. Any other login is an analyst, whose
-- tenant stands in a table, because a variable that a login can set is no wall. Inlined into
-- policies and defaults, where a call would cost ten times as much.
create or replace function tenancy.current_tenant_id()
  returns uuid
  language sql stable parallel safe
return case when pg_has_role(session_user, 'tenor_trusted', 'member')
    then nullif(current_setting('tenor.tenant_id', true), '')::uuid
    else tenancy.analyst_tenant_id()
  end;
comment on function tenancy.current_tenant_id is
  E'@behavior -*\nThe tenant in which this transaction acts; null for the operator.';
grant execute on function tenancy.current_tenant_id to tenor_tenant, tenor_operator;
