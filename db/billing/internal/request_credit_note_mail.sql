create or replace function billing.request_credit_note_mail(note billing.credit_notes)
  returns billing.credit_notes
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_addresses text[] := (
    select recipients.addresses
    from customers.accounts as a
    cross join lateral customers.recipients_of(a, 'invoices') as recipients
    where a.tenant_id = note.tenant_id and a.id = note.account_id);
  v_email_id uuid;
begin
  if v_addresses is null then
    return note;
  end if;
  insert into events.emails (tenant_id, kind, object_type, object_id, to_addresses)
  values (note.tenant_id, 'credit_note', 'credit_note', note.id, v_addresses)
  returning id into v_email_id;
  perform billing.queue_document_mail(array[v_email_id]);
  update billing.credit_notes as n
  set delivery = 'queued'
  where n.tenant_id = note.tenant_id and n.id = note.id
  returning * into note;
  return note;
end $$;
comment on function billing.request_credit_note_mail is
  'Prepares and queues the mail of a credit note, and answers it; unsent if nobody receives it.';
