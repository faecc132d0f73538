-- The mail is prepared with the alert; here it is found until it is out.
create or replace function sales.begin_renewal_mail(email_id uuid)
  returns sales.renewal_mail
  language sql volatile security definer set search_path to ''
as $$
  select (
    e.id, e.to_addresses, e.cc_addresses, brand.email, seller.legal_name,
    c.contract_number, a.account_name, r.renews_on, r.renews_on - c.renewal_notice_days,
    r.days_before, c.contract_value::text, c.currency, kernel.minor_unit(c.currency),
    c.auto_renew, customers.accounts_effective_locale(a),
    jsonb_build_object('name', seller.legal_name, 'email', brand.email,
      'website', brand.website, 'footer', brand.footer,
      'colours', jsonb_build_object('primary', brand.primary_color, 'accent', brand.accent_color))
  )::sales.renewal_mail
  from sales.renewal_alerts as r
  join sales.contracts as c on c.tenant_id = r.tenant_id and c.id = r.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  join tenancy.legal_entities as seller
    on seller.tenant_id = c.tenant_id and seller.id = c.legal_entity_id
  join tenancy.brands as brand
    on brand.tenant_id = c.tenant_id and brand.legal_entity_id = seller.id
  join events.emails as e on e.tenant_id = r.tenant_id and e.object_id = r.id
  where r.tenant_id = (select tenancy.current_tenant_id())
    and e.id = begin_renewal_mail.email_id
    and e.object_type = 'renewal_alert'
    and e.status in ('queued', 'failed')
    and c.status = 'active'
  for update of e
$$;
comment on function sales.begin_renewal_mail is
  'The mail of a renewal alert that is not out yet; null if there is nothing to do.';
grant execute on function sales.begin_renewal_mail to tenor_worker;
