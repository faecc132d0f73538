-- All that the printed invoice shows, and nothing that changes by itself: the hash of this is the
-- key under which the file is kept. What is paid, credited or written off after the day of issue is
-- told by statements and by the invoice's state, never by its paper. What gives back more than it
-- charges is a credit note: it says what it gives, names what it corrects (in the EU, Directive
-- 2006/112/EC, Article 219), and asks for nothing.
create or replace function billing.compose_invoice(invoice billing.invoices, is_settled boolean)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  select jsonb_build_object(
    'kind', i.document_type,
    'locale', customers.accounts_effective_locale(a),
    'time_zone', i.time_zone,
    'watermark', case when i.finalized_at is null then i.status end,
    'seller', billing.document_seller(
      i.legal_entity_id, array(select t.jurisdiction from unnest(taxes.sums) as t), i.issue_date),
    'bill_to', billing.document_party(a),
    'invoice', jsonb_build_object(
      'number', i.invoice_number, 'currency', i.currency,
      'minor_unit', kernel.minor_unit(i.currency),
      'issued_on', i.issue_date, 'due_on', case when i.total >= 0 then i.due_date end,
      'period_start', items.period_start, 'period_end', items.period_end,
      'purchase_order_number', i.purchase_order_number,
      'contract_number', c.contract_number,
      'payment_days', case when i.total >= 0 then i.due_date - i.issue_date end,
      'reason_term', case when i.total < 0 then 'amendment' end,
      'corrects', corrected.invoice_number, 'corrects_on', corrected.issue_date,
      'corrects_note', mistaken.credit_note_number, 'corrects_note_on', mistaken.issue_date,
      'is_cash_accounting', is_on_cash.it,
      'is_advance', nullif(i.billing_type = 'advance', false),
      'notes', i.notes),
    'sections', billing.document_sections(i, sign => turned.sign),
    'totals', jsonb_build_object(
      'subtotal', (i.subtotal * turned.sign)::text, 'discount', (i.discount * turned.sign)::text,
      'tax', (i.tax * turned.sign)::text,
      'tax_lines', billing.document_tax_lines(taxes.sums, i.tax * turned.sign),
      'local_tax', billing.document_local_tax(i.legal_entity_id, i.currency, items.taxes,
        items.tax_points), 'total', (i.total * turned.sign)::text,
      'paid', settled.paid::text, 'credited', settled.credited::text,
      'balance', settled.balance::text,
      'settlement', case when i.total < 0 then jsonb_build_object('applied_to_invoice', '0',
        'to_balance', (-i.total)::text, 'to_refund', '0') end))
  from unnest(array[compose_invoice.invoice]) as i
  cross join lateral (select case when i.total < 0 then -1 else 1 end as sign) as turned
  join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  left join sales.contracts as c on c.tenant_id = i.tenant_id and c.id = i.contract_id
  left join billing.corrections as correction
    on correction.tenant_id = i.tenant_id and correction.invoice_id = i.id
  left join billing.credit_notes as mistaken
    on mistaken.tenant_id = correction.tenant_id and mistaken.id = correction.credit_note_id
  cross join lateral (
    select array(
      select (t.jurisdiction, t.name, t.kind, t.rate, t.treatment, t.note,
        t.taxable * turned.sign, t.amount * turned.sign)::billing.tax_sum
      from billing.invoices_tax_lines(i) as t) as sums
  ) as taxes
  cross join lateral (
    select nullif(count(*) > 0, false) as it
    from tenancy.legal_entities as e
    join tax.required_content as law on law.country = e.country
    where e.tenant_id = i.tenant_id and e.id = i.legal_entity_id
      and law.content = 'cash_accounting' and coalesce(i.tax_basis, e.tax_basis) = 'cash'
      and exists (
        select from billing.item_taxes as t
        where t.tenant_id = i.tenant_id and t.invoice_id = i.id
          and billing.is_suspended('cash', t.amount, t.tax_code_id))
  ) as is_on_cash
  cross join lateral (select kernel.round_amount(0, i.currency) as nothing) as zero
  cross join lateral (
    select case when is_settled then i.paid_amount else zero.nothing end as paid,
      case when is_settled and i.total > 0 then i.credited_amount else zero.nothing end as credited,
      case when is_settled then i.balance else greatest(i.total, zero.nothing) end as balance
  ) as settled
  -- Of several each line names its own.
  left join lateral (
    select min(of.invoice_number) as invoice_number, min(of.issue_date) as issue_date
    from billing.invoice_items as item
    join billing.adjustments as a on a.tenant_id = item.tenant_id and a.id = item.adjustment_id
    join billing.invoice_items as credited
      on credited.tenant_id = a.tenant_id and credited.id = a.credited_item_id
    join billing.invoices as of
      on of.tenant_id = credited.tenant_id and of.id = credited.invoice_id
    where i.total < 0 and item.tenant_id = i.tenant_id and item.invoice_id = i.id
    having count(distinct of.id) = 1
  ) as corrected on true
  cross join lateral (
    select coalesce(min(lower(item.service_period)), min(coalesce(item.supplied_on, i.issue_date))
        filter (where item.deducts_item_id is null)) as period_start,
      coalesce(max(billing.printed_until(item)), max(coalesce(item.supplied_on, i.issue_date))
        filter (where item.deducts_item_id is null)) as period_end,
      array_agg(item.tax * turned.sign) as taxes,
      array_agg(billing.tax_point(item.kind, item.service_period, item.supplied_on,
        i.issue_date)) as tax_points
    from billing.invoice_items as item
    where item.tenant_id = i.tenant_id and item.invoice_id = i.id
  ) as items
$$;
comment on function billing.compose_invoice is
  'What the paper of an invoice says by what is known now: as it stands, or as it was issued when '
  'nothing had settled any of it.';
