-- With what a person reads. An answer counts for a while only: the provider would not commit it.
create or replace function billing.awaiting_tax(invoice_ids uuid[])
  returns table (invoice_id uuid, reason text)
  language sql stable security definer set search_path to ''
as $$
  select item.invoice_id, max(case
      when c.status = 'refused' then 'The tax provider refused this draft: ' || c.refusal
      when c.status = 'assessed'
        then 'The tax of this draft was reckoned too long ago; reckon it anew.'
      else 'The tax provider has not answered for this draft yet.'
    end)
  from billing.invoice_items as item
  left join billing.tax_calculations as c
    on c.tenant_id = item.tenant_id and c.invoice_id = item.invoice_id
    and c.account_id = item.account_id
  where item.tenant_id = (select tenancy.current_tenant_id())
    and item.invoice_id = any (invoice_ids) and not item.is_tax_fixed
    and exists (
      select from tax.tax_settings as s
      where s.tenant_id = (select tenancy.current_tenant_id()) and s.provider <> 'builtin')
    and (c.status = 'assessed' and c.expires_at > kernel.real_time()) is not true
  group by item.invoice_id
$$;
comment on function billing.awaiting_tax is
  'Which of the drafts wait for the outside tax provider, and why; none if there is none.';
