-- The invoice of an amendment, at once, if credit and purchase order allow. What comes to less than
-- nothing makes none: it waits for the next invoice of the contract and lowers that.
create or replace function billing.invoice_adjustments(amendment sales.amendments, issue_date date)
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_now timestamptz := tenancy.now();
  v_zero numeric := kernel.round_amount(0, amendment.currency);
  v_waiting billing.pending_adjustment[] := array(
    select a from billing.pending_adjustments(array[amendment.contract_id]) as a
    join billing.adjustments as own
      on own.tenant_id = amendment.tenant_id and own.id = a.adjustment_id
      and own.amendment_id = amendment.id
    order by a."position", lower(a.period), a.kind desc);
  v_total numeric := (select sum(w.amount - w.discount) from unnest(v_waiting) as w);
  v_contract sales.contracts;
  v_invoice_id uuid := uuidv7();
  v_admission billing.invoice_admission;
begin
  if v_total is null or v_total < 0 then
    return;
  end if;
  select * into v_contract from sales.contracts as c
  where c.tenant_id = amendment.tenant_id and c.id = amendment.contract_id;
  select * into v_admission
  from billing.admit_invoices(array[(v_invoice_id, v_contract.account_id, v_contract.id,
    v_contract.purchase_order_number, amendment.currency, v_total,
    invoice_adjustments.issue_date)::billing.invoice_request]);
  if v_admission.code is not null then
    perform kernel.fail(v_admission.code, v_admission.message, 'invoice_now');
  end if;

  with waiting as materialized (
    select w.*, uuidv7() as item_id from unnest(v_waiting) as w
  ),
  invoice as (
    insert into billing.invoices (tenant_id, id, invoice_number, account_id, contract_id,
      purchase_order_number, purchase_order_id, drawn_amount, billing_type, currency, issue_date,
      due_date, time_zone, service_period, subtotal, discount, tax, paid_amount,
      credited_amount, created_at, updated_at)
    select amendment.tenant_id, v_invoice_id,
      (billing.take_numbers(array[invoice_adjustments.issue_date]))[1], v_contract.account_id,
      v_contract.id, v_contract.purchase_order_number, v_admission.purchase_order_id,
      v_admission.drawn_amount, 'adjustment', amendment.currency, invoice_adjustments.issue_date,
      invoice_adjustments.issue_date
        + coalesce(v_contract.payment_terms_days, settings.payment_terms_days),
      settings.time_zone, sums.period, sums.amount, sums.discount, v_zero, v_zero, v_zero, v_now,
      v_now
    from (
      select sum(w.amount) as amount, sum(w.discount) as discount,
        daterange(min(lower(w.period)), max(upper(w.period))) as period
      from waiting as w
    ) as sums
    join customers.accounts as a
      on a.tenant_id = amendment.tenant_id and a.id = v_contract.account_id
    cross join lateral customers.settings_of(a) as settings
  ),
  items as (
    insert into billing.invoice_items (tenant_id, id, invoice_id, "position", account_id,
      contract_line_id, contract_line_terms_id, product_id, kind, description, service_period,
      whole_period, quantity, unit_price, intervals, amount, discount, tax, created_at)
    select amendment.tenant_id, w.item_id, v_invoice_id,
      row_number() over (order by w."position", lower(w.period), w.kind desc),
      w.account_id, w.line_id, w.terms_id, w.product_id,
      case when w.price_interval = 'one_time' then 'one_time' else 'proration' end, w.description,
      w.period, w.whole_period, w.quantity, w.unit_price, w.intervals, w.amount, w.discount,
      v_zero, v_now
    from waiting as w
  )
  update billing.adjustments as a
  set invoice_item_id = w.item_id
  from waiting as w
  where a.tenant_id = amendment.tenant_id and a.id = w.adjustment_id;

  return query
    select i.* from billing.invoices as i
    where i.tenant_id = amendment.tenant_id and i.id = v_invoice_id;
end $$;
comment on function billing.invoice_adjustments is
  'The draft invoice of what an amendment adjusts; none if it comes to less than nothing.';
