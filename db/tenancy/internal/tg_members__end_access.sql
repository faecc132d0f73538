-- Who comes back needs a new token: the old ones end with the membership, for good.
create or replace function tenancy.tg_members__end_access()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform tenancy.refuse_tokens(new.subject);
  return null;
end $$;
comment on function tenancy.tg_members__end_access is 'Refuses the tokens of a removed member.';
