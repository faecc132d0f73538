-- Where a tenant wants to hear of what happens. An address that is private as it is written is not
-- taken; a name may lead elsewhere tomorrow, so the gateway asks at every delivery.
create table if not exists webhooks.endpoints (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  url text not null,
  event_types text[] not null default '{}',
  description text,
  status text not null default 'active',
  created_at timestamptz not null default tenancy.now(),
  updated_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint endpoints_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint endpoints_url_check check (
    url ~ ('^[Hh][Tt][Tt][Pp][Ss]?://'
      || '([^\[\]\s\u0000-\u001f\u007f-\u009f/?#@:\\]+|\[[0-9A-Fa-f:.]+\])'
      || '(:(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5]?[0-9]{1,4}))?'
      || '([/?][^\s\u0000-\u001f\u007f-\u009f#]*)?$')
    and length(url) <= 2000),
  constraint endpoints_event_types_check check (
    event_types::text ~ '^\{([a-z_]+\.([a-z_]+|\*)(,[a-z_]+\.([a-z_]+|\*))*)?\}$'
    and cardinality(event_types) <= 100),
  constraint endpoints_description_check check (length(description) <= 500),
  constraint endpoints_status_check check (status in ('active', 'disabled'))
);
create index if not exists endpoints_status_idx on webhooks.endpoints (tenant_id, status, id);
comment on table webhooks.endpoints is 'Addresses to which events are sent.';
comment on column webhooks.endpoints.tenant_id is 'The tenant.';
comment on column webhooks.endpoints.id is 'Identifies the endpoint.';
comment on column webhooks.endpoints.url is
  'Where events are sent: http or https, no user, password or fragment.';
comment on column webhooks.endpoints.event_types is
  'What is sent: names such as invoice.paid, or invoice.* for all of a noun; empty is everything.';
comment on column webhooks.endpoints.description is 'What it is for.';
comment on column webhooks.endpoints.status is
  'active, or disabled: by an admin, or after five days in which nothing arrived.';
comment on column webhooks.endpoints.created_at is 'When it was made.';
comment on column webhooks.endpoints.updated_at is 'When it last changed.';
comment on constraint endpoints_tenant_fkey on webhooks.endpoints is 'No tenant has this id.';
comment on constraint endpoints_url_check on webhooks.endpoints is
  'A webhook''s address is an http or https URL without user, password and fragment.';
comment on constraint endpoints_event_types_check on webhooks.endpoints is
  'Event types are names such as invoice.paid, or invoice.* for all of a noun.';
comment on constraint endpoints_description_check on webhooks.endpoints is
  'A description has at most 500 characters.';
comment on constraint endpoints_status_check on webhooks.endpoints is
  'A webhook is active or disabled.';

-- Who may touch it: members read, admins change. The secret stands in a table that nobody reads.
alter table webhooks.endpoints enable row level security;
alter table webhooks.endpoints force row level security;
drop policy if exists tenant_isolation on webhooks.endpoints;
create policy tenant_isolation on webhooks.endpoints as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.endpoints;
create policy owner_all on webhooks.endpoints to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on webhooks.endpoints;
create policy select_member on webhooks.endpoints for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists update_admin on webhooks.endpoints;
create policy update_admin on webhooks.endpoints for update to tenor_admin
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on webhooks.endpoints to tenor_viewer;
grant update (url, event_types, description, status) on webhooks.endpoints to tenor_admin;
-- No insert: an endpoint comes with its secret. No delete: by a command, with all that hangs on it.

create or replace trigger _100_touch before update on webhooks.endpoints
  for each row execute function tenancy.tg__touch();
create or replace trigger _250_no_card_number before insert or update of description
  on webhooks.endpoints for each row
  when (kernel.holds_card_number(new.description))
  execute function kernel.tg__refuse_card_number();
create or replace trigger _300_take_sensible after insert or update of url, event_types
  on webhooks.endpoints for each row execute function webhooks.tg_endpoints__take_sensible();
create or replace trigger _500_forget_outage after update of url, status on webhooks.endpoints
  for each row execute function webhooks.tg_endpoints__forget_outage();
select audit.watch('webhooks.endpoints');
