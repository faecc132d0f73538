-- Only the last mail of a document counts: that an older one failed says nothing of it.
create or replace function billing.tg_emails__note_delivery()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_delivery text := case when new.status in ('sent', 'captured') then 'sent'
    else new.status end;
  v_document jsonb;
begin
  if exists (
    select from events.emails as later
    where later.tenant_id = new.tenant_id and later.object_id = new.object_id
      and later.object_type = new.object_type and later.id > new.id
  ) then
    return null;
  end if;
  if new.object_type = 'invoice' then
    update billing.invoices as i
    set delivery = v_delivery,
      sent_at = case when v_delivery = 'sent' then coalesce(i.sent_at, tenancy.now())
        else i.sent_at end
    where i.tenant_id = new.tenant_id and i.id = new.object_id
    returning to_jsonb(i) into v_document;
  else
    update billing.credit_notes as n
    set delivery = v_delivery
    where n.tenant_id = new.tenant_id and n.id = new.object_id
    returning to_jsonb(n) into v_document;
  end if;
  perform events.publish(
    new.object_type || case v_delivery when 'sent' then '.sent' else '.undeliverable' end,
    new.object_type, new.object_id, v_document);
  return null;
end $$;
comment on function billing.tg_emails__note_delivery is
  'Says on invoices and credit notes what became of their mail.';

create or replace trigger _500_note_delivery after update of status on events.emails
  for each row when (new.status in ('sent', 'captured', 'failed')
    and old.status is distinct from new.status and new.object_type in ('invoice', 'credit_note'))
  execute function billing.tg_emails__note_delivery();
