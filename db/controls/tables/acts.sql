-- Who did what of that which two people share. A row for each account, month, member that the act
-- is about. It is its own record: never changed, hence not watched.
create table if not exists controls.acts (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  act text not null,
  subject_type text not null,
  subject_id uuid not null,
  document_ids uuid[] not null default '{}',
  amount numeric,
  currency text,
  actor text not null,
  actor_role text not null,
  request_id text,
  outcome text,
  rule text,
  conflicts_with uuid,
  second_person text,
  acted_at timestamptz not null default tenancy.now(),
  primary key (tenant_id, id),
  constraint acts_tenant_fkey foreign key (tenant_id) references tenancy.tenants (id),
  constraint acts_act_check check (act ~ '^[a-z_]+$'),
  constraint acts_outcome_check check (outcome in ('conflict', 'approved', 'unapproved')),
  constraint acts_conflict_has_rule_check
    check ((outcome = 'conflict') is true = (rule is not null and conflicts_with is not null)),
  constraint acts_approved_by_somebody_check
    check (outcome is distinct from 'approved' or second_person is not null)
);
create index if not exists acts_subject_idx on controls.acts (tenant_id, subject_id, act);
create index if not exists acts_outcome_idx on controls.acts (tenant_id, outcome, id);
-- Who was seen lately.
create index if not exists acts_actor_idx on controls.acts (tenant_id, actor, id);
comment on table controls.acts is
  'Acts that two people share: who did them, and who else had part.';
comment on column controls.acts.tenant_id is 'The tenant.';
comment on column controls.acts.id is 'Identifies the act; rises with real time.';
comment on column controls.acts.act is 'What was done, such as refund.';
comment on column controls.acts.subject_type is
  E'@behavior -orderBy\nWhat it was about: account, period or member.';
comment on column controls.acts.subject_id is 'Its id.';
comment on column controls.acts.document_ids is
  E'@behavior -orderBy\nInvoices, payments, notes that it was about.';
comment on column controls.acts.amount is E'@behavior -orderBy\nHow much, where it is about money.';
comment on column controls.acts.currency is E'@behavior -orderBy\nISO 4217.';
comment on column controls.acts.actor is 'Who did it: the sub claim.';
comment on column controls.acts.actor_role is
  E'@behavior -orderBy\nThe role in which it was done: finance, cashier and so on.';
comment on column controls.acts.request_id is
  E'@behavior -orderBy\nThe request in which it was done.';
comment on column controls.acts.outcome is
  'conflict: it does not go with what the same person did before; approved: the policy asks for a '
  'second person, and one had part in it; unapproved: it asks, and nobody else had. Null where '
  'nothing was asked.';
comment on column controls.acts.rule is
  E'@behavior -orderBy\nThe rule of the conflict, in a sentence.';
comment on column controls.acts.conflicts_with is
  E'@behavior -orderBy\nThe earlier act with which it does not go.';
comment on column controls.acts.second_person is
  E'@behavior -orderBy\nWho else had part in it.';
comment on column controls.acts.acted_at is E'@behavior -orderBy\nWhen, by the tenant''s clock.';

-- Who may touch it: auditors read; our own functions write, and change nothing.
alter table controls.acts enable row level security;
alter table controls.acts force row level security;
drop policy if exists tenant_isolation on controls.acts;
create policy tenant_isolation on controls.acts as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on controls.acts;
create policy owner_all on controls.acts to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_auditor on controls.acts;
create policy select_auditor on controls.acts for select to tenor_auditor
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on controls.acts to tenor_auditor;

create or replace trigger _300_append_only before update or delete or truncate on controls.acts
  for each statement execute function kernel.tg__append_only();
-- It never changes, so it is no entry of the log; what it says is evidence.
select audit.seal_rows_of('controls.acts');
