-- With what a person reads, and where to mend it. Tax of an unknown place or rate is not zero: it
-- is not known, and its draft waits. With an outside provider drafts wait for that one alone; an
-- answer counts for a while only: the provider would not commit it.
create or replace function billing.awaiting_tax(invoice_ids uuid[])
  returns table (invoice_id uuid, code text, reason text, field text)
  language sql stable security definer set search_path to ''
as $$
  (select distinct on (item.invoice_id) item.invoice_id, 'TAXUN',
    format('The tax of what serves %s is unknown: %s', a.account_name, t.note),
    case when t.treatment = 'no_rate' then 'tax/rates/' || t.jurisdiction
      else format('accounts/%s/%s', item.account_id, case
        when t.jurisdiction is null then 'billing_address/country'
        else 'billing_address/state' end) end
  from billing.item_taxes as t
  join billing.invoice_items as item
    on item.tenant_id = t.tenant_id and item.id = t.invoice_item_id
  join customers.accounts as a on a.tenant_id = item.tenant_id and a.id = item.account_id
  where t.tenant_id = (select tenancy.current_tenant_id())
    and t.invoice_id = any (invoice_ids) and tax.is_unresolved(t.treatment, t.taxable)
    and not exists (
      select from tax.tax_settings as s
      where s.tenant_id = (select tenancy.current_tenant_id()) and s.provider <> 'builtin')
  order by item.invoice_id, item."position", t.place)
  union all
  select item.invoice_id, 'TRANS', max(case
      when c.status = 'refused' then 'The tax provider refused this draft: ' || c.refusal
      when c.status = 'assessed'
        then 'The tax of this draft was reckoned too long ago; reckon it anew.'
      else 'The tax provider has not answered for this draft yet.'
    end), 'invoice_id'
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
  'Which of the drafts wait for their tax, why, and what is missing: a place or a rate, or the '
  'answer of the outside tax provider, if there is one.';
