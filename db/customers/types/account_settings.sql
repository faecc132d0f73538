do $$
begin
  if to_regtype('customers.account_settings') is null then
    create type customers.account_settings as (
      time_zone text, locale text, payment_terms_days int, legal_entity_id uuid);
  end if;
end $$;
comment on type customers.account_settings is 'What applies to an account, inherited or its own.';
comment on column customers.account_settings.time_zone is 'IANA time zone of its business day.';
comment on column customers.account_settings.locale is 'How its documents are written, BCP 47.';
comment on column customers.account_settings.payment_terms_days is
  'Days from issue to due date.';
comment on column customers.account_settings.legal_entity_id is 'Which legal entity sells to it.';
