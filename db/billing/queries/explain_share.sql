-- Net and discount are split apart, by the weights of all parts as they stand on the invoice, or,
-- on invoices of several payers, as they were agreed.
create or replace function billing.explain_share(
  item billing.invoice_items, amount numeric, discount numeric, currency text
)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  select jsonb_build_object(
    'step', 'share',
    'formula', format('%s of %s by %s/%s = %s', split.net,
      kernel.round_amount(whole.net, currency), trim_scale(item.share_weight),
      trim_scale(parts.total), split.net),
    'inputs', jsonb_build_object('net', kernel.round_amount(whole.net, currency)::text,
      'discount', kernel.round_amount(whole.discount, currency)::text,
      'parts', parts.listed, 'place', parts.place),
    'net', split.net::text,
    'discount', split.discount::text,
    'value', (split.net + split.discount)::text,
    'rounding', 'largest remainder, ties to the first part')
  from (
    select amount - explain_share.discount as net, explain_share.discount as discount
  ) as whole
  cross join (
    select array_agg(part.share_weight order by part."position") as weights,
      sum(part.share_weight) as total,
      jsonb_agg(jsonb_build_object('invoice_item_id', part.id, 'account_id', part.account_id,
        'weight', part.share_weight::text) order by part."position") as listed,
      count(*) filter (where part."position" <= item."position") as place
    from billing.invoice_items as part
    where item.part = 0 and part.tenant_id = item.tenant_id and part.invoice_id = item.invoice_id
      and part.contract_line_id = item.contract_line_id
      and part.service_period = item.service_period and part.share_weight is not null
      and part.adjustment_id is not distinct from item.adjustment_id
    having item.part = 0
    union all
    select array_agg(s.weight order by s.place), sum(s.weight),
      jsonb_agg(jsonb_build_object('account_id', s.account_id, 'weight', s.weight::text)
        order by s.place), item.part
    from unnest(item.shares) with ordinality as s (account_id, weight, is_rest, place)
    having item.part > 0
  ) as parts
  cross join lateral (
    select
      (kernel.split_amount(whole.net, parts.weights, currency))[parts.place] as net,
      (kernel.split_amount(whole.discount, parts.weights, currency))[parts.place] as discount
  ) as split
$$;
comment on function billing.explain_share is
  E'@behavior -*\nThe part that one account bears of what is shared.';
grant execute on function billing.explain_share to tenor_viewer;
