-- Of what is issued the original, of a draft the file that was made last.
create or replace function billing.paper_of(document_id uuid)
  returns billing.paper
  language sql stable security invoker set search_path to ''
as $$
  select (said.document, file.file_key, file.file_hash, said.is_issued)::billing.paper
  from (
    select coalesce(billing.invoice_document(document_id),
        billing.credit_note_document(document_id),
        billing.change_order_document(document_id)) as document,
      not exists (
        select from billing.invoices as i
        where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = document_id
          and i.finalized_at is null) as is_issued
  ) as said
  left join lateral (
    select f.file_key, f.file_hash
    from billing.documents as f
    where f.tenant_id = (select tenancy.current_tenant_id())
      and (f.invoice_id = document_id or f.credit_note_id = document_id
        or f.amendment_id = document_id)
      and f.is_original = said.is_issued
    order by f.id desc
    limit 1
  ) as file on true
  where said.document is not null
$$;
comment on function billing.paper_of is
  E'@behavior -*\nThe paper of an invoice, a credit note or an amendment; null if there is none.';
grant execute on function billing.paper_of to tenor_viewer;
