-- What serves a period is deferred until it is delivered; what has none is revenue at once.
create or replace function billing.take_effect(invoices billing.invoices[], event_types text[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform ledger.post(billing.postings(invoices));
  perform billing.request_mail(invoices);
  perform events.publish_many(array(
    select (said.type, 'invoice', i.id, image.object, null)::events.new_event
    from unnest(invoices) with ordinality as i
    cross join lateral (select to_jsonb(i) - 'ordinality') as image (object)
    cross join unnest(event_types) with ordinality as said (type, place)
    order by i.ordinality, said.place));
end $$;
comment on function billing.take_effect is
  'What issuing invoices brings about: posted to the books, mail prepared, said to the world.';
