-- What is charged or given back as a whole, before it is shared, and the discount of its line. What
-- the days of a part had of discounts is the part's.
create or replace function billing.explain_charge(item billing.invoice_items, currency text)
  returns jsonb[]
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_line sales.contract_lines;
  v_months int;
  v_credit billing.adjustments;
  v_price jsonb;
  v_charge jsonb;
  v_true_up jsonb[];
  v_discount jsonb;
  v_percent numeric;
begin
  select l.* into v_line from sales.contract_lines as l
  where l.tenant_id = item.tenant_id and l.id = item.contract_line_id;
  select c.billing_months into v_months from sales.contracts as c
  where c.tenant_id = item.tenant_id and c.id = v_line.contract_id;
  select a.* into v_credit from billing.adjustments as a
  where a.tenant_id = item.tenant_id and a.id = item.adjustment_id and a.kind = 'credit';
  if v_credit.id is not null then
    return billing.explain_credit(v_credit, v_line, v_months);
  elsif item.kind = 'true_up' then
    v_true_up := billing.explain_true_up(item, currency);
    return array_remove(v_true_up || case when item.part > 0 then
      billing.explain_share(item, (v_true_up[cardinality(v_true_up)] ->> 'value')::numeric,
        kernel.round_amount(0, currency), currency) end, null);
  end if;

  v_price := billing.explain_price(item.contract_line_terms_id);
  v_charge := billing.explain_days('charge', (v_price ->> 'value')::numeric, v_line, v_months,
    item.service_period, item.whole_period, currency);
  select discount_percent into v_percent
  from (
    select t.discount_percent from sales.contract_line_terms as t
    where t.tenant_id = item.tenant_id and t.id = item.contract_line_terms_id
    union all
    select t.discount_percent from sales.retired_terms as t
    where t.tenant_id = item.tenant_id and t.terms_id = item.contract_line_terms_id
  ) as terms;
  v_discount := case when v_percent > 0 then (
    select jsonb_build_object(
      'step', 'line_discount',
      'formula', format('%s x %s %% = %s', charge.amount, trim_scale(v_percent), charge.discount),
      'inputs', jsonb_build_object('amount', charge.amount::text, 'percent', v_percent::text),
      'value', charge.discount::text,
      'rounding', format('half away from zero, to %s decimals', kernel.minor_unit(currency)))
    from (
      select given.amount, kernel.percent_of(given.amount, v_percent, currency) as discount
      from (select (v_charge ->> 'value')::numeric) as given (amount)
    ) as charge) end;
  return array_remove(array[v_price, v_charge, v_discount, case when item.part > 0 then
    billing.explain_share(item, (v_charge ->> 'value')::numeric,
      coalesce((v_discount ->> 'value')::numeric, kernel.round_amount(0, currency)), currency)
    end], null) || billing.explain_carried(item, currency);
end $$;
comment on function billing.explain_charge is
  E'@behavior -*\nThe steps to what a line of a contract costs or gives back.';
grant execute on function billing.explain_charge to tenor_viewer;
