-- A version may end from today on, or last longer, or be withdrawn before it begins; nothing else.
create or replace function catalog.tg_prices__keep_past()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_today date := tenancy.today();
begin
  if tg_op = 'DELETE' then
    if coalesce(lower(old.valid) <= v_today, true) then
      perform kernel.fail('TRANS', 'A price that has begun cannot be withdrawn.', 'price_id');
    end if;
    return old;
  elsif to_jsonb(new) - '{valid,valid_from,valid_to}'::text[]
      <> to_jsonb(old) - '{valid,valid_from,valid_to}'::text[]
    or lower(new.valid) is distinct from lower(old.valid)
    or least(upper(new.valid), upper(old.valid)) < v_today
  then
    perform kernel.fail('TRANS', 'The past of a price never changes.', 'price_id');
  end if;
  return new;
end $$;
comment on function catalog.tg_prices__keep_past is 'Refuses changes of prices that were valid.';
