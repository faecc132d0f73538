create or replace function customers.accounts_effective_legal_entity_id(account customers.accounts)
  returns uuid
  language sql stable parallel safe
return (select s.legal_entity_id from customers.settings_of(account) as s);
comment on function customers.accounts_effective_legal_entity_id is
  'Which legal entity sells to it: its own choice, else that of the nearest account above, else '
  'the tenant''s first one.';
grant execute on function customers.accounts_effective_legal_entity_id to tenor_viewer;
