do $$
begin
  if to_regtype('billing.credit_refusal') is null then
    create type billing.credit_refusal as (
      id uuid, account_id uuid, code text, message text, is_over_limit boolean
    );
  end if;
end $$;
comment on type billing.credit_refusal is 'That an invoice may not be made on credit.';
comment on column billing.credit_refusal.id is 'The invoice.';
comment on column billing.credit_refusal.account_id is 'Who would pay.';
comment on column billing.credit_refusal.code is
  'CRHLD, or NORAT where a limit is in another currency and no rate is known.';
comment on column billing.credit_refusal.message is 'The refusal in words.';
comment on column billing.credit_refusal.is_over_limit is
  'Whether a limit would be exceeded, which puts the account on hold.';
