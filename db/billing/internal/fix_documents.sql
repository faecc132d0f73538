-- Of two at once the second waits for the first, and finds nothing left to do. What the invoices
-- were settled with on issue belongs to their papers (is_settled); what comes later does not.
create or replace function billing.fix_documents(
  document_ids uuid[], is_settled boolean default false
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with locked as (
    select u.tenant_id, u.document_id
    from billing.unfixed_documents as u
    where u.tenant_id = (select tenancy.current_tenant_id()) and u.document_id = any (document_ids)
    order by u.document_id
    for update
  ),
  wanted as (
    delete from billing.unfixed_documents as u
    using locked as l
    where u.tenant_id = l.tenant_id and u.document_id = l.document_id
    returning u.tenant_id, u.document_id
  ),
  said as (
    select i.id, billing.compose_invoice(i, is_settled) as content, (
        select jsonb_object_agg(part.account_id, billing.compose_statement(i, part.account_id))
        from billing.invoices_statements(i) as part) as statements
    from wanted as w
    join billing.invoices as i on i.tenant_id = w.tenant_id and i.id = w.document_id
    union all
    select n.id, billing.compose_credit_note(n), null
    from wanted as w
    join billing.credit_notes as n on n.tenant_id = w.tenant_id and n.id = w.document_id
  )
  insert into billing.issued_documents (document_id, content, statements, content_hash)
  select said.id, said.content, said.statements, billing.paper_hash(said.content, said.statements)
  from said
$$;
comment on function billing.fix_documents is
  'Writes down what the papers of issued invoices and credit notes say, unless that is done.';
