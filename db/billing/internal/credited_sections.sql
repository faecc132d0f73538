create or replace function billing.credited_sections(note billing.credit_notes, payer_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  with parts as (
    select item.account_id, sum(c.net) as net, sum(c.tax) as tax,
      bool_or(item.account_id <> payer_id) over () as is_titled,
      jsonb_agg(
        billing.document_item(item, i.issue_date) - '{basis,contract_number}'::text[]
        || jsonb_build_object('amount', c.net::text, 'tax', c.tax::text)
        order by item."position") as shown
    from billing.credit_note_items as c
    join billing.invoice_items as item
      on item.tenant_id = c.tenant_id and item.id = c.invoice_item_id
    join billing.invoices as i on i.tenant_id = item.tenant_id and i.id = item.invoice_id
    where c.tenant_id = note.tenant_id and c.credit_note_id = note.id
    group by item.account_id
  )
  select coalesce(jsonb_agg(
    case when p.is_titled then jsonb_build_object(
        'title', a.account_name, 'tax_id', billing.printed_tax_id(a), 'subtotal', p.net::text,
        'discount', '0', 'tax', p.tax::text, 'total', (p.net + p.tax)::text, 'items', p.shown)
      else jsonb_build_object('title', null, 'items', p.shown) end
    order by a.id <> payer_id, a.account_name, a.id), '[]')
  from parts as p
  join customers.accounts as a on a.tenant_id = note.tenant_id and a.id = p.account_id
$$;
comment on function billing.credited_sections is
  'The items of a credit note as they are printed, by the account that they serve.';
