-- Tokens are signed elsewhere and stay valid until they expire; this is how they end before. Kept
-- by subject, as most subjects of tokens are no members.
create table if not exists tenancy.token_withdrawals (
  tenant_id uuid not null,
  subject text not null,
  not_before timestamptz not null,
  withdrawn_by text,
  primary key (tenant_id, subject),
  constraint token_withdrawals_subject_length_check check (length(subject) between 1 and 255)
);
comment on table tenancy.token_withdrawals is
  'From when on a subject''s tokens must have been issued.';
comment on column tenancy.token_withdrawals.tenant_id is 'The tenant; all zeros for the operator.';
comment on column tenancy.token_withdrawals.subject is 'The sub claim of the tokens.';
comment on column tenancy.token_withdrawals.not_before is 'Older tokens are refused; real time.';
comment on column tenancy.token_withdrawals.withdrawn_by is 'Who withdrew them last.';
comment on constraint token_withdrawals_subject_length_check on tenancy.token_withdrawals is
  'A subject has 1 to 255 characters.';

-- Who may touch it: our own functions, each caller what is its own.
alter table tenancy.token_withdrawals enable row level security;
alter table tenancy.token_withdrawals force row level security;
drop policy if exists owner_all on tenancy.token_withdrawals;
create policy owner_all on tenancy.token_withdrawals to tenor_owner
  using (tenant_id = (select tenancy.caller_id()));
