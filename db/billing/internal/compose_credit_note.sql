-- A note gives tax back as it was charged: at the rates of the days of what it corrects (in the EU,
-- Directive 2006/112/EC, Article 90).
create or replace function billing.compose_credit_note(note billing.credit_notes)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'kind', 'credit_note', 'note_kind', n.kind,
    'locale', customers.accounts_effective_locale(a),
    'time_zone', i.time_zone,
    'seller', billing.document_seller(
      n.legal_entity_id, array(select t.jurisdiction from unnest(taxes.sums) as t), n.issue_date),
    'bill_to', billing.document_party(a),
    'invoice', jsonb_build_object(
      'number', n.credit_note_number, 'corrects', i.invoice_number,
      'corrects_on', i.issue_date, 'currency', n.currency,
      'minor_unit', kernel.minor_unit(n.currency), 'issued_on', n.issue_date,
      'purchase_order_number', i.purchase_order_number, 'contract_number', c.contract_number,
      'reason', n.reason),
    'sections', billing.credited_sections(n, i.account_id),
    'totals', jsonb_build_object(
      'subtotal', n.net::text, 'discount', '0', 'tax', n.tax::text,
      'tax_lines', billing.document_tax_lines(taxes.sums, n.tax),
      'local_tax', billing.document_local_tax(n.legal_entity_id, n.currency, items.taxes,
        items.tax_points), 'total', n.total::text,
      'paid', '0', 'balance', '0',
      'settlement', jsonb_build_object(
        'applied_to_invoice', n.applied_to_invoice::text, 'to_balance', n.to_balance::text,
        'to_refund', n.to_refund::text)))
  from unnest(array[compose_credit_note.note]) as n
  join billing.invoices as i on i.tenant_id = n.tenant_id and i.id = n.invoice_id
  join customers.accounts as a on a.tenant_id = n.tenant_id and a.id = n.account_id
  left join sales.contracts as c on c.tenant_id = i.tenant_id and c.id = i.contract_id
  cross join lateral (
    select array(select t from billing.credit_notes_tax_lines(n) as t) as sums
  ) as taxes
  cross join lateral (
    select array_agg(c.tax::numeric) as taxes,
      array_agg(billing.tax_point(item.kind, item.service_period, item.supplied_on,
        i.issue_date)) as tax_points
    from billing.credit_note_items as c
    join billing.invoice_items as item
      on item.tenant_id = c.tenant_id and item.id = c.invoice_item_id
    where c.tenant_id = n.tenant_id and c.credit_note_id = n.id
  ) as items
$$;
comment on function billing.compose_credit_note is
  'What the paper of a credit note says by what is known now.';
