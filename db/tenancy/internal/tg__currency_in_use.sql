-- What is in a withdrawn currency goes on; it is not taken up anew.
create or replace function tenancy.tg__currency_in_use()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if tg_op = 'INSERT' or new.currency <> old.currency then
    perform tenancy.refuse_withdrawn(new.currency);
  end if;
  return new;
end $$;
comment on function tenancy.tg__currency_in_use is
  'Refuses rows in a currency that is not in use any more.';
