-- All that a printed change order shows: the lines as the amendment left them, what it gives back
-- and charges of days that were billed already, and how the contract goes on.
create or replace function billing.compose_change_order(amendment_id uuid)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  with found as materialized (
    select am as amendment, c as contract, a as account, billing.amendment_result_of(am) as result
    from sales.amendments as am
    join sales.contracts as c on c.tenant_id = am.tenant_id and c.id = am.contract_id
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    where am.tenant_id = (select tenancy.current_tenant_id())
      and am.id = compose_change_order.amendment_id
  ),
  lines as (
    select jsonb_agg(jsonb_build_object(
        'description', line.shown ->> 'description',
        'account', case when (line.shown ->> 'account_id')::uuid <> (f.account).id
          then line.shown ->> 'account_name' end,
        'price_interval', line.shown ->> 'price_interval',
        'before', line.shown -> 'before', 'after', line.shown -> 'after',
        'last_day', case when line.shown -> 'after' = 'null'
          and l.start_date < (f.amendment).effective_date
          then (f.amendment).effective_date - 1 end)
      order by line.place) as shown
    from found as f
    cross join lateral jsonb_array_elements((f.amendment).changed_lines)
      with ordinality as line (shown, place)
    join sales.contract_lines as l
      on l.tenant_id = (f.amendment).tenant_id and l.id = (line.shown ->> 'line_id')::uuid
  ),
  charges as (
    select jsonb_agg(jsonb_build_object(
        'kind', charge.kind, 'description', l.description, 'period_start', charge.period_start,
        'period_end', charge.period_end, 'quantity', trim_scale(charge.quantity)::text,
        'unit_price', charge.unit_price::text, 'discount', charge.discount::text,
        'amount', charge.amount::text)
      order by charge.place) as shown
    from found as f
    cross join lateral unnest((f.result).lines) with ordinality as charge (line_id, kind,
      period_start, period_end, quantity, unit_price, amount, discount, place)
    join sales.contract_lines as l
      on l.tenant_id = (f.contract).tenant_id and l.id = charge.line_id
  )
  select jsonb_build_object(
    'kind', 'change_order',
    'locale', customers.accounts_effective_locale(f.account),
    'seller', billing.document_seller((f.contract).legal_entity_id, '{}', issued.day),
    'customer', billing.document_party(f.account),
    'change', jsonb_build_object(
      'number', sales.amendments_reference(f.amendment),
      'contract_number', (f.contract).contract_number,
      'currency', (f.amendment).currency,
      'minor_unit', kernel.minor_unit((f.amendment).currency),
      'issued_on', issued.day,
      'effective_on', (f.amendment).effective_date,
      'term_start', (f.contract).start_date,
      'term_end', (f.contract).end_date,
      'renews', (f.contract).auto_renew and (f.contract).status = 'active',
      'notice_days', (f.contract).renewal_notice_days,
      'reason', (f.amendment).reason),
    'lines', coalesce((select l.shown from lines as l), '[]'),
    'charges', coalesce((select c.shown from charges as c), '[]'),
    'totals', jsonb_build_object(
      'subtotal', (f.result).subtotal::text, 'discount', (f.result).discount::text,
      'tax', (f.result).tax::text, 'total', (f.result).total::text,
      'invoice_number', i.invoice_number))
  from found as f
  cross join lateral (
    select ((f.amendment).created_at
      at time zone customers.accounts_effective_time_zone(f.account))::date as day
  ) as issued
  left join billing.invoices as i
    on i.tenant_id = (f.contract).tenant_id and i.id = (f.result).invoice_id
$$;
comment on function billing.compose_change_order is
  'What the change order of an amendment says by what is known now.';
