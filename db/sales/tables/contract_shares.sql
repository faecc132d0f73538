-- Who bears what a shared contract charges: accounts with their seats, or with their shares. By
-- seats, the contract's own account is always among them and bears what the others leave.
create table if not exists sales.contract_shares (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  account_id uuid not null,
  basis text not null,
  weight kernel.quantity,
  "position" int not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint contract_shares_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint contract_shares_account_fkey
    foreign key (tenant_id, account_id) references customers.accounts (tenant_id, id),
  constraint contract_shares_account_key unique (tenant_id, contract_id, account_id),
  constraint contract_shares_basis_check check (basis in ('seats', 'share')),
  constraint contract_shares_weight_check
    check (case basis when 'share' then weight > 0 and weight is not null
      else weight is null or weight > 0 end)
);
create index if not exists contract_shares_account_idx
  on sales.contract_shares (tenant_id, account_id);
comment on table sales.contract_shares is
  'The accounts that bear what a shared contract charges, each with its seats or its share.';
comment on column sales.contract_shares.tenant_id is 'The tenant.';
comment on column sales.contract_shares.id is 'Identifies the share.';
comment on column sales.contract_shares.contract_id is 'The contract.';
comment on column sales.contract_shares.account_id is 'The account that bears it.';
comment on column sales.contract_shares.basis is 'seats or share, the same for all of a contract.';
comment on column sales.contract_shares.weight is
  'Seats, or weight among the shares; null are the seats that the others leave.';
comment on column sales.contract_shares."position" is 'Order among the accounts, from 1.';
comment on column sales.contract_shares.created_at is 'When it was agreed.';
comment on constraint contract_shares_contract_fkey on sales.contract_shares is
  'No contract has this id.';
comment on constraint contract_shares_account_fkey on sales.contract_shares is
  'No account has this id.';
comment on constraint contract_shares_account_key on sales.contract_shares is
  'An account is covered once.';
comment on constraint contract_shares_basis_check on sales.contract_shares is
  'A contract is shared by seats or by share.';
comment on constraint contract_shares_weight_check on sales.contract_shares is
  'Seats and shares are more than nothing.';

-- Who may touch it: members read; commands write.
alter table sales.contract_shares enable row level security;
alter table sales.contract_shares force row level security;
drop policy if exists tenant_isolation on sales.contract_shares;
create policy tenant_isolation on sales.contract_shares as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.contract_shares;
create policy owner_all on sales.contract_shares to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.contract_shares;
create policy select_member on sales.contract_shares for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.contract_shares to tenor_viewer;
select audit.watch('sales.contract_shares');
