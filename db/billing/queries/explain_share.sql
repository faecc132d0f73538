-- Net and discount are split apart, by the weights of all parts as they were agreed.
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
      'parts', parts.listed, 'place', item.part),
    'net', split.net::text,
    'discount', split.discount::text,
    'value', (split.net + split.discount)::text,
    'rounding', 'largest remainder, ties to the first part')
  from (
    select amount - explain_share.discount as net, explain_share.discount as discount
  ) as whole
  cross join (
    select array_agg(s.weight order by s.place) as weights, sum(s.weight) as total,
      jsonb_agg(jsonb_build_object('account_id', s.account_id, 'weight', s.weight::text)
        order by s.place) as listed
    from unnest(item.shares) with ordinality as s (account_id, weight, is_rest, place)
  ) as parts
  cross join lateral (
    select
      (kernel.split_amount(whole.net, parts.weights, currency))[item.part] as net,
      (kernel.split_amount(whole.discount, parts.weights, currency))[item.part] as discount
  ) as split
$$;
comment on function billing.explain_share is
  E'@behavior -*\nThe part that one account bears of what is shared.';
grant execute on function billing.explain_share to tenor_viewer;
