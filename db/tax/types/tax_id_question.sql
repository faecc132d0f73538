do $$
begin
  if to_regtype('tax.tax_id_question') is null then
    create type tax.tax_id_question as (
      account_id uuid, number text, country text);
  end if;
end $$;
comment on type tax.tax_id_question is 'A tax id that is to be checked.';
comment on column tax.tax_id_question.account_id is 'The account.';
comment on column tax.tax_id_question.number is 'The id, in capitals without blanks and signs.';
comment on column tax.tax_id_question.country is 'The EU member state that gives such ids.';
