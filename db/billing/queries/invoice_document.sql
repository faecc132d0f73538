-- All that the printed invoice shows, and nothing that changes by itself: the hash of this is the
-- key under which the file is kept.
create or replace function billing.invoice_document(invoice_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'kind', 'invoice',
    'locale', customers.accounts_effective_locale(a),
    'time_zone', i.time_zone,
    'watermark', case when i.status in ('draft', 'void') then i.status end,
    'seller', jsonb_build_object(
      'name', coalesce(brand.legal_name, t.name),
      'address', billing.address_lines(brand.line1, brand.line2, brand.city, brand.state,
        brand.postal_code, brand.country),
      'tax_id', brand.tax_id, 'email', brand.email, 'phone', brand.phone,
      'website', brand.website, 'footer', brand.footer,
      'payment_instructions', brand.payment_instructions,
      'logo', translate(encode(brand.logo, 'base64'), E'\n', ''),
      'colours', jsonb_build_object(
        'primary', brand.primary_color, 'accent', brand.accent_color)),
    'bill_to', jsonb_build_object(
      'name', a.account_name,
      'attention', (customers.accounts_billing_contact(a)).name,
      'address', billing.address_lines(bill_to.line1, bill_to.line2, bill_to.city, bill_to.state,
        bill_to.postal_code, bill_to.country),
      'tax_id', a.tax_id,
      'email', customers.accounts_billing_email(a)),
    'invoice', jsonb_build_object(
      'number', i.invoice_number, 'currency', i.currency,
      'minor_unit', kernel.minor_unit(i.currency),
      'issued_on', i.issue_date, 'due_on', i.due_date,
      'period_start', lower(i.service_period),
      'period_end', kernel.last_day(i.service_period),
      'purchase_order_number', i.purchase_order_number,
      'contract_number', c.contract_number,
      'terms', case when i.due_date > i.issue_date
        then format('Net %s', i.due_date - i.issue_date) else 'Due on receipt' end,
      'notes', i.notes),
    'sections', jsonb_build_array(jsonb_build_object('title', null, 'items', coalesce((
      select jsonb_agg(jsonb_build_object(
          'description', item.description,
          'detail', nullif(billing.invoice_items_detail(item), ''),
          'period_start', lower(item.service_period),
          'period_end', kernel.last_day(item.service_period),
          'quantity', trim_scale(item.quantity)::text,
          'unit_price', item.unit_price::text,
          'amount', item.amount::text,
          'discount', item.discount::text,
          'tax', item.tax::text
        ) order by item."position")
      from billing.invoice_items as item
      where item.tenant_id = i.tenant_id and item.invoice_id = i.id), '[]'))),
    'totals', jsonb_build_object(
      'subtotal', i.subtotal::text, 'discount', i.discount::text, 'tax', i.tax::text,
      'tax_lines', '[]'::jsonb, 'total', i.total::text, 'paid', i.paid_amount::text,
      'credited', i.credited_amount::text, 'balance', i.balance::text))
  from billing.invoices as i
  join tenancy.tenants as t on t.id = i.tenant_id
  join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  left join tenancy.brands as brand on brand.tenant_id = i.tenant_id
  left join sales.contracts as c on c.tenant_id = i.tenant_id and c.id = i.contract_id
  left join lateral (select (customers.accounts_billing_address(a)).*) as bill_to on true
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.id = invoice_document.invoice_id
$$;
comment on function billing.invoice_document is
  'What the printed invoice shows, as data; amounts are decimal strings, days YYYY-MM-DD.';
grant execute on function billing.invoice_document to tenor_worker, tenor_viewer;
