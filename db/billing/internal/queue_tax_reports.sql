create or replace function billing.queue_tax_reports(invoice_ids uuid[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select events.enqueue_many(array(
    select ('billing/report_tax', jsonb_build_object('invoice_id', asked.id), null, null, null,
      null)::events.new_job
    from unnest(invoice_ids) as asked (id)
  ))
  where cardinality(invoice_ids) > 0
$$;
comment on function billing.queue_tax_reports is
  'Queues what outside tax providers are to be told of invoices.';
