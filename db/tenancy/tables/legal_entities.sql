-- The persons in law that sell: a tenant has one from the start, and as many as it needs.
-- Contracts, documents, numbers, registrations and books belong to one; customers and products to
-- the tenant. Its day is the day of its documents and books.
create table if not exists tenancy.legal_entities (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  code text not null,
  legal_name text not null,
  legal_form text,
  line1 text,
  line2 text,
  city text,
  state text,
  postal_code text,
  country text,
  register text,
  register_number text,
  share_capital text,
  directors text[] not null default '{}',
  tax_id text,
  currency text not null,
  time_zone text not null,
  fiscal_year_start text not null default '01-01',
  tax_basis text not null default 'invoice',
  retention_years int not null default 10,
  numbering text,
  voids_issued boolean,
  is_default boolean not null default false,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint legal_entities_code_key unique (tenant_id, code),
  constraint legal_entities_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint legal_entities_code_is_a_word_check
    check (code ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  constraint legal_entities_legal_name_check
    check (length(btrim(legal_name)) between 1 and 200 and legal_name !~ '[[:cntrl:]]'),
  constraint legal_entities_lengths_check check (
    length(legal_form) between 1 and 100 and length(line1) <= 200 and length(line2) <= 200
    and length(city) <= 100 and length(state) <= 100 and length(postal_code) <= 20
    and length(register) between 1 and 200 and length(register_number) between 1 and 100
    and length(share_capital) between 1 and 100 and length(tax_id) between 1 and 100),
  constraint legal_entities_directors_check
    check (cardinality(directors) <= 20 and length(array_to_string(directors, '')) <= 2000),
  constraint legal_entities_country_check check (country ~ '^[A-Z]{2}$'),
  constraint legal_entities_currency_check check (kernel.is_currency(currency)),
  constraint legal_entities_time_zone_check check (tenancy.is_time_zone(time_zone)),
  constraint legal_entities_fiscal_year_start_check
    check (fiscal_year_start ~ '^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$'),
  constraint legal_entities_tax_basis_check check (tax_basis in ('invoice', 'cash')),
  constraint legal_entities_retention_years_check check (retention_years between 6 and 30),
  constraint legal_entities_numbering_check check (numbering in ('creation', 'issue'))
);
create unique index if not exists legal_entities_default_idx
  on tenancy.legal_entities (tenant_id, is_default) where is_default;
comment on table tenancy.legal_entities is 'The companies of a tenant that sell and keep books.';
comment on column tenancy.legal_entities.tenant_id is 'The tenant.';
comment on column tenancy.legal_entities.id is 'Identifies the legal entity.';
comment on column tenancy.legal_entities.code is 'Short name, such as acme-gmbh.';
comment on column tenancy.legal_entities.legal_name is 'Name in law, as documents print it.';
comment on column tenancy.legal_entities.legal_form is
  'Legal form, such as GmbH, if documents name it.';
comment on column tenancy.legal_entities.line1 is 'Address, first line.';
comment on column tenancy.legal_entities.line2 is 'Address, second line.';
comment on column tenancy.legal_entities.city is 'City.';
comment on column tenancy.legal_entities.state is 'State or province.';
comment on column tenancy.legal_entities.postal_code is 'Postal code.';
comment on column tenancy.legal_entities.country is
  'Country of its seat, ISO 3166-1 alpha-2; its law decides what documents must say.';
comment on column tenancy.legal_entities.register is
  'Register of companies in which it stands, such as Amtsgericht Berlin or RCS Paris.';
comment on column tenancy.legal_entities.register_number is 'Its number there, such as HRB 12345.';
comment on column tenancy.legal_entities.share_capital is
  'Share capital as documents print it, where the law asks for it.';
comment on column tenancy.legal_entities.directors is
  'Managing directors as documents print them, where the law asks for them.';
comment on column tenancy.legal_entities.tax_id is
  'National tax number; numbers of registrations stand with these.';
comment on column tenancy.legal_entities.currency is 'Currency of its books, ISO 4217.';
comment on column tenancy.legal_entities.time_zone is
  'IANA time zone, whose day is that of its documents and books.';
comment on column tenancy.legal_entities.fiscal_year_start is
  'First day of its fiscal year, MM-DD: 01-01, or 04-01.';
comment on column tenancy.legal_entities.tax_basis is
  'When the tax of what is issued from now on becomes payable: invoice, or cash (when customers '
  'pay).';
comment on column tenancy.legal_entities.retention_years is
  'Years for which its documents and books are kept, 6 to 30.';
comment on column tenancy.legal_entities.numbering is
  'When its invoices get their numbers: creation or issue; null is by its country.';
comment on column tenancy.legal_entities.voids_issued is
  'Whether invoices that were issued are voided (true), or cancelled by a note (false); null: as '
  'the law of its country allows.';
comment on column tenancy.legal_entities.is_default is
  'Whether it sells where nobody names another: the one with which the tenant began.';
comment on column tenancy.legal_entities.created_at is 'When it was entered.';
comment on column tenancy.legal_entities.updated_at is 'When it last changed.';
comment on constraint legal_entities_code_key on tenancy.legal_entities is
  'A legal entity with this code exists.';
comment on index tenancy.legal_entities_default_idx is
  'A tenant has one default legal entity.';
comment on constraint legal_entities_code_is_a_word_check on tenancy.legal_entities is
  'A code has 1 to 63 lower-case letters, digits and inner hyphens.';
comment on constraint legal_entities_legal_name_check on tenancy.legal_entities is
  'A legal name has 1 to 200 characters on one line.';
comment on constraint legal_entities_lengths_check on tenancy.legal_entities is
  'A text of the legal entity is too long.';
comment on constraint legal_entities_directors_check on tenancy.legal_entities is
  'At most 20 directors, of 2,000 characters together.';
comment on constraint legal_entities_country_check on tenancy.legal_entities is
  'A country is an ISO 3166-1 code of two capital letters.';
comment on constraint legal_entities_currency_check on tenancy.legal_entities is
  'The currency is no ISO 4217 code in use.';
comment on constraint legal_entities_time_zone_check on tenancy.legal_entities is
  'The time zone is no name of the IANA database, such as America/New_York.';
comment on constraint legal_entities_fiscal_year_start_check on tenancy.legal_entities is
  'A fiscal year starts on MM-DD, from the first to the 28th of a month.';
comment on constraint legal_entities_tax_basis_check on tenancy.legal_entities is
  'A tax basis is invoice or cash.';
comment on constraint legal_entities_retention_years_check on tenancy.legal_entities is
  'Documents and books are kept for 6 to 30 years.';
comment on constraint legal_entities_numbering_check on tenancy.legal_entities is
  'Numbers are given at creation or issue.';

-- Who may touch it: members and analysts read, admins add and change. The currency of books that
-- are begun stays.
alter table tenancy.legal_entities enable row level security;
alter table tenancy.legal_entities force row level security;
drop policy if exists tenant_isolation on tenancy.legal_entities;
create policy tenant_isolation on tenancy.legal_entities as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tenancy.legal_entities;
create policy owner_all on tenancy.legal_entities to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tenancy.legal_entities;
create policy select_member on tenancy.legal_entities for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_analyst on tenancy.legal_entities;
create policy select_analyst on tenancy.legal_entities for select to tenor_analyst
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on tenancy.legal_entities;
create policy update_admin on tenancy.legal_entities for update to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tenancy.legal_entities to tenor_viewer, tenor_analyst;
grant update (legal_name, legal_form, line1, line2, city, state, postal_code, country, register,
  register_number, share_capital, directors, tax_id, time_zone, fiscal_year_start, tax_basis,
  retention_years, numbering, voids_issued)
  on tenancy.legal_entities to tenor_admin;
-- No delete: what was sold was sold by somebody. Added by a command, with its brand.

create or replace trigger _100_touch before update on tenancy.legal_entities
  for each row execute function tenancy.tg__touch();
create or replace trigger _200_currency_in_use before insert or update of currency
  on tenancy.legal_entities for each row when (kernel.withdrawn_on(new.currency) is not null)
  execute function tenancy.tg__currency_in_use();
create or replace trigger _250_no_card_number before insert or update of code, legal_name,
  legal_form,
  line1, line2, city, state, postal_code, register, register_number, share_capital, directors,
  tax_id
  on tenancy.legal_entities for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.code, new.legal_name, new.legal_form,
    new.line1,
    new.line2, new.city, new.state, new.postal_code, new.register, new.register_number,
    new.share_capital, array_to_string(new.directors, ' / '), new.tax_id)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_never_deleted before delete or truncate on tenancy.legal_entities
  for each statement execute function kernel.tg__never_deleted();
create or replace trigger _500_follow_days after insert or update of time_zone
  on tenancy.legal_entities for each row when (not new.is_default)
  execute function tenancy.tg_legal_entities__follow_days();
