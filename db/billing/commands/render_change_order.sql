-- Asked twice while one waits, it answers with the job that waits.
create or replace function billing.render_change_order(contract_id uuid, amendment_id uuid)
  returns events.jobs
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if (sales.amendment_of_contract(contract_id, amendment_id)).id is null then
    perform kernel.fail('NOTFD', 'The contract has no such amendment.', 'amendment_id');
  end if;
  return events.enqueue(
    'billing/render_change_order', jsonb_build_object('amendment_id', amendment_id),
    job_key => 'render:' || amendment_id);
end $$;
comment on function billing.render_change_order is
  'Queues the rendering of an amendment''s change order as it stands; the job tells when the PDF '
  'is there. Codes: not_found.';
grant execute on function billing.render_change_order to tenor_sales, tenor_finance;
