-- The purchase order is asked before the number is taken, so that nobody waits for an order with
-- the series in his hands; items draw on it as they come.
create or replace function billing.create_invoice(
  account_id uuid,
  issue_date date default null,
  due_date date default null,
  items billing.invoice_item_input[] default '{}',
  currency text default null,
  payment_terms_days int default null,
  contract_id uuid default null,
  purchase_order_number text default null,
  notes text default null,
  internal_notes text default null,
  metadata jsonb default '{}',
  legal_entity_id uuid default null,
  corrects_credit_note_id uuid default null,
  deduct_deposits uuid[] default null
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_zone text := customers.accounts_effective_time_zone(v_account);
  v_entity_id uuid := coalesce(
    legal_entity_id,
    (select c.legal_entity_id from sales.contracts as c
      where c.tenant_id = tenancy.current_tenant_id() and c.id = create_invoice.contract_id),
    (select n.legal_entity_id from billing.credit_notes as n
      where n.tenant_id = tenancy.current_tenant_id() and n.id = corrects_credit_note_id),
    customers.accounts_effective_legal_entity_id(v_account));
  v_issue_date date := coalesce(issue_date, tenancy.today_of(v_entity_id));
  v_zero numeric := kernel.round_amount(0, coalesce(currency, v_account.currency));
  v_contract sales.contracts;
  v_invoice billing.invoices;
  v_draw sales.judged_draw;
begin
  if v_issue_date is null then
    perform kernel.fail('NOTFD', 'No legal entity has this id.', 'legal_entity_id');
  elsif v_account.credit_hold then
    perform kernel.fail('CRHLD',
      format('%s is on hold; release it first.', v_account.account_name), 'account_id');
  elsif cardinality(items) > 500 then
    perform kernel.fail('INPUT', 'An invoice takes 500 items at once.', 'items');
  elsif contract_id is not null then
    v_contract := sales.lock_contract(contract_id, expect => '{draft,active,expired,cancelled}');
    if not exists (
      select from customers.accounts as a
      where a.tenant_id = v_contract.tenant_id and a.id = v_contract.account_id
        and (a.id = any (v_account.path) or v_account.id = any (a.path))
    ) then
      perform kernel.fail('INPUT', 'The contract is of another account.', 'contract_id');
    end if;
  end if;

  perform tenancy.refuse_withdrawn(coalesce(currency, v_account.currency));

  v_invoice.tenant_id := v_account.tenant_id;
  v_invoice.id := uuidv7();
  v_invoice.account_id := v_account.id;
  v_invoice.contract_id := contract_id;
  v_invoice.purchase_order_number := purchase_order_number;
  v_invoice.currency := coalesce(currency, v_account.currency);
  v_invoice.issue_date := v_issue_date;
  perform billing.lock_credit(array[v_account.id]);
  v_draw := billing.draw_order(v_invoice, 0);

  insert into billing.invoices as i (id, legal_entity_id, invoice_number, account_id, contract_id,
    purchase_order_number, purchase_order_id, drawn_amount, billing_type, currency,
    issue_date, due_date, time_zone, subtotal, discount, tax, paid_amount, credited_amount,
    written_off_amount, recovered_amount, is_tax_included, notes, internal_notes, metadata)
  values (
    v_invoice.id, v_entity_id,
    case when exists (
        select from tenancy.legal_entities as e
        where e.tenant_id = v_account.tenant_id and e.id = v_entity_id
          and tenancy.legal_entities_effective_numbering(e) = 'creation')
      then (billing.take_numbers(array[v_issue_date], array[v_entity_id]))[1]
      else billing.draft_name(v_invoice.id) end, v_account.id, contract_id,
    purchase_order_number, v_draw.purchase_order_id, v_zero, 'one_time', v_invoice.currency,
    v_issue_date,
    coalesce(due_date, v_issue_date + coalesce(payment_terms_days,
      customers.accounts_effective_payment_terms_days(v_account))),
    v_zone, v_zero, v_zero, v_zero, v_zero, v_zero, v_zero, v_zero,
    (select nullif(s.prices_include_tax, false) from tax.tax_settings as s
      where s.tenant_id = v_account.tenant_id),
    notes, internal_notes, metadata)
  returning * into v_invoice;
  if corrects_credit_note_id is not null then
    perform billing.correct_credit_note(v_invoice, corrects_credit_note_id);
  end if;
  if cardinality(items) > 0 then
    v_invoice := billing.insert_items(v_invoice, items);
  end if;
  if cardinality(deduct_deposits) > 0 then
    v_invoice := billing.deduct_deposits(v_invoice, deduct_deposits);
  end if;
  perform events.publish('invoice.created', 'invoice', v_invoice.id, to_jsonb(v_invoice));
  return v_invoice;
end $$;
comment on function billing.create_invoice is
  'A manual draft invoice with its items; corrects_credit_note_id names a mistaken credit note '
  'that it charges again, and prints it; deduct_deposits names invoices of advance payments that '
  'it deducts, as far as it reaches. Codes: not_found, credit_hold, invalid_input, '
  'illegal_transition (a deposit that is not paid), over_application (nothing of it is left), '
  'purchase_order_exhausted, purchase_order_expired, purchase_order_not_approved, '
  'purchase_order_required.';
grant execute on function billing.create_invoice to tenor_finance;
select controls.register_door('tax_by_hand', 'billing.create_invoice');
