-- What a payment is applied to on its very day is in its own journal, the rest has a journal of its
-- own.
create or replace function payments.recovered_taxes(
  legal_entity_id uuid, from_day date, to_day date
)
  returns setof tax.tax_entry
  language sql stable security definer set search_path to ''
  set plan_cache_mode to force_custom_plan
as $$
  select j.id, 'recovery', r.tax_code_id, null, null, i.account_id, min(i.issue_date), i.currency,
    -sum(r.taxable), -sum(r.amount)
  from billing.relieved_taxes as r
  join billing.invoices as i on i.tenant_id = r.tenant_id and i.id = r.invoice_id
  join payments.payment_applications as a on a.tenant_id = r.tenant_id and a.id = r.source_id
  left join ledger.journals as own
    on own.tenant_id = r.tenant_id and own.source_type = 'payments.payment_application'
    and own.source_id = a.id
  join ledger.journals as j
    on j.tenant_id = r.tenant_id and case when own.id is not null then j.id = own.id
      else j.source_type = 'payments.payment' and j.source_id = a.payment_id
        and j.kind = case when a.amount > 0 then 'received' else 'reversed' end end
  where r.tenant_id = (select tenancy.current_tenant_id())
    and r.source_type = 'payments.payment_application'
    and (recovered_taxes.legal_entity_id is null
      or j.legal_entity_id = recovered_taxes.legal_entity_id)
    and (from_day is null or j.posted_on >= from_day)
    and (to_day is null or j.posted_on <= to_day)
  group by j.id, r.tax_code_id, i.account_id, i.currency
$$;
comment on function payments.recovered_taxes is
  'What payments of debts that were written off changed of what is owed to the state.';
select tax.register_tax_entries('payments', 'payments.recovered_taxes');
