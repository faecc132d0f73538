create or replace function tenancy.tg_members__confirm()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_actor text := nullif(current_setting('tenor.subject', true), '');
begin
  if old.confirmed_by is null and old.granted_by is not null
    and v_actor not in (select h from tenancy.hands_of(old.subject) as h) then
    new.confirmed_by := v_actor;
  end if;
  return new;
end $$;
comment on function tenancy.tg_members__confirm is
  'The role that a member has is given again, by an admin who is nobody''s other hand in it.';
