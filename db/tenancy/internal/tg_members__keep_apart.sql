-- Nobody gives a role to himself, nor to a second identity of his own that an e-mail address tells.
-- Who gave a role is kept, and which other admin gave the same again.
create or replace function tenancy.tg_members__keep_apart()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_actor text := nullif(current_setting('tenor.subject', true), '');
  v_is_grant boolean := tg_op = 'INSERT' or new.role <> old.role
    or new.status = 'active' and old.status = 'removed';
begin
  if v_actor is null or tenancy.is_operator() then
    return new;
  elsif v_is_grant and new.subject = v_actor then
    perform kernel.fail('DUTYC', 'Nobody gives a role to himself: ask another admin.', 'role');
  elsif new.status = 'active' and new.subject <> v_actor and exists (
    select from tenancy.members as m
    where m.tenant_id = new.tenant_id and m.subject = v_actor and lower(m.email) = lower(new.email)
  ) then
    perform kernel.fail('DUTYC', 'Another admin adds a second identity of yours.', 'email');
  elsif v_is_grant then
    new.granted_by := v_actor;
    new.confirmed_by := null;
  end if;
  return new;
end $$;
comment on function tenancy.tg_members__keep_apart is
  'Keeps who gives roles apart from who gets them.';
