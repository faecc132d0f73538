-- What an issued paper says is written down before anything that it is made of changes: of a
-- customer, the papers of whoever stands below; of the seller, its taxes, languages and rates, all.
create or replace function billing.tg_accounts__fix_documents()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.fix_documents_of_account(old.id);
  return new;
end $$;
comment on function billing.tg_accounts__fix_documents is
  'Fixes issued papers before their account changes.';
create or replace trigger _150_fix_documents before update on customers.accounts
  for each row execute function billing.tg_accounts__fix_documents();

create or replace function billing.tg_parties__fix_documents()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.fix_documents_of_account(coalesce(new.account_id, old.account_id));
  return coalesce(new, old);
end $$;
comment on function billing.tg_parties__fix_documents is
  'Fixes issued papers before an address or a contact of their account changes.';
create or replace trigger _150_fix_documents before insert or update or delete
  on customers.addresses for each row execute function billing.tg_parties__fix_documents();
create or replace trigger _150_fix_documents before insert or update or delete
  on customers.contacts for each row execute function billing.tg_parties__fix_documents();

create or replace function billing.tg__fix_documents()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.fix_documents(array(
    select u.document_id from billing.unfixed_documents as u
    where u.tenant_id = tenancy.current_tenant_id()));
  return null;
end $$;
comment on function billing.tg__fix_documents is
  'Fixes all issued papers before something changes that any of them may say.';
create or replace trigger _150_fix_documents before update of locale on tenancy.tenants
  for each statement execute function billing.tg__fix_documents();
create or replace trigger _150_fix_documents before update on tenancy.legal_entities
  for each statement execute function billing.tg__fix_documents();
create or replace trigger _150_fix_documents before update on tenancy.brands
  for each statement execute function billing.tg__fix_documents();
create or replace trigger _150_fix_documents before insert or update or delete
  on tax.tax_registrations for each statement execute function billing.tg__fix_documents();
create or replace trigger _150_fix_documents before update on tax.localities
  for each statement execute function billing.tg__fix_documents();
create or replace trigger _150_fix_documents before insert or update on currencies.exchange_rates
  for each statement execute function billing.tg__fix_documents();
create or replace trigger _150_fix_documents before update of contract_number on sales.contracts
  for each statement execute function billing.tg__fix_documents();
create or replace trigger _150_fix_documents
  before update of contract_id, product_id, pricing_model, price_interval on sales.contract_lines
  for each statement execute function billing.tg__fix_documents();
create or replace trigger _150_fix_documents before update of credited_item_id
  on billing.adjustments
  for each statement execute function billing.tg__fix_documents();
