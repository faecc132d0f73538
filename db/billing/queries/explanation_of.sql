create or replace function billing.explanation_of(
  item billing.invoice_items, currency text, steps jsonb[], amount numeric, discount numeric,
  tax numeric
)
  returns billing.item_explanation
  language sql stable security invoker set search_path to ''
as $$
  select (
    item.id, item.invoice_id, item.kind, explanation_of.currency, to_jsonb(steps),
    explanation_of.amount, explanation_of.discount, explanation_of.amount - explanation_of.discount,
    explanation_of.tax,
    (explanation_of.amount, explanation_of.discount, explanation_of.tax) is not distinct from
        (item.amount::numeric, item.discount::numeric, item.tax::numeric)
      and not exists (select from unnest(steps) as s where s ->> 'agrees' = 'false')
  )::billing.item_explanation
$$;
comment on function billing.explanation_of is
  E'@behavior -*\nSteps and what they come to, compared with the item.';
grant execute on function billing.explanation_of to tenor_viewer;
