-- The content of what is issued is written down before a page of it is made.
create or replace function billing.begin_document(document_id uuid)
  returns billing.paper
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.fix_documents(array[document_id]);
  return billing.paper_of(document_id);
end $$;
comment on function billing.begin_document is
  'What the paper of an invoice, a credit note or an amendment is to say, and its file if there is '
  'one that stays.';
grant execute on function billing.begin_document to tenor_worker;
