-- A contract comes as lines, or in the flat form: seats at a price per seat and month, which is
-- one line. A product's price is looked up on the first day and copied, so that what was signed
-- stays. Each check names the first line that fails it.
create or replace function sales.create_contract(
  account_id uuid,
  start_date date,
  end_date date,
  contract_number text default null,
  contract_value numeric default null,
  currency text default null,
  billing_frequency text default 'annual',
  billing_in_advance boolean default true,
  billing_alignment text default 'anniversary',
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
  renewal_uplift_percent numeric default 0
)
  returns sales.contracts
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_lines sales.contract_line_input[] := lines;
  v_contract sales.contracts;
begin
  if lines is not null and (seat_count, committed_seats, seat_price, product_id) is distinct from
    (null::numeric, null::numeric, null::numeric, null::uuid) then
    perform kernel.fail('INPUT', 'Give seats or lines, not both.', 'lines');
  elsif lines is null then
    v_lines := array[sales.seat_line(seat_count, committed_seats, seat_price, product_id)];
  elsif cardinality(lines) not between 1 and 500 then
    perform kernel.fail('INPUT', 'A contract has 1 to 500 lines.', 'lines');
  end if;
  if status not in ('draft', 'active') then
    perform kernel.fail('INPUT', 'A new contract is draft or active.', 'status');
  elsif billing_day not between 1 and 31 then
    perform kernel.fail('INPUT', 'A billing day lies between 1 and 31.', 'billing_day');
  elsif start_date not between '1990-01-01' and '2190-12-31' then
    perform kernel.fail('INPUT', 'The start date lies outside any contract''s life.', 'start_date');
  elsif end_date < start_date then
    perform kernel.fail('INPUT', 'The end date lies before the start date.', 'end_date');
  end if;

  insert into sales.contracts as c (contract_number, account_id, status, start_date, end_date,
    contract_value, currency, billing_frequency, billing_in_advance, billing_alignment,
    billing_anchor, payment_terms, payment_terms_days, auto_renew, renewal_notice_days,
    renewal_uplift_percent, purchase_order_number, notes, metadata)
  values (
    coalesce(contract_number, sales.next_contract_number(start_date)),
    v_account.id, 'draft', start_date, end_date,
    kernel.round_amount(coalesce(contract_value, 0), coalesce(currency, v_account.currency)),
    coalesce(currency, v_account.currency), billing_frequency, billing_in_advance,
    billing_alignment,
    sales.anchor_of(start_date, billing_frequency, billing_alignment, billing_day),
    payment_terms, coalesce(payment_terms_days, customers.days_of_terms(payment_terms)),
    auto_renew, renewal_notice_days, coalesce(renewal_uplift_percent, 0), purchase_order_number,
    notes, metadata)
  returning * into v_contract;

  perform sales.add_lines(v_contract, v_lines);
  if contract_value is null then
    update sales.contracts as c
    set contract_value = kernel.round_amount(coalesce((
      select sum(charge.amount - charge.discount)
      from sales.line_charges(array[v_contract.id]) as charge), 0), v_contract.currency)
    where c.tenant_id = v_contract.tenant_id and c.id = v_contract.id
    returning * into v_contract;
  end if;
  perform events.publish('contract.created', 'contract', v_contract.id, to_jsonb(v_contract));
  return case when status = 'active' then sales.activate_contract(v_contract.id)
    else v_contract end;
end $$;
comment on function sales.create_contract is
  'Enters a contract with its lines. Codes: not_found, invalid_input, invalid_seats, '
  'price_not_found, quantity_above_tiers, conflict (number taken).';
grant execute on function sales.create_contract to tenor_sales;
