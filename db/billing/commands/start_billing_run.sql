-- Nothing is billed before its day, unless as drafts, which wait for it.
create or replace function billing.start_billing_run(
  as_of date default null, account_id uuid default null, currency text default null,
  prepare boolean default false
)
  returns billing.billing_runs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_as_of date := coalesce(as_of, tenancy.today());
  v_run billing.billing_runs;
  v_contract_ids uuid[];
  v_payer_ids uuid[];
begin
  if v_as_of > tenancy.today() + 31 then
    perform kernel.fail('INPUT', 'A run prepares drafts at most 31 days ahead.', 'as_of');
  elsif v_as_of > tenancy.today() and prepare is not true then
    perform kernel.fail('INPUT', 'This day has not come; a run may prepare drafts of it.', 'as_of');
  elsif account_id is not null then
    perform customers.find_account(account_id);
  end if;
  select array_agg(due.contract_id), array_agg(due.payer_id) into v_contract_ids, v_payer_ids
  from billing.due_contracts(
    v_as_of, start_billing_run.account_id, start_billing_run.currency) as due;
  v_run := billing.open_run(v_contract_ids, v_payer_ids, v_as_of, start_billing_run.account_id,
    start_billing_run.currency, coalesce(start_billing_run.prepare, false));
  perform billing.queue_batches(array(
    select b from billing.run_batches as b
    where b.tenant_id = v_run.tenant_id and b.run_id = v_run.id));
  return billing.close_run(v_run.id);
end $$;
comment on function billing.start_billing_run is
  'Bills everything due until a day, by default today, in batches by the workers; of all, or of an '
  'account and those below it, or in one currency. With prepare it makes drafts alone, up to 31 '
  'days ahead, of what is billed in advance. Answers at once. Codes: invalid_input, not_found.';
grant execute on function billing.start_billing_run to tenor_finance;
