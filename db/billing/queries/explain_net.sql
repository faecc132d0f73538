-- Prices that include their tax are asked with it; the item shows the net, also of its discount, at
-- the rates of its taxes together; what was written by hand shows the discount that was written.
create or replace function billing.explain_net(
  asked numeric, discount numeric, tax numeric, rate numeric, is_by_hand boolean, currency text
)
  returns jsonb
  language sql stable security invoker set search_path to ''
as $$
  select jsonb_build_object(
    'step', 'net',
    'formula', format('%s - %s = %s', asked, tax, shown.net),
    'inputs', jsonb_build_object('asked', explain_net.asked::text, 'tax', explain_net.tax::text,
      'discount', explain_net.discount::text, 'rate', trim_scale(rate)::text,
      'is_by_hand', is_by_hand),
    'value', shown.net::text,
    'discount', shown.discount::text,
    'amount', (shown.net + shown.discount)::text,
    'rounding', format('half away from zero, to %s decimals', kernel.minor_unit(currency)))
  from (
    select kernel.round_amount(asked - tax, currency) as net,
      case
        when is_by_hand then explain_net.discount
        else kernel.round_quotient(explain_net.discount * 100, 100 + rate,
          kernel.minor_unit(currency))
      end as discount
  ) as shown
$$;
comment on function billing.explain_net is
  E'@behavior -*\nWhat is left of a price that includes its tax: the last step.';
grant execute on function billing.explain_net to tenor_viewer;
