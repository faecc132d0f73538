create or replace function billing.subsidiary_statement_document(
  account_id uuid, "from" date default null, "to" date default null
)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'kind', 'subsidiary_statement',
    'locale', customers.accounts_effective_locale(a),
    'seller', billing.document_seller(
      customers.accounts_effective_legal_entity_id(a), '{}', s.to_date),
    'customer', billing.document_party(a),
    'from', s.from_date,
    'to', s.to_date,
    'currencies', coalesce((
      select jsonb_agg(jsonb_build_object(
          'currency', t.currency, 'minor_unit', kernel.minor_unit(t.currency),
          'net', t.net::text, 'tax', t.tax::text, 'total', t.total::text,
          'balance', t.balance::text,
          'invoices', (
            select jsonb_agg(jsonb_build_object(
                'number', i.invoice_number, 'account', i.account_name, 'issued_on', i.issue_date,
                'due_on', i.due_date, 'net', i.net::text, 'tax', i.tax::text,
                'total', i.total::text, 'balance', i.balance::text)
              order by i.place)
            from unnest(s.invoices) with ordinality as i (invoice_id, invoice_number, account_id,
              account_name, status, currency, issue_date, due_date, net, tax, total, balance, place)
            where i.currency = t.currency))
        order by t.currency)
      from unnest(s.totals) as t), '[]'))
  from billing.subsidiary_statement(subsidiary_statement_document.account_id,
    subsidiary_statement_document."from", subsidiary_statement_document."to") as s
  join customers.accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = s.account_id
$$;
comment on function billing.subsidiary_statement_document is
  'What the printed statement of subsidiaries'' invoices shows, as data; amounts are decimal '
  'strings, days YYYY-MM-DD. Codes: not_found, invalid_input.';
grant execute on function billing.subsidiary_statement_document to tenor_worker, tenor_viewer;
