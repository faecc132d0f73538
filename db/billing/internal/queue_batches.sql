-- Before the documents and mails that runs bring about, after what people wait for.
create or replace function billing.queue_batches(batches billing.run_batches[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select count(*) from events.enqueue_many(array(
    select ('billing/run_batch', jsonb_build_object('batch_id', b.id), null, null, 12, 5
      )::events.new_job
    from unnest(batches) as b
    order by b.id))
$$;
comment on function billing.queue_batches is 'One job for each batch.';
