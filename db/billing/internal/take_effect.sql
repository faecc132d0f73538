-- What serves a period is deferred until it is delivered; what has none is revenue at once. What
-- comes to less than nothing is the account's; what comes to more is paid from what the account
-- has, its balance first, then its unapplied cash, as far as these reach; an advance payment has
-- its own money.
create or replace function billing.take_effect(invoices billing.invoices[], event_types text[])
  returns void
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
declare
  v_cash_routines text[] := billing.lock_cash(array(
    select distinct i.account_id from unnest(invoices) as i
    where i.total > 0 and i.billing_type <> 'advance'));
  v_has_balances boolean;
begin
  perform ledger.post(billing.postings(invoices));
  insert into billing.unfixed_documents (tenant_id, document_id)
  select i.tenant_id, i.id from unnest(invoices) as i;
  if exists (
    select from billing.unbilled_receivables as u
    where u.tenant_id = tenancy.current_tenant_id() and u.ended_on is null
  ) then
    perform billing.end_unbilled(invoices);
  end if;
  if exists (select from unnest(invoices) as i where i.total < 0) then
    perform billing.raise_balances(array(
      select (i.account_id, i.legal_entity_id, i.currency, -i.total, 0)::billing.balance_change
      from unnest(invoices) as i
      where i.total < 0));
  end if;
  -- What asks for nothing is paid as it stands.
  if exists (select from unnest(invoices) as i where i.total <= 0 and i.tax_basis = 'cash') then
    perform billing.release_taxes(array(
      select i.id from unnest(invoices) as i where i.total <= 0));
  end if;
  if exists (
    select from billing.write_offs as w where w.tenant_id = tenancy.current_tenant_id()
  ) then
    perform billing.credit_written_off(i)
    from unnest(invoices) as i
    where exists (
      select from billing.adjustments as a
      where a.tenant_id = i.tenant_id and a.invoice_id = i.id and a.kind = 'credit');
  end if;
  perform events.publish_each(event_types, 'invoice', array(
    select to_jsonb(i) from unnest(invoices) as i), array(
    select case when i.delivery = 'unsent' then 'invoice.undeliverable' end
    from unnest(invoices) as i));
  perform billing.request_mail(invoices);
  v_has_balances := exists (
    select from billing.account_balances as b
    where b.tenant_id = tenancy.current_tenant_id() and b.balance > 0
      and b.account_id = any (array(select i.account_id from unnest(invoices) as i)));
  if v_has_balances then
    perform billing.apply_balances(array(
      select i.id from unnest(invoices) as i
      where i.total > 0 and i.billing_type <> 'advance'));
  end if;
  if v_cash_routines <> '{}' then
    perform billing.use_cash(v_cash_routines, array(
      select i.id from unnest(invoices) as i
      where i.total > 0 and i.billing_type <> 'advance'));
  end if;
  -- What was settled on issue stands on the paper; what settles an invoice later does not.
  if v_has_balances or v_cash_routines <> '{}' then
    perform billing.fix_documents(array(
      select i.id from billing.invoices as i
      where i.tenant_id = tenancy.current_tenant_id() and i.total > 0
        and i.id = any (array(select n.id from unnest(invoices) as n))
        and i.paid_amount + i.credited_amount > 0), is_settled => true);
  end if;
end $$;
comment on function billing.take_effect is
  'What issuing invoices brings about: posted to the books, settled with the account''s balance '
  'and unapplied cash, mail prepared, said to the world, with those that nobody receives.';
