create or replace function billing.change_order_document(amendment_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select coalesce((billing.issued_content(change_order_document.amendment_id)).content,
    billing.compose_change_order(change_order_document.amendment_id))
  where exists (
    select from sales.amendments as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.id = change_order_document.amendment_id)
$$;
comment on function billing.change_order_document is
  'What the printed change order of an amendment shows, as data; amounts are decimal strings, days '
  'YYYY-MM-DD. It says for ever what was agreed.';
grant execute on function billing.change_order_document to tenor_worker, tenor_viewer;
