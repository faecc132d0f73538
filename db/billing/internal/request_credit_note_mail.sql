create or replace function billing.request_credit_note_mail(note billing.credit_notes)
  returns boolean
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_email_id uuid;
begin
  insert into events.emails (tenant_id, kind, object_type, object_id, to_addresses)
  select note.tenant_id, 'credit_note', 'credit_note', note.id, array[recipient.email]
  from customers.accounts as a
  cross join lateral customers.billing_email_of(a) as recipient
  where a.tenant_id = note.tenant_id and a.id = note.account_id and recipient.email is not null
  returning id into v_email_id;
  perform billing.queue_document_mail(array_remove(array[v_email_id], null));
  return v_email_id is not null;
end $$;
comment on function billing.request_credit_note_mail is
  'Prepares and queues the mail of a credit note; false if its account has no address.';
