-- Tenancy stands below and cannot ask: we watch it. Who gave a role before is the second person of
-- who gives the same.
create or replace function controls.tg_members__require()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform controls.require('role_grant', 'member', array[new.id], array[new.id],
    second_person => case when new.confirmed_by is not null then new.granted_by end);
  return null;
end $$;
comment on function controls.tg_members__require is 'Keeps who gave a role.';

create or replace trigger _500_require_insert after insert on tenancy.members
  for each row execute function controls.tg_members__require();
create or replace trigger _500_require_update after update on tenancy.members
  for each row when ((new.role, new.granted_by, new.confirmed_by)
    is distinct from (old.role, old.granted_by, old.confirmed_by))
  execute function controls.tg_members__require();
select controls.register_door('role_grant', 'tenancy.members');
