-- One job for all drafts: asked twice while one waits, it answers with the job that waits.
create or replace function billing.request_retax(invoice_ids uuid[] default null)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_wrong record;
  v_drafts uuid[];
begin
  select asked.place, i.id is null as is_unknown into v_wrong
  from unnest(invoice_ids) with ordinality as asked (id, place)
  left join billing.invoices as i
    on i.tenant_id = tenancy.current_tenant_id() and i.id = asked.id
  where i.status is distinct from 'draft'
  order by asked.place
  limit 1;
  if cardinality(invoice_ids) not between 1 and 500 then
    perform kernel.fail('INPUT', 'Name 1 to 500 drafts, or none for all.', 'invoice_ids');
  elsif v_wrong.is_unknown then
    perform kernel.fail('NOTFD', 'No invoice has this id.',
      format('invoice_ids/%s', v_wrong.place - 1));
  elsif found then
    perform kernel.fail('TRANS', 'Only the tax of drafts is reckoned anew.',
      format('invoice_ids/%s', v_wrong.place - 1));
  end if;

  select array_agg(locked.id) into v_drafts
  from (
    select i.id from billing.invoices as i
    where i.tenant_id = tenancy.current_tenant_id() and i.status = 'draft'
      and (invoice_ids is null or i.id = any (invoice_ids))
    order by i.id
    for update
  ) as locked;
  perform billing.ask_provider(v_drafts);
  return events.enqueue('billing/retax_drafts',
    case when invoice_ids is null then '{}' else jsonb_build_object('invoice_ids', invoice_ids) end,
    job_key => case when invoice_ids is null then 'billing/retax_drafts' end);
end $$;
comment on function billing.request_retax is
  'Queues that the tax of drafts is reckoned anew, of all or of those named: after rates, '
  'registrations, addresses or settings changed. Codes: not_found, illegal_transition.';
grant execute on function billing.request_retax to tenor_tax;
