create or replace function billing.document_seller(jurisdictions text[], on_date date)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'name', coalesce(brand.legal_name, t.name),
    'address', billing.document_address(brand.line1, brand.line2, brand.city, brand.state,
      brand.postal_code, brand.country),
    'tax_id', brand.tax_id,
    'tax_ids', billing.seller_tax_ids(jurisdictions, on_date),
    'email', brand.email, 'phone', brand.phone, 'website', brand.website,
    'footer', brand.footer, 'payment_instructions', brand.payment_instructions,
    'logo', translate(encode(brand.logo, 'base64'), E'\n', ''),
    'colours', jsonb_build_object('primary', brand.primary_color, 'accent', brand.accent_color))
  from tenancy.tenants as t
  left join tenancy.brands as brand on brand.tenant_id = t.id
  where t.id = (select tenancy.current_tenant_id())
$$;
comment on function billing.document_seller is
  'The tenant as its documents show it, with its tax numbers where taxes are due on a day.';
