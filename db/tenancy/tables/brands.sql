-- How a legal entity looks on paper and where it is reached. One row each, made with it.
create table if not exists tenancy.brands (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  legal_entity_id uuid not null,
  email text,
  phone text,
  website text,
  primary_color text not null default '#1f3a5f',
  accent_color text not null default '#2f6fde',
  logo bytea,
  logo_type text,
  footer text,
  payment_instructions text,
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint brands_one_per_legal_entity_key unique (tenant_id, legal_entity_id),
  constraint brands_legal_entity_fkey foreign key (tenant_id, legal_entity_id)
    references tenancy.legal_entities (tenant_id, id),
  constraint brands_lengths_check check (
    length(phone) <= 50 and length(website) <= 200 and length(footer) <= 2000
    and length(payment_instructions) <= 2000),
  constraint brands_email_check check (kernel.is_email_address(email)),
  constraint brands_colors_check
    check (primary_color ~ '^#[0-9a-fA-F]{6}$' and accent_color ~ '^#[0-9a-fA-F]{6}$'),
  constraint brands_logo_check check (
    (logo is null) = (logo_type is null)
    and logo_type in ('image/png', 'image/jpeg')
    and octet_length(logo) between 1 and 524288)
);
comment on table tenancy.brands is 'How legal entities look on their documents.';
comment on column tenancy.brands.tenant_id is 'The tenant.';
comment on column tenancy.brands.id is 'Identifies the brand.';
comment on column tenancy.brands.legal_entity_id is 'Whose it is.';
comment on column tenancy.brands.email is
  'Where customers ask about invoices; mail is sent from it.';
comment on column tenancy.brands.phone is 'Phone on documents.';
comment on column tenancy.brands.website is 'Website on documents.';
comment on column tenancy.brands.primary_color is 'Colour of headings, #rrggbb.';
comment on column tenancy.brands.accent_color is 'Colour of accents, #rrggbb.';
comment on column tenancy.brands.logo is 'PNG or JPEG of at most 512 kB.';
comment on column tenancy.brands.logo_type is 'image/png or image/jpeg.';
comment on column tenancy.brands.footer is 'Small print at the foot of every page.';
comment on column tenancy.brands.payment_instructions is 'How to pay, printed on invoices.';
comment on column tenancy.brands.updated_at is 'When it last changed.';
comment on constraint brands_email_check on tenancy.brands is
  'This is no e-mail address, such as billing@example.com.';
comment on constraint brands_one_per_legal_entity_key on tenancy.brands is
  'The legal entity has a brand.';
comment on constraint brands_legal_entity_fkey on tenancy.brands is
  E'@foreignSingleFieldName brand\nNo legal entity has this id.';
comment on constraint brands_colors_check on tenancy.brands is 'A colour reads #rrggbb.';
comment on constraint brands_logo_check on tenancy.brands is
  'A logo is a PNG or JPEG of at most 512 kB.';
comment on constraint brands_lengths_check on tenancy.brands is
  'A text of the brand is too long.';

-- Who may touch it: members read, admins change.
alter table tenancy.brands enable row level security;
alter table tenancy.brands force row level security;
drop policy if exists tenant_isolation on tenancy.brands;
create policy tenant_isolation on tenancy.brands as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tenancy.brands;
create policy owner_all on tenancy.brands to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tenancy.brands;
create policy select_member on tenancy.brands for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on tenancy.brands;
create policy update_admin on tenancy.brands for update to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tenancy.brands to tenor_viewer;
grant update (email, phone, website, primary_color, accent_color, logo, logo_type, footer,
  payment_instructions)
  on tenancy.brands to tenor_admin;

create or replace trigger _100_touch before update on tenancy.brands
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of phone, website,
  footer, payment_instructions
  on tenancy.brands for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.phone, new.website, new.footer,
    new.payment_instructions)))
  execute function kernel.tg__refuse_card_number();
