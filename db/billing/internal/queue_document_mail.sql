create or replace function billing.queue_document_mail(email_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if cardinality(email_ids) > 0 then
    perform events.enqueue_many(array(
      select ('billing/mail_document', jsonb_build_object('email_id', e.id), null, null, null,
        null)::events.new_job
      from unnest(email_ids) as e (id)));
  end if;
end $$;
comment on function billing.queue_document_mail is
  'Queues the mailing of statements and credit notes, a job for each mail.';
