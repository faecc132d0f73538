-- Provisioning knows no policies: we watch it. Money that goes out, and what changes who owes what
-- to the state or who may do what, asks for a second person from the first cent.
create or replace function controls.tg_tenants__open_policies()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into controls.act_policies (tenant_id, act, amount_over)
  select new.id, listed.act, listed.amount_over
  from (values ('refund', 0), ('payout', 0), ('write_off', 0), ('hand_tax', 0), ('exemption', 0),
    ('period_reopen', 0), ('role_grant', 0), ('cash', null), ('credit', null),
    ('order_decision', null)) as listed (act, amount_over);
  return null;
end $$;
comment on function controls.tg_tenants__open_policies is 'Gives a new tenant its policies.';

create or replace trigger _500_open_policies after insert on tenancy.tenants
  for each row execute function controls.tg_tenants__open_policies();
