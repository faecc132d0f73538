do $$
begin
  if to_regtype('tax.tax_id_status') is null then
    create type tax.tax_id_status as (
      account_id uuid, number text, country text, is_valid boolean, status text);
  end if;
end $$;
comment on type tax.tax_id_status is 'What is known of an account''s tax id.';
comment on column tax.tax_id_status.account_id is
  'The account that has the id: itself, else the nearest above.';
comment on column tax.tax_id_status.number is 'The id, in capitals without blanks and signs.';
comment on column tax.tax_id_status.country is
  'The EU member state that gives such ids; null if it is of no known form.';
comment on column tax.tax_id_status.is_valid is
  'The last check of this id that decides; null if there was none.';
comment on column tax.tax_id_status.status is
  'valid or invalid by that check; unverified, a warning: its check digits fail, which does not '
  'decide in its country: ask the register; unchecked: nobody looked.';
