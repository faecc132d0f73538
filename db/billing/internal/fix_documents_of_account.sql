-- Departments show the tax id of who stands above them, and words are in the language that is
-- inherited: so everything below counts. Mostly nothing waits, and nothing is looked for.
create or replace function billing.fix_documents_of_account(account_id uuid)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if not exists (
    select from billing.unfixed_documents as u where u.tenant_id = tenancy.current_tenant_id()
  ) then
    return;
  end if;
  perform billing.fix_documents(array(
    with below as materialized (
      select b.id from customers.subtree_ids(fix_documents_of_account.account_id) as b (id)
    ),
    shown as materialized (
      select i.id
      from below
      join billing.invoices as i
        on i.tenant_id = tenancy.current_tenant_id() and i.account_id = below.id
      union
      select item.invoice_id
      from below
      join billing.invoice_items as item
        on item.tenant_id = tenancy.current_tenant_id() and item.account_id = below.id
    )
    select shown.id from shown
    union all
    select n.id
    from shown
    join billing.credit_notes as n
      on n.tenant_id = tenancy.current_tenant_id() and n.invoice_id = shown.id));
end $$;
comment on function billing.fix_documents_of_account is
  'Fixes what issued papers say of an account and those below it, before that changes.';
