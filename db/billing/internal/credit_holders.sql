-- An account's own limit counts its invoices; one of an account above does if it is its subtree's.
create or replace function billing.credit_holders(account_ids uuid[])
  returns table (account_id uuid, holder_id uuid, root_id uuid)
  language sql stable security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
  select a.id, holder.id, a.path[1]
  from customers.accounts as a
  join customers.accounts as holder
    on holder.tenant_id = a.tenant_id and holder.id = any (a.path)
  where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = any (account_ids)
    and holder.credit_limit is not null
    and (holder.id = a.id or holder.credit_limit_scope = 'subtree')
$$;
comment on function billing.credit_holders is
  'The accounts whose credit limits count the invoices of the given ones, and their root.';
