-- Worked out step by step from what was written down of each, never from the result; then compared.
create or replace function billing.invoice_items_explanation(item billing.invoice_items)
  returns billing.item_explanation
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_invoice billing.invoices;
  v_steps jsonb[];
  v_share jsonb;
  v_discounts jsonb[];
  v_taxes jsonb[];
  v_net jsonb;
  v_is_by_hand boolean := item.kind in ('manual', 'deposit');
  v_is_tax_given boolean := item.is_tax_fixed or item.kind = 'deposit';
  v_amount numeric;
  v_discount numeric;
  v_taken numeric;
  v_tax numeric;
begin
  select i.* into v_invoice from billing.invoices as i
  where i.tenant_id = item.tenant_id and i.id = item.invoice_id;
  if not found then
    return null;
  end if;
  if v_is_by_hand then
    v_steps := billing.explain_by_hand(item, v_invoice);
    v_amount := (v_steps[1] ->> 'value')::numeric;
    v_discount := (v_steps[1] -> 'inputs' ->> 'discount')::numeric;
    v_discounts := v_steps[2:];
  else
    v_steps := billing.explain_charge(item, v_invoice.currency);
    if v_steps[cardinality(v_steps)] ->> 'step' = 'returned' then
      return billing.explanation_of(item, v_invoice.currency, v_steps,
        (v_steps[cardinality(v_steps)] ->> 'value')::numeric,
        (v_steps[cardinality(v_steps)] ->> 'discount')::numeric,
        (v_steps[cardinality(v_steps)] ->> 'tax')::numeric);
    end if;
    v_share := (select s from unnest(v_steps) as s where s ->> 'step' = 'share');
    v_amount := (
      select (s ->> 'value')::numeric from unnest(v_steps) with ordinality as e (s, n)
      where s ->> 'step' <> all ('{line_discount,carried_discount}') order by n desc limit 1);
    v_discount := coalesce((
      select sum((s ->> 'value')::numeric) from unnest(v_steps) as s
      where s ->> 'step' = 'carried_discount'
        or s ->> 'step' = 'line_discount' and v_share is null),
      kernel.round_amount(0, v_invoice.currency))
      + coalesce((v_share ->> 'discount')::numeric, 0);
    v_discounts := array(
      select d from billing.explain_discounts(item, v_invoice, v_amount - v_discount) as d);
    v_steps := v_steps || v_discounts;
  end if;

  v_taken := coalesce((select sum((d ->> 'value')::numeric) from unnest(v_discounts) as d), 0);
  v_taxes := case when v_is_tax_given
    then array[billing.explain_given_tax((v_steps[1] -> 'inputs' ->> 'tax')::numeric,
      v_amount - v_discount, v_discounts, v_invoice.currency)]
    else array(select t from billing.explain_taxes(item, v_invoice,
      v_amount - v_discount - v_taken) as t) end;
  v_tax := coalesce((select sum((t ->> 'value')::numeric) from unnest(v_taxes) as t),
    kernel.round_amount(0, v_invoice.currency));
  v_steps := v_steps || v_taxes;
  if v_invoice.is_tax_included and not v_is_tax_given then
    v_net := billing.explain_net(v_amount - v_discount - v_taken,
      v_discount + case when v_is_by_hand then coalesce((
        select sum((d ->> 'net')::numeric) from unnest(v_discounts) as d), 0) else v_taken end,
      v_tax, coalesce((
        select sum((t -> 'inputs' ->> 'rate')::numeric) from unnest(v_taxes) as t), 0),
      v_is_by_hand, v_invoice.currency);
    v_steps := v_steps || v_net;
    v_amount := (v_net ->> 'amount')::numeric;
    v_discount := (v_net ->> 'discount')::numeric;
  else
    v_discount := v_discount + v_taken;
  end if;
  return billing.explanation_of(item, v_invoice.currency, v_steps, v_amount, v_discount, v_tax);
end $$;
comment on function billing.invoice_items_explanation is
  'How amount, discount and tax come about, step by step: inputs, price version, formula, days and '
  'rounding; worked out anew, and whether the item agrees.';
grant execute on function billing.invoice_items_explanation to tenor_viewer;
