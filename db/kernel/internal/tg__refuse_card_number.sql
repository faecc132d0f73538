-- Card numbers are never kept: refused before they are written, they reach no row, event or audit.
-- The trigger's condition has found one; here is told in which field.
create or replace function kernel.tg__refuse_card_number()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform kernel.fail('INPUT', 'This holds the number of a payment card, which is kept nowhere.', (
    select field.key
    from jsonb_each_text(to_jsonb(new)) as field
    where kernel.holds_card_number(field.value)
    order by field.key
    limit 1));
  return null;
end $$;
comment on function kernel.tg__refuse_card_number is
  'Refuses a row with the number of a payment card in one of its texts.';
