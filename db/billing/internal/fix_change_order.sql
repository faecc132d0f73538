-- What was agreed is written down with the agreement: it is one paper, and a person waits for it.
create or replace function billing.fix_change_order(amendment_id uuid)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into billing.issued_documents (document_id, content, content_hash)
  select said.id, said.content, billing.paper_hash(said.content, null)
  from (select fix_change_order.amendment_id as id,
    billing.compose_change_order(fix_change_order.amendment_id) as content) as said
$$;
comment on function billing.fix_change_order is
  'Writes down what the change order of an amendment says.';
