-- What was changed of a signed contract, from which day, why and by whom: the paper trail. What it
-- did stands in the terms, which name it.
create table if not exists sales.amendments (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  contract_id uuid not null,
  amendment_number int not null,
  effective_date date not null,
  reason text,
  changes jsonb not null,
  changed_lines jsonb not null default '[]',
  created_by text not null default current_setting('tenor.subject', true),
  currency text not null,
  mrr_before numeric not null,
  mrr_after numeric not null,
  created_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint amendments_contract_fkey
    foreign key (tenant_id, contract_id) references sales.contracts (tenant_id, id),
  constraint amendments_number_key unique (tenant_id, contract_id, amendment_number),
  constraint amendments_contract_key unique (tenant_id, contract_id, id),
  constraint amendments_reason_length_check check (length(reason) <= 1000),
  constraint amendments_changes_is_array_check check (jsonb_typeof(changes) = 'array')
);
comment on table sales.amendments is 'Changes of contracts, numbered within each.';
comment on column sales.amendments.tenant_id is 'The tenant.';
comment on column sales.amendments.id is 'Identifies the amendment.';
comment on column sales.amendments.contract_id is 'The contract.';
comment on column sales.amendments.amendment_number is 'Number within the contract, from 1.';
comment on column sales.amendments.effective_date is 'The first day on which it holds.';
comment on column sales.amendments.reason is 'Why.';
comment on column sales.amendments.changes is 'The changes as they were asked for.';
comment on column sales.amendments.changed_lines is
  'Each line that changed, with its terms from the day on as they were before (null: it was added) '
  'and after (null: it ended); decimals as texts.';
comment on column sales.amendments.created_by is 'Who entered it: the subject of the token.';
comment on column sales.amendments.currency is 'ISO 4217; of the recurring revenue.';
comment on column sales.amendments.mrr_before is
  'Monthly recurring revenue of the contract on the day, as it would have been; exact.';
comment on column sales.amendments.mrr_after is
  'Monthly recurring revenue of the contract on the day, as it is now; exact.';
comment on column sales.amendments.created_at is 'When it was entered.';
comment on constraint amendments_contract_key on sales.amendments is
  'An amendment of the contract has this id.';
comment on constraint amendments_reason_length_check on sales.amendments is
  'A reason has 1,000 characters at most.';

-- Who may touch it: members read; commands write, once.
alter table sales.amendments enable row level security;
alter table sales.amendments force row level security;
drop policy if exists tenant_isolation on sales.amendments;
create policy tenant_isolation on sales.amendments as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on sales.amendments;
create policy owner_all on sales.amendments to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on sales.amendments;
create policy select_member on sales.amendments for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on sales.amendments to tenor_viewer;
create or replace trigger _250_no_card_number before insert or update of reason
  on sales.amendments for each row
  when (kernel.holds_card_number(new.reason))
  execute function kernel.tg__refuse_card_number();
select audit.watch('sales.amendments');
