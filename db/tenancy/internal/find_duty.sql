create or replace function tenancy.find_duty(name text)
  returns tenancy.duties
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_duty tenancy.duties;
begin
  select * into v_duty from tenancy.duties as d where d.name = find_duty.name;
  if not found then
    perform kernel.fail('NOTFD', 'No duty has this name.', 'duty');
  end if;
  return v_duty;
end $$;
comment on function tenancy.find_duty is E'@behavior -*\nThe duty of a name.';
