-- Where several payers bear a contract, one that is refused keeps nobody else from being billed.
create or replace function billing.fail_refused(outcomes billing.billing_outcome[], field text)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform kernel.fail(o.code, o.message, field)
  from unnest(outcomes) as o
  where o.code is not null and not exists (
    select from unnest(outcomes) as other
    where other.payer_id not in (
      select refused.payer_id from unnest(outcomes) as refused where refused.code is not null));
end $$;
comment on function billing.fail_refused is
  'Refuses when none of the payers that were to be billed was billed all of it.';
