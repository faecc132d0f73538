-- A contract comes as lines, or in the flat form: seats at a price per seat and month, which is
-- one line. A product's price is looked up on the first day and copied, so that what was signed
-- stays. Each check names the first line that fails it.
create or replace function sales.create_contract(
  account_id uuid,
  start_date date,
  end_date date default null,
  contract_number text default null,
  contract_value numeric default null,
  currency text default null,
  billing_frequency text default null,
  billing_in_advance boolean default null,
  billing_alignment text default null,
  billing_day int default null,
  seat_count numeric default null,
  committed_seats numeric default null,
  seat_price numeric default null,
  product_id uuid default null,
  lines sales.contract_line_input[] default null,
  payment_terms text default null,
  payment_terms_days int default null,
  auto_renew boolean default true,
  renewal_notice_days int default 90,
  purchase_order_number text default null,
  status text default 'active',
  notes text default null,
  metadata jsonb default '{}',
  renewal_uplift_percent numeric default 0,
  billing_cycle_id uuid default null,
  minimum_commitment sales.minimum_commitment default null,
  covered_accounts sales.covered_account[] default null,
  coterm_with_contract_id uuid default null,
  discounts sales.contract_discount_input[] default null,
  coupon_codes text[] default null,
  legal_entity_id uuid default null
)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_terms sales.billing_terms;
  v_end_date date := end_date;
  v_asked record;
  v_contract sales.contracts;
begin
  perform tenancy.hold_clock();
  if status not in ('draft', 'active') then
    perform kernel.fail('INPUT', 'A new contract is draft or active.', 'status');
  elsif start_date not between '1990-01-01' and '2190-12-31' then
    perform kernel.fail('INPUT', 'The start date lies outside any contract''s life.', 'start_date');
  elsif coterm_with_contract_id is not null then
    v_end_date := sales.coterm_end(v_account, coterm_with_contract_id, start_date, end_date);
  elsif end_date is null then
    perform kernel.fail('INPUT', 'Say on which day it ends.', 'end_date');
  elsif end_date < start_date then
    perform kernel.fail('INPUT', 'The end date lies before the start date.', 'end_date');
  end if;
  v_terms := sales.billing_terms_of(start_date, billing_frequency, billing_cycle_id,
    billing_in_advance, billing_alignment, billing_day);
  v_asked := sales.asked_lines(
    lines, seat_count, committed_seats, seat_price, product_id, minimum_commitment);

  insert into sales.contracts as c (contract_number, account_id, legal_entity_id, status,
    start_date, end_date,
    contract_value, currency, billing_frequency, billing_cycle_id, billing_months,
    billing_in_advance, billing_alignment, billing_day, billing_anchor, payment_terms,
    payment_terms_days, auto_renew, renewal_notice_days, renewal_uplift_percent,
    coterm_with_contract_id, purchase_order_number, notes, metadata)
  values (
    coalesce(contract_number, sales.next_contract_number(start_date)),
    v_account.id,
    coalesce(legal_entity_id, customers.accounts_effective_legal_entity_id(v_account)),
    'draft', start_date, v_end_date,
    kernel.round_amount(coalesce(contract_value, 0), coalesce(currency, v_account.currency)),
    coalesce(currency, v_account.currency), v_terms.billing_frequency, v_terms.billing_cycle_id,
    v_terms.billing_months, v_terms.billing_in_advance, v_terms.billing_alignment,
    v_terms.billing_day, v_terms.billing_anchor, payment_terms,
    coalesce(payment_terms_days, customers.days_of_terms(payment_terms)), auto_renew,
    renewal_notice_days, coalesce(renewal_uplift_percent, 0), coterm_with_contract_id,
    purchase_order_number, notes, metadata)
  returning * into v_contract;

  perform sales.add_lines(v_contract, v_asked.asked, v_asked.pointers);
  if covered_accounts is not null then
    perform sales.cover_accounts(v_contract, covered_accounts);
  end if;
  if contract_value is null then
    update sales.contracts as c
    set contract_value = kernel.round_amount(sales.value_of(v_contract.id), v_contract.currency)
    where c.tenant_id = v_contract.tenant_id and c.id = v_contract.id
    returning * into v_contract;
  end if;
  perform sales.add_discounts(v_contract, discounts, coupon_codes);
  perform events.publish('contract.created', 'contract', v_contract.id, to_jsonb(v_contract));
  return case when status = 'active' then sales.activate_contract(v_contract.id)
    else v_contract end;
end $$;
comment on function sales.create_contract is
  'Enters a contract with its lines and discounts. Codes: not_found, invalid_input, '
  'invalid_seats, price_not_found, quantity_above_tiers, conflict (number taken, or a discount '
  'twice), discount_not_found, discount_expired, discount_exhausted, discount_wrong_currency, '
  'discount_wrong_product.';
grant execute on function sales.create_contract to tenor_sales;
