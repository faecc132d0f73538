-- People at accounts, and which mails each of them gets. Where an account has nobody for a mail, it
-- goes to those of the nearest account above that has.
create table if not exists customers.contacts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  account_id uuid not null,
  kind text not null default 'billing',
  is_default boolean not null default false,
  name text,
  email text not null,
  phone text,
  receives text[] not null,
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint contacts_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint contacts_account_fkey foreign key (tenant_id, account_id)
    references customers.accounts (tenant_id, id),
  constraint contacts_one_default_excl exclude using btree
    (tenant_id with =, account_id with =, kind with =) where (is_default),
  constraint contacts_kind_check check (kind in ('billing', 'primary', 'technical', 'other')),
  -- Names and addresses stand in mail headers, where a line break would start another header.
  constraint contacts_name_check
    check (length(btrim(name)) between 1 and 255 and name !~ '[[:cntrl:]]'),
  constraint contacts_email_check
    check (kernel.is_email_address(email)),
  constraint contacts_receives_check
    check (receives <@ '{invoices,statements,renewals}'
      and array_position(receives, null) is null),
  constraint contacts_phone_check check (length(phone) between 1 and 50)
);
create index if not exists contacts_account_idx on customers.contacts (tenant_id, account_id, kind);
create index if not exists contacts_email_idx on customers.contacts (tenant_id, email);
comment on table customers.contacts is
  'Billing, primary, technical and other contacts of accounts.';
comment on column customers.contacts.tenant_id is 'The tenant.';
comment on column customers.contacts.id is 'Identifies the contact.';
comment on column customers.contacts.account_id is 'The account that has it.';
comment on column customers.contacts.kind is 'billing, primary, technical or other.';
comment on column customers.contacts.is_default is
  'The one that documents name, of those of its kind.';
comment on column customers.contacts.name is 'Name of the person or department.';
comment on column customers.contacts.email is 'Where mail goes.';
comment on column customers.contacts.phone is 'Phone number.';
-- Its trigger is its default, which asks for the kind.
comment on column customers.contacts.receives is
  E'@hasDefault\nWhich mails it gets: invoices (with credit notes, reminders and receipts), '
  'statements, renewals. By default a billing contact gets all, others none.';
comment on column customers.contacts.created_at is 'When it was added.';
comment on column customers.contacts.updated_at is 'When it last changed.';
comment on constraint contacts_account_fkey on customers.contacts is 'No account has this id.';
comment on constraint contacts_one_default_excl on customers.contacts is
  'Another contact of this kind became the default at the same time.';
comment on constraint contacts_kind_check on customers.contacts is
  'A contact is billing, primary, technical or other.';
comment on constraint contacts_name_check on customers.contacts is
  'A name has 1 to 255 characters on one line.';
comment on constraint contacts_email_check on customers.contacts is
  'This is no e-mail address, such as ap@example.com.';
comment on constraint contacts_receives_check on customers.contacts is
  'A contact receives invoices, statements and renewals, or some of them.';
comment on constraint contacts_phone_check on customers.contacts is
  'A phone number has 1 to 50 characters.';

-- Who may touch it: members read, sales and finance change; those of a deleted account vanish.
alter table customers.contacts enable row level security;
alter table customers.contacts force row level security;
drop policy if exists tenant_isolation on customers.contacts;
create policy tenant_isolation on customers.contacts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on customers.contacts;
create policy owner_all on customers.contacts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on customers.contacts;
create policy select_member on customers.contacts for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id())
    and exists (
      select from customers.accounts as a
      where a.tenant_id = contacts.tenant_id and a.id = contacts.account_id));
drop policy if exists insert_sales on customers.contacts;
create policy insert_sales on customers.contacts for insert to tenor_sales, tenor_finance
  with check (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_sales on customers.contacts;
create policy update_sales on customers.contacts for update to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists delete_sales on customers.contacts;
create policy delete_sales on customers.contacts for delete to tenor_sales, tenor_finance
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on customers.contacts to tenor_viewer;
grant insert (account_id, kind, is_default, name, email, phone, receives),
  update (kind, is_default, name, email, phone, receives),
  delete on customers.contacts to tenor_sales, tenor_finance;

create or replace trigger _100_touch before update on customers.contacts
  for each row execute function tenancy.tg__touch();
create or replace trigger _100_settle_receives before insert on customers.contacts
  for each row when (new.receives is null)
  execute function customers.tg_contacts__settle_receives();
create or replace trigger _250_no_card_number before insert or update of name, phone
  on customers.contacts for each row
  when (kernel.holds_card_number(concat_ws(' / ', new.name, new.phone)))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_belongs_to_account before insert on customers.contacts
  for each row execute function customers.tg__belongs_to_account();
-- Before, as the constraint would refuse the new default while the old one stands.
create or replace trigger _500_keep_one_default before insert or update on customers.contacts
  for each row when (new.is_default)
  execute function customers.tg_contacts__keep_one_default();
select audit.watch('customers.contacts');
