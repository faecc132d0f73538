-- That an account redeemed a discount of the catalog: for a contract, which names it, or for an
-- invoice written by hand. Limits count these rows; what never served is returned.
create table if not exists sales.redemptions (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  discount_id uuid not null,
  account_id uuid not null,
  redeemed_at timestamptz not null default tenancy.now(),
  returned_at timestamptz,
  primary key (tenant_id, id),
  constraint redemptions_discount_fkey
    foreign key (tenant_id, discount_id) references catalog.discounts (tenant_id, id),
  constraint redemptions_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id)
);
create index if not exists redemptions_discount_idx
  on sales.redemptions (tenant_id, discount_id, account_id);
create index if not exists redemptions_account_idx on sales.redemptions (tenant_id, account_id);
comment on table sales.redemptions is 'Who redeemed which discount.';
comment on column sales.redemptions.tenant_id is 'The tenant.';
comment on column sales.redemptions.id is 'Identifies the redemption.';
comment on column sales.redemptions.discount_id is 'The discount of the catalog.';
comment on column sales.redemptions.account_id is 'The account that redeemed it.';
comment on column sales.redemptions.redeemed_at is 'When it was redeemed.';
comment on column sales.redemptions.returned_at is
  'When it was returned: ended unused, or its invoice was voided. It counts no more.';
comment on constraint redemptions_discount_fkey on sales.redemptions is
  'No discount has this id.';
comment on constraint redemptions_account_fkey on sales.redemptions is
  'No account has this id.';

-- Who may touch it: members read; commands write.
alter table sales.redemptions enable row level security;
alter table sales.redemptions force row level security;
drop policy if exists tenant_isolation on sales.redemptions;
create policy tenant_isolation on sales.redemptions as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.redemptions;
create policy owner_all on sales.redemptions to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.redemptions;
create policy select_member on sales.redemptions for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.redemptions to tenor_viewer;
select audit.watch('sales.redemptions');
