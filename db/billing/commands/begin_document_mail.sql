-- The same mail is found again until it is recorded as out, so that a repeated job sends one mail
-- with one message id. What was voided meanwhile is not sent, nor a statement of it.
create or replace function billing.begin_document_mail(email_id uuid)
  returns billing.document_mail
  language sql volatile security definer set search_path to ''
as $$
  select (e.id, e.kind, e.to_addresses, e.cc_addresses, brand.email,
    seller.legal_name,
    case e.object_type
      when 'statement' then billing.invoice_statement(e.object_id, e.account_id)
      when 'account'
        then billing.subsidiary_statement_document(
          e.account_id, of.issue_date, of.issue_date)
    end,
    case when e.object_type in ('invoice', 'credit_note') then e.object_id end
    )::billing.document_mail
  from events.emails as e
  left join billing.mailed_statements as of on of.tenant_id = e.tenant_id and of.email_id = e.id
  join tenancy.legal_entities as seller
    on seller.tenant_id = e.tenant_id and seller.id = coalesce(
      (select i.legal_entity_id from billing.invoices as i
        where i.tenant_id = e.tenant_id and i.id = e.object_id),
      (select n.legal_entity_id from billing.credit_notes as n
        where n.tenant_id = e.tenant_id and n.id = e.object_id),
      (select customers.accounts_effective_legal_entity_id(a) from customers.accounts as a
        where a.tenant_id = e.tenant_id and a.id = e.account_id))
  join tenancy.brands as brand
    on brand.tenant_id = e.tenant_id and brand.legal_entity_id = seller.id
  where e.tenant_id = (select tenancy.current_tenant_id())
    and e.id = begin_document_mail.email_id
    and (e.object_type in ('invoice', 'credit_note', 'statement') or of.email_id is not null)
    and e.status in ('queued', 'failed')
    and not exists (
      select from billing.invoices as i
      where i.tenant_id = e.tenant_id and i.id = e.object_id and i.status in ('draft', 'void'))
  for update of e
$$;
comment on function billing.begin_document_mail is
  'A mail of an invoice, a credit note or a statement that is not out yet, with what it carries; '
  'null if there is nothing to do.';
grant execute on function billing.begin_document_mail to tenor_worker;
