create or replace function billing.credited_sections(note billing.credit_notes, payer_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  with parts as (
    select item.account_id, a.account_name, sum(c.net) as net, sum(c.tax) as tax,
      bool_or(item.account_id <> payer_id) over () as is_titled,
      jsonb_agg(
        billing.document_item(item) - '{basis,contract_number}'::text[]
        || jsonb_build_object('amount', c.net::text, 'tax', c.tax::text)
        order by item."position") as shown
    from billing.credit_note_items as c
    join billing.invoice_items as item
      on item.tenant_id = c.tenant_id and item.id = c.invoice_item_id
    join customers.accounts as a on a.tenant_id = item.tenant_id and a.id = item.account_id
    where c.tenant_id = note.tenant_id and c.credit_note_id = note.id
    group by item.account_id, a.account_name
  )
  select coalesce(jsonb_agg(
    case when p.is_titled then jsonb_build_object(
        'title', p.account_name, 'subtotal', p.net::text, 'discount', '0', 'tax', p.tax::text,
        'total', (p.net + p.tax)::text, 'items', p.shown)
      else jsonb_build_object('title', null, 'items', p.shown) end
    order by p.account_id <> payer_id, p.account_name, p.account_id), '[]')
  from parts as p
$$;
comment on function billing.credited_sections is
  'The items of a credit note as they are printed, by the account that they serve.';
