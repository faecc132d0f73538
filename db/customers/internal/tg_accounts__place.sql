-- An unknown parent, another tenant's and a deleted one are answered alike.
create or replace function customers.tg_accounts__place()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_line uuid[] := '{}';
begin
  if new.parent_account_id is not null and tg_op = 'INSERT' then
    perform customers.lock_hierarchy(new.tenant_id, shared => true);
    select a.path into v_line
    from customers.accounts as a
    where a.tenant_id = new.tenant_id and a.id = new.parent_account_id and a.deleted_at is null;
  elsif new.parent_account_id is not null then
    v_line := customers.line_of(new.parent_account_id);
  end if;

  if v_line is null then
    perform kernel.fail('NOTFD', 'No account has this id.', 'parent_account_id');
  elsif new.id = any (v_line) then
    perform kernel.fail('CYCLE', 'An account cannot stand below itself.', 'parent_account_id');
  end if;
  new.path := v_line || new.id;
  return new;
end $$;
comment on function customers.tg_accounts__place is
  'Finds the place of an account below its parent.';
