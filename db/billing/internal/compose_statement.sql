-- Who does not pay sees his part and no more: not what others were billed, nor what was paid.
create or replace function billing.compose_statement(invoice billing.invoices, account_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'kind', 'statement',
    'locale', customers.accounts_effective_locale(served),
    'time_zone', i.time_zone,
    'watermark', case when i.finalized_at is null then i.status end,
    'seller', billing.document_seller(
      i.legal_entity_id, array(select t.jurisdiction from unnest(taxes.sums) as t), i.issue_date),
    'bill_to', billing.document_party(served),
    'statement_of', jsonb_build_object(
      'number', i.invoice_number, 'payer', payer.account_name),
    'invoice', jsonb_build_object(
      'number', i.invoice_number, 'currency', i.currency,
      'minor_unit', kernel.minor_unit(i.currency), 'issued_on', i.issue_date,
      'period_start', items.period_start, 'period_end', items.period_end,
      'purchase_order_number', i.purchase_order_number),
    'sections', billing.document_sections(i, part.account_id),
    'totals', jsonb_build_object(
      'subtotal', part.subtotal::text, 'discount', part.discount::text, 'tax', part.tax::text,
      'tax_lines', billing.document_tax_lines(taxes.sums, part.tax),
      'total', part.total::text, 'paid', '0', 'balance', '0'))
  from unnest(array[compose_statement.invoice]) as i
  join customers.accounts as payer on payer.tenant_id = i.tenant_id and payer.id = i.account_id
  cross join lateral billing.invoices_statements(i) as part
  join customers.accounts as served
    on served.tenant_id = i.tenant_id and served.id = part.account_id
  cross join lateral (
    select array(select t from billing.invoices_tax_lines(i, part.account_id) as t) as sums
  ) as taxes
  cross join lateral (
    select coalesce(min(lower(item.service_period)),
        min(coalesce(item.supplied_on, i.issue_date))) as period_start,
      coalesce(max(billing.printed_until(item)),
        max(coalesce(item.supplied_on, i.issue_date))) as period_end
    from billing.invoice_items as item
    where item.tenant_id = i.tenant_id and item.invoice_id = i.id
      and item.account_id = part.account_id
  ) as items
  where part.account_id = compose_statement.account_id
$$;
comment on function billing.compose_statement is
  'What the statement of an account that another one pays for says by what is known now; null if '
  'the invoice serves no such account.';
