-- The commands do it, as if each had been called; what did not change is left alone, so that a form
-- sent back as it was read makes nothing inherited the account's own.
create or replace function customers.tg_account_forms__change()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_address customers.postal_address := (new.billing_address_line1, new.billing_address_line2,
    new.billing_city, new.billing_state, new.billing_postal_code, new.billing_country);
  v_reason text := nullif(new.hold_reason, old.hold_reason);
begin
  if (new.name, new.company, new.email) is distinct from (old.name, old.company, old.email) then
    update customers.accounts as a
    set account_name = coalesce(new.company, new.name),
      primary_contact_name = case when new.company is not null then new.name end,
      primary_contact_email = new.email
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = new.id;
  end if;
  if v_address is distinct from (old.billing_address_line1, old.billing_address_line2,
      old.billing_city, old.billing_state, old.billing_postal_code, old.billing_country)
      ::customers.postal_address then
    perform customers.put_billing_address(new.id, v_address);
  end if;
  if (new.billing_contact_name, new.billing_contact_email)
    is distinct from (old.billing_contact_name, old.billing_contact_email) then
    perform customers.put_billing_contact(new.id, new.billing_contact_email,
      new.billing_contact_name);
  end if;
  if new.credit_hold and not old.credit_hold then
    perform customers.hold_account(new.id, coalesce(v_reason, 'Held by hand.'));
  elsif old.credit_hold and not new.credit_hold then
    if v_reason is null then
      perform kernel.fail('INPUT', 'Say why the account is released.', 'hold_reason');
    end if;
    perform customers.release_account(new.id, v_reason);
  elsif v_reason is not null then
    perform kernel.fail('INPUT', 'A reason is given with a hold or a release.', 'hold_reason');
  end if;
  return new;
end $$;
comment on function customers.tg_account_forms__change is
  'Carries out what changed in an account''s form.';
