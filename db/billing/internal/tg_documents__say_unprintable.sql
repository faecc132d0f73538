create or replace function billing.tg_documents__say_unprintable()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if new.invoice_id is not null then
    perform events.publish('invoice.unprintable', 'invoice', i.id, to_jsonb(i))
    from billing.invoices as i
    where i.tenant_id = new.tenant_id and i.id = new.invoice_id;
  else
    perform events.publish('credit_note.unprintable', 'credit_note', n.id, to_jsonb(n))
    from billing.credit_notes as n
    where n.tenant_id = new.tenant_id and n.id = new.credit_note_id;
  end if;
  return null;
end $$;
comment on function billing.tg_documents__say_unprintable is
  'Announces that characters of an invoice or a credit note could not be printed.';
