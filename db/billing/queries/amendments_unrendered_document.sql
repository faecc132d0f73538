create or replace function billing.amendments_unrendered_document(amendment sales.amendments)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  select billing.change_order_document(amendment.id)
  where not exists (
    select from billing.documents as d
    where d.tenant_id = amendment.tenant_id and d.amendment_id = amendment.id)
$$;
comment on function billing.amendments_unrendered_document is
  'What the printed change order shows, while there is no file of it; else null.';
grant execute on function billing.amendments_unrendered_document to tenor_viewer;
