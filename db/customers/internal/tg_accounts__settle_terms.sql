-- Terms and their days are one fact in two words: whoever gives one gets the other. Given both,
-- they must agree, unless the terms are custom.
create or replace function customers.tg_accounts__settle_terms()
  returns trigger
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_terms_given boolean := new.payment_terms is not null;
  v_days_given boolean := new.payment_terms_days is not null;
begin
  if tg_op = 'UPDATE' then
    v_terms_given := new.payment_terms is distinct from old.payment_terms;
    v_days_given := new.payment_terms_days is distinct from old.payment_terms_days;
  end if;
  if v_terms_given and not v_days_given and new.payment_terms is distinct from 'custom' then
    new.payment_terms_days := customers.days_of_terms(new.payment_terms);
  elsif v_days_given and not v_terms_given and new.payment_terms is distinct from 'custom' then
    new.payment_terms := case new.payment_terms_days
        when 0 then 'due_on_receipt' else 'net_' || new.payment_terms_days end;
  end if;
  return new;
end $$;
comment on function customers.tg_accounts__settle_terms is 'Keeps payment terms and days in step.';
