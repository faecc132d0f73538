-- An account that still owes, or has a draft, is not deleted.
create or replace function billing.tg_accounts__keep_with_invoices()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from billing.invoices as i
    where i.tenant_id = new.tenant_id and i.account_id = new.id
      and i.status in ('draft', 'open', 'partially_paid', 'overdue')
  ) then
    perform kernel.fail('CNFLT', 'The account has invoices that are not settled.', 'account_id');
  end if;
  return null;
end $$;
comment on function billing.tg_accounts__keep_with_invoices is
  'Refuses to delete an account that has drafts or open invoices.';

create or replace trigger _310_keep_with_invoices after update of deleted_at on customers.accounts
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function billing.tg_accounts__keep_with_invoices();
