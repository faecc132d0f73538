create or replace function billing.document_seller(
  legal_entity_id uuid, jurisdictions text[], on_date date
)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'name', e.legal_name,
    'address', billing.document_address(e.line1, e.line2, e.city, e.state, e.postal_code,
      e.country),
    'legal_form', e.legal_form, 'register', e.register,
    'register_number', e.register_number, 'share_capital', e.share_capital,
    'directors', to_jsonb(e.directors), 'tax_id', e.tax_id,
    'tax_ids', billing.seller_tax_ids(e.id, jurisdictions, on_date),
    'email', brand.email, 'phone', brand.phone, 'website', brand.website,
    'footer', brand.footer, 'payment_instructions', brand.payment_instructions,
    'logo', translate(encode(brand.logo, 'base64'), E'\n', ''),
    'colours', jsonb_build_object('primary', brand.primary_color, 'accent', brand.accent_color))
  from tenancy.legal_entities as e
  join tenancy.brands as brand on brand.tenant_id = e.tenant_id and brand.legal_entity_id = e.id
  where e.tenant_id = (select tenancy.current_tenant_id())
    and e.id = document_seller.legal_entity_id
$$;
comment on function billing.document_seller is
  'A legal entity as its documents show it, with its tax numbers where taxes are due on a day.';
