-- Titles only where an invoice bills for others than who pays it. What bills several contracts
-- names each with its items.
create or replace function billing.document_sections(
  invoice billing.invoices, account_id uuid default null, sign int default 1
)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  with parts as materialized (
    select s.*, bool_or(s.account_id <> invoice.account_id) over () as is_titled
    from billing.invoices_sections(invoice) with ordinality as s (account_id, account_name,
      tax_id, subtotal, discount, tax, total, place)
  ),
  items as (
    select item.account_id, jsonb_agg(
        billing.document_item(item, invoice.issue_date)
        - case when invoice.contract_id is not null then 'contract_number' else '' end
        || jsonb_build_object(
          'quantity', trim_scale(item.quantity)::text,
          'unit_price', item.unit_price::text,
          'amount', (item.amount * sign)::text,
          'discount', (item.discount * sign)::text,
          'tax', (item.tax * sign)::text)
        order by item."position") as shown
    from billing.invoice_items as item
    where item.tenant_id = invoice.tenant_id and item.invoice_id = invoice.id
    group by item.account_id
  )
  select coalesce(jsonb_agg(
    case when p.is_titled and document_sections.account_id is null then jsonb_build_object(
        'title', p.account_name, 'tax_id', p.tax_id, 'subtotal', (p.subtotal * sign)::text,
        'discount', (p.discount * sign)::text, 'tax', (p.tax * sign)::text,
        'total', (p.total * sign)::text, 'items', items.shown)
      else jsonb_build_object('title', null, 'items', items.shown) end
    order by p.place), '[]')
  from parts as p
  join items on items.account_id = p.account_id
  where document_sections.account_id is null or p.account_id = document_sections.account_id
$$;
comment on function billing.document_sections is
  'The items of an invoice as they are printed, by a credit note with the sign turned: all by the '
  'account that they serve, or one''s.';
